import type { Config } from "../config/schema.ts";
import { inTransaction } from "../db/transaction.ts";
import { evaluationRecords } from "../evaluations/data.ts";
import type {
  EvaluationContext,
  EvaluationRecord,
  EvaluationResult,
  Evaluator,
} from "../evaluations/schema.ts";
import type { Queryable } from "../runs/mutations.ts";
import { alertKey, type Judged, nextAlerts, withChanges } from "./compute.ts";
import { alertingFindings, alertingSlos, lastAlerts, undecidedSlos } from "./data.ts";
import { recordEvents, storeAlerts } from "./mutations.ts";
import { routeAlerts } from "./routing/compute.ts";
import { toldReceivers } from "./routing/data.ts";
import { storePlan } from "./routing/mutations.ts";
import { budgetOutlook, budgetSignals, budgetSubject } from "./rules/cost.ts";
import { alertingQuotas, quotaSignals, undecidedQuotas } from "./rules/quotas.ts";
import { collectorStates, telemetrySignals } from "./rules/telemetry.ts";
import type { Signal, StoredAlert } from "./schema.ts";
import { findingSignals, sloSignals, sloSubject } from "./signals.ts";
import { configuredSilence, silenceAlerts } from "./silences/compute.ts";
import { silencesInForce } from "./silences/data.ts";
import { recordConfigured } from "./silences/mutations.ts";

async function evaluate({ db, config, now }: EvaluationContext): Promise<EvaluationResult> {
  return inTransaction(db.pool, async (client) => {
    const records = await evaluationRecords(client);
    const { signals, judged } = await troubles(client, config, records, now);
    const before = await lastAlerts(client, now);
    const next = nextAlerts(signals, before, judged, now);
    const changed = await tellChanges(client, config, before, next, now);
    const times = ["diagnosis", "slos"].flatMap((name) => records.get(name)?.asOf?.getTime() ?? []);
    return {
      asOf: times.length > 0 ? new Date(Math.min(...times)) : null,
      judged: signals.length,
      changed,
    };
  });
}

/**
 * Silences and routes alerts after they have changed, and stores all that became of it: alerts, events, and what
 * receivers are to be told. In one transaction with what changed them. Returns how many events there were.
 */
export async function tellChanges(
  client: Queryable,
  config: Config,
  before: readonly StoredAlert[],
  { alerts, events }: ReturnType<typeof nextAlerts>,
  now: Date,
): Promise<number> {
  await recordConfigured(client, config.alerts.silences.map(configuredSilence), now);
  const open = withChanges(before, alerts).filter(
    ({ state, resolvedAt }) => state !== "resolved" || resolvedAt?.getTime() === now.getTime(),
  );
  const silenced = silenceAlerts(open, await silencesInForce(client, now), now);
  const plan = routeAlerts(
    withChanges(open, silenced.alerts),
    await toldReceivers(client),
    config.alerts,
    now,
  );
  const differing = withChanges(alerts, silenced.alerts);
  const told = [...events, ...silenced.events, ...plan.events];
  await storeAlerts(client, differing, now);
  await recordEvents(client, told, now);
  await storePlan(client, plan, now);
  return told.length;
}

/** All that is in trouble at this moment, as judgement has it, and what judgement could tell. */
async function troubles(
  client: Queryable,
  config: Config,
  records: ReadonlyMap<string, EvaluationRecord>,
  now: Date,
): Promise<{ signals: Signal[]; judged: Judged }> {
  const outlook = await budgetOutlook(client, config.costs.budgetUsd, now);
  const signals = [
    ...findingSignals(await alertingFindings(client, now)),
    ...sloSignals(await alertingSlos(client)),
    ...quotaSignals(await alertingQuotas(client, now)),
    ...(outlook ? budgetSignals(outlook, now) : []),
    ...telemetrySignals(await collectorStates(client, now), [...records.values()], now),
  ];
  const undecided = [
    ...(await undecidedSlos(client)).map(sloSubject),
    ...(await undecidedQuotas(client)),
    ...(outlook?.budget.state === "unknown" ? [budgetSubject] : []),
  ];
  const judgedAt = (name: string) => records.get(name)?.lastSuccessAt ?? null;
  return {
    signals,
    judged: {
      at: {
        ...{ diagnosis: judgedAt("diagnosis"), slo: judgedAt("slos"), quotas: judgedAt("quotas") },
        // Judged right here.
        ...{ cost: now, telemetry: now },
      },
      undecided: new Set(undecided.map(alertKey)),
      seenAt: judgedAt("alerts"),
    },
  };
}

/** Fires, raises and resolves alerts by what judgement has found, and says who is to be told. Runs after all others. */
export const evaluator: Evaluator = { name: "alerts", everySeconds: 60, evaluate };

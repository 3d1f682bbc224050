import { inTransaction } from "../db/transaction.ts";
import type { EvaluationContext, EvaluationResult, Evaluator } from "../evaluations/schema.ts";
import { nextAlerts } from "./compute.ts";
import { alertingFindings, alertingSlos, judgedAt, lastAlerts } from "./data.ts";
import { recordEvents, storeAlerts } from "./mutations.ts";
import { findingSignals, sloSignals } from "./signals.ts";

async function evaluate({ db, now }: EvaluationContext): Promise<EvaluationResult> {
  return inTransaction(db.pool, async (client) => {
    const judged = await judgedAt(client);
    const signals = [
      ...findingSignals(await alertingFindings(client)),
      ...sloSignals(await alertingSlos(client)),
    ];
    const { alerts, events } = nextAlerts(signals, await lastAlerts(client, now), judged, now);
    await storeAlerts(client, alerts, now);
    await recordEvents(client, events, now);
    const times = Object.values(judged).flatMap((time) => time?.getTime() ?? []);
    return {
      asOf: times.length > 0 ? new Date(Math.min(...times)) : null,
      judged: signals.length,
      changed: events.length,
    };
  });
}

/** Fires, raises and resolves alerts by what diagnosis and objectives have found. Runs after both. */
export const evaluator: Evaluator = { name: "alerts", everySeconds: 60, evaluate };

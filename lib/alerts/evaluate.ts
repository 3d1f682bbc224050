import { inTransaction } from "../db/transaction.ts";
import { evaluationRecords } from "../evaluations/data.ts";
import type { EvaluationContext, EvaluationResult, Evaluator } from "../evaluations/schema.ts";
import { alertKey, nextAlerts } from "./compute.ts";
import { alertingFindings, alertingSlos, lastAlerts, undecidedSlos } from "./data.ts";
import { recordEvents, storeAlerts } from "./mutations.ts";
import { findingSignals, sloSignals, sloSubject } from "./signals.ts";

async function evaluate({ db, now }: EvaluationContext): Promise<EvaluationResult> {
  return inTransaction(db.pool, async (client) => {
    const records = await evaluationRecords(client);
    const [diagnosis, slos] = [records.get("diagnosis"), records.get("slos")];
    const signals = [
      ...findingSignals(await alertingFindings(client)),
      ...sloSignals(await alertingSlos(client)),
    ];
    const undecided = new Set((await undecidedSlos(client)).map((sloId) => alertKey(sloSubject(sloId))));
    const at = { diagnosis: diagnosis?.lastSuccessAt ?? null, slo: slos?.lastSuccessAt ?? null };
    const { alerts, events } = nextAlerts(signals, await lastAlerts(client, now), { at, undecided }, now);
    await storeAlerts(client, alerts, now);
    await recordEvents(client, events, now);
    const times = [diagnosis, slos].flatMap((record) => record?.asOf?.getTime() ?? []);
    return {
      asOf: times.length > 0 ? new Date(Math.min(...times)) : null,
      judged: signals.length,
      changed: events.length,
    };
  });
}

/** Fires, raises and resolves alerts by what diagnosis and objectives have found. Runs after both. */
export const evaluator: Evaluator = { name: "alerts", everySeconds: 60, evaluate };

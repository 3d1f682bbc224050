import type { EvaluationContext, EvaluationResult, Evaluator } from "../evaluations/schema.ts";
import { coveredIn } from "./data.ts";
import { recordScopeDays } from "./ledger.ts";
import { makeSnapshot } from "./mutations.ts";
import { quarterBefore, quarterOf } from "./quarter.ts";

// The bill of the last days comes in within three, late metrics sooner. The rows are those of the quarter's end anyhow.
const settledAfterMs = 3 * 86_400_000;

/** Keeps the record of complete days, and makes the audit of the quarter that has just ended, once. */
export const evaluator: Evaluator = { name: "audits", everySeconds: 3600, evaluate };

async function evaluate({ db, config, now }: EvaluationContext): Promise<EvaluationResult> {
  await recordScopeDays(db.pool, now);
  const nothing = { asOf: null, judged: 0, changed: 0 };
  if (now.getTime() < quarterOf(now).from.getTime() + settledAfterMs) return nothing;
  const quarter = quarterBefore(now);
  // Of a quarter in which no scope was ever complete there is nothing to freeze.
  if (!(await coveredIn(db.pool, quarter))) return nothing;
  const made = await makeSnapshot(db.pool, { quarter, madeBy: "schedule", now, config, onlyIfMissing: true });
  return { asOf: quarter.to, judged: 1, changed: made === undefined ? 0 : 1 };
}

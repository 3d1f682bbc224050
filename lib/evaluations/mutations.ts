import type { Queryable } from "../runs/mutations.ts";
import type { EvaluationRecord } from "./schema.ts";

/** Records an evaluation in place of the one before; a failed one keeps what the last good one holds for. */
export async function recordEvaluation(
  db: Queryable,
  record: Omit<EvaluationRecord, "lastSuccessAt">,
): Promise<void> {
  const { name, startedAt, endedAt, outcome, asOf, judged, changed, firstPassThrough, errorMessage } = record;
  await db.query({
    name: "record-evaluation",
    text: `INSERT INTO evaluation AS e (name, started_at, ended_at, outcome, as_of, judged, changed,
             first_pass_through, error_message, last_success_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, CASE WHEN $4 = 'success' THEN $2::timestamptz END)
           ON CONFLICT (name) DO UPDATE SET
             started_at = excluded.started_at, ended_at = excluded.ended_at, outcome = excluded.outcome,
             as_of = CASE WHEN excluded.outcome = 'success' THEN excluded.as_of ELSE e.as_of END,
             judged = CASE WHEN excluded.outcome = 'success' THEN excluded.judged ELSE e.judged END,
             changed = excluded.changed, first_pass_through = excluded.first_pass_through,
             error_message = excluded.error_message,
             last_success_at = COALESCE(excluded.last_success_at, e.last_success_at)`,
    values: [name, startedAt, endedAt, outcome, asOf, judged, changed, firstPassThrough, errorMessage],
  });
}

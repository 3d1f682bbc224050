import type { Queryable } from "../runs/mutations.ts";
import type { CollectingState } from "./compute.ts";
import type { EvaluationRecord } from "./schema.ts";

/** The last evaluation of each evaluator that ever ran. */
export async function evaluationRecords(db: Queryable): Promise<Map<string, EvaluationRecord>> {
  const { rows } = await db.query<EvaluationRecord>({
    name: "evaluation-records",
    text: `SELECT name, started_at AS "startedAt", ended_at AS "endedAt", outcome, as_of AS "asOf", judged, changed,
             first_pass_through AS "firstPassThrough", error_message AS "errorMessage",
             last_success_at AS "lastSuccessAt"
           FROM evaluation`,
  });
  return new Map(rows.map((row) => [row.name, row]));
}

/** How far the first pass of the collectors is. */
export async function collectingState(db: Queryable): Promise<CollectingState> {
  const { rows } = await db.query<CollectingState>({
    name: "collecting-state",
    text: `SELECT NOT EXISTS (SELECT FROM collector_scope WHERE outcome IS NULL AND retired_at IS NULL)
               AS "firstPassThrough",
             (SELECT min(started_at) FROM collector_run) AS "firstRunAt"`,
  });
  return rows[0] ?? { firstPassThrough: false, firstRunAt: null };
}

import type { Queryable } from "../runs/mutations.ts";
import type { SloAlert } from "./judge.ts";
import type { Sample } from "./schema.ts";

/** What the evaluation before left of an objective. */
export interface SloRecord {
  sloId: string;
  digest: string;
  state: string;
  countedFrom: Date | null;
  countedTo: Date | null;
  alerts: SloAlert[];
  evidence: unknown;
}

/** Objectives as they were evaluated last, by id. */
export async function sloRecords(db: Queryable): Promise<Map<string, SloRecord>> {
  const { rows } = await db.query<SloRecord>(
    `SELECT slo_id AS "sloId", definition_digest AS digest, state, counted_from AS "countedFrom",
       counted_to AS "countedTo", alerts, evidence FROM slo`,
  );
  return new Map(rows.map((row) => [row.sloId, row]));
}

export type ValuedSample = Sample & { value: number | null };

/** Buckets of an objective from a time on, in order. */
export async function sloBuckets(db: Queryable, sloId: string, from: Date): Promise<ValuedSample[]> {
  const { rows } = await db.query<{ time: Date; bad: number; total: number; value: number | null }>({
    name: "slo-buckets",
    text: "SELECT ts AS time, bad, total, value FROM slo_bucket WHERE slo_id = $1 AND ts >= $2 ORDER BY ts",
    values: [sloId, from],
  });
  return rows.map(({ time, ...row }) => ({ ...row, time: time.getTime() }));
}

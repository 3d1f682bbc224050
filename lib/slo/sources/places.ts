import { freshSql } from "../../runs/freshSql.ts";
import type { Queryable } from "../../runs/mutations.ts";
import type { CollectorName } from "../../runs/schema.ts";
import type { SourceState } from "./source.ts";

/**
 * How far a collector's places are read: up to where the furthest behind of those that answer is. `reached` is SQL for
 * how far a scope `s` is.
 */
export async function placesState(
  db: Queryable,
  collector: CollectorName,
  now: Date,
  reached = "s.last_success_at",
): Promise<SourceState> {
  const { rows } = await db.query<{ watermark: Date | null; scopes: number; fresh: number }>(
    `SELECT min(reached) FILTER (WHERE fresh) AS watermark, count(*) AS scopes,
       count(*) FILTER (WHERE fresh AND reached IS NOT NULL) AS fresh
     FROM (SELECT ${freshSql("s", "$2::timestamptz")} AS fresh, ${reached} AS reached FROM collector_scope s
           WHERE s.collector = $1 AND s.retired_at IS NULL AND s.outcome IS DISTINCT FROM 'skipped') s`,
    [collector, now],
  );
  const { watermark = null, scopes = 0, fresh = 0 } = rows[0] ?? {};
  return {
    watermark,
    earliest: null,
    reason:
      scopes > fresh ? `${scopes - fresh} of ${scopes} accounts and regions are not read completely.` : null,
    coverage: scopes > 0 ? fresh / scopes : null,
  };
}

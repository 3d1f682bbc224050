import { database } from "../../db/pool.ts";
import type { Queryable } from "../../runs/mutations.ts";
import type { DailyCost } from "./schema.ts";

interface DayRow {
  day: string;
  billed: number | null;
  estimated: number | null;
  whole: boolean;
  readAt: Date | null;
  asOf: Date | null;
}

/**
 * What each day from one to another (both included) cost: as billed once the bill had a day to fill it, else as
 * estimated. Credits, refunds and taxes are no usage and are left out.
 */
export async function dailyCosts(
  first: string,
  last: string,
  db?: Queryable,
): Promise<{ days: DailyCost[]; asOf: Date | null }> {
  const pool = db ?? (await database()).pool;
  const { rows } = await pool.query<DayRow>(
    `WITH billed AS (
       SELECT day, sum(unblended_cost_usd) AS usd FROM billed_cost
       WHERE day BETWEEN $1::date AND $2::date AND usage_type <> 'NoUsageType' GROUP BY 1
     ), estimated AS (
       SELECT day, sum(estimated_usd) AS usd, sum(unestimated) = 0 AS whole, max(as_of) AS as_of
       FROM cost_reconciliation_day
       WHERE day BETWEEN $1::date AND $2::date GROUP BY 1
     )
     SELECT day, b.usd AS billed, e.usd AS estimated, COALESCE(e.whole, false) AS whole, e.as_of AS "asOf",
       (SELECT min(last_success_at) FROM collector_scope WHERE collector = 'costs' AND retired_at IS NULL) AS "readAt"
     FROM billed b FULL JOIN estimated e USING (day) ORDER BY day`,
    [first, last],
  );
  const days = rows.map(({ day, billed, estimated, whole, readAt, asOf }): DailyCost => {
    const over = Date.parse(`${day}T00:00:00Z`) + 86_400_000;
    if (billed !== null && readAt && readAt.getTime() >= over + 86_400_000) {
      return { day, usd: billed, source: "billed", complete: true };
    }
    if (estimated === null) return { day, usd: null, source: null, complete: false };
    return {
      day,
      usd: estimated,
      source: "estimated",
      complete: whole && asOf !== null && asOf.getTime() >= over,
    };
  });
  const times = rows.flatMap(({ asOf }) => (asOf ? [asOf] : []));
  return { days, asOf: times.toSorted((a, b) => a.getTime() - b.getTime()).at(-1) ?? null };
}

import { cache } from "react";
import { database } from "../db/pool.ts";
import { sharedRead } from "../db/sharedRead.ts";
import { currentTime } from "../env.ts";
import { recentSql } from "./freshSql.ts";

/** The state of all scopes of one collector that the configuration asks for. */
export interface CollectorHealth {
  collector: string;
  scopes: number;
  /** Succeeded last time, within three intervals. */
  fresh: number;
  /** The last run failed or was partial. */
  failing: number;
  partial: number;
  /** Not asked on purpose: the account is suspended. */
  skipped: number;
  /** Succeeded last time, but longer than three intervals ago. */
  overdue: number;
  /** Succeeded within three intervals, whatever came after. */
  alive: number;
  /** Never attempted so far. */
  waiting: number;
  lastSuccessAt: Date | null;
  /** The last success of the scope that is furthest behind; null while one has never succeeded. */
  oldestSuccessAt: Date | null;
  lastAttemptAt: Date | null;
  nextAttemptAt: Date | null;
}

const scopesThat = (condition: string) => `coalesce(sum(scopes) FILTER (WHERE ${condition}), 0)::int`;

/** One row per collector that has scopes, by name. */
export async function collectorHealth(now: Date): Promise<CollectorHealth[]> {
  const { pool } = await database();
  const { rows } = await pool.query<CollectorHealth>(
    // Few scopes of a collector differ in outcome and age: what is counted of each such part is added up.
    `SELECT collector, sum(scopes)::int AS scopes,
       ${scopesThat("outcome = 'success' AND recent")} AS fresh,
       ${scopesThat("outcome IN ('failed', 'partial')")} AS failing,
       ${scopesThat("outcome = 'partial'")} AS partial,
       ${scopesThat("outcome = 'skipped'")} AS skipped,
       ${scopesThat("outcome = 'success' AND recent IS NOT TRUE")} AS overdue,
       ${scopesThat("outcome IS NULL")} AS waiting,
       ${scopesThat("recent")} AS alive,
       max(latest_success_at) AS "lastSuccessAt",
       CASE WHEN bool_and(succeeded) FILTER (WHERE outcome IS DISTINCT FROM 'skipped')
         THEN min(oldest_success_at) FILTER (WHERE outcome IS DISTINCT FROM 'skipped') END AS "oldestSuccessAt",
       max(last_attempt_at) AS "lastAttemptAt",
       min(next_attempt_at) AS "nextAttemptAt"
     FROM (
       SELECT collector, outcome, ${recentSql("s", "$1::timestamptz")} AS recent, count(*) AS scopes,
         bool_and(last_success_at IS NOT NULL) AS succeeded, max(last_success_at) AS latest_success_at,
         min(last_success_at) AS oldest_success_at, max(last_attempt_at) AS last_attempt_at,
         min(next_attempt_at) AS next_attempt_at
       FROM collector_scope s WHERE retired_at IS NULL GROUP BY 1, 2, 3
     ) s GROUP BY collector ORDER BY collector`,
    [now],
  );
  return rows;
}

/**
 * The health of the collectors as it is now, read once per request: the shell and many pages ask for it. A fleet of
 * 1,000 accounts has some 40,000 scopes to count: people who look in the same moment share it.
 */
export const currentHealth = cache(sharedRead(() => collectorHealth(currentTime())));

/** How many endpoints exist, those of scopes included that fail at the moment, and pages that ask for somebody. */
export const fleetCounts = sharedRead(async (): Promise<{ endpoints: number; paging: number }> => {
  const { pool } = await database();
  const { rows } = await pool.query<{ endpoints: number; paging: number }>(
    `SELECT (SELECT count(*) FROM vpc_endpoint WHERE gone_at IS NULL) AS endpoints,
       (SELECT count(*) FROM alert WHERE state = 'firing' AND severity = 'page' AND silence_id IS NULL) AS paging`,
  );
  return rows[0] ?? { endpoints: 0, paging: 0 };
});

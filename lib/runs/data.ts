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
  /** The last success of any scope, also of those that the configuration no longer asks for: their rows are there too. */
  rowsAsOf: Date | null;
  /** When its scopes were counted. */
  countedAt: Date;
}

const asked = (sql: string, condition = "true") => `${sql} FILTER (WHERE NOT retired AND (${condition}))`;
const scopesThat = (condition: string) => `coalesce(${asked("sum(scopes)", condition)}, 0)::int`;

/** One row per collector that has scopes or had some, by name. */
async function everyCollector(now: Date): Promise<CollectorHealth[]> {
  const { pool } = await database();
  const { rows } = await pool.query<CollectorHealth>(
    // Few scopes of a collector differ in outcome and age: what is counted of each such part is added up.
    `SELECT collector, ${scopesThat("true")} AS scopes,
       ${scopesThat("outcome = 'success' AND recent")} AS fresh,
       ${scopesThat("outcome IN ('failed', 'partial')")} AS failing,
       ${scopesThat("outcome = 'partial'")} AS partial,
       ${scopesThat("outcome = 'skipped'")} AS skipped,
       ${scopesThat("outcome = 'success' AND recent IS NOT TRUE")} AS overdue,
       ${scopesThat("outcome IS NULL")} AS waiting,
       ${scopesThat("recent")} AS alive,
       ${asked("max(latest_success_at)")} AS "lastSuccessAt",
       CASE WHEN ${asked("bool_and(succeeded)", "outcome IS DISTINCT FROM 'skipped'")}
         THEN ${asked("min(oldest_success_at)", "outcome IS DISTINCT FROM 'skipped'")} END AS "oldestSuccessAt",
       ${asked("max(last_attempt_at)")} AS "lastAttemptAt",
       ${asked("min(next_attempt_at)")} AS "nextAttemptAt",
       max(latest_success_at) AS "rowsAsOf", $1::timestamptz AS "countedAt"
     FROM (
       SELECT collector, retired_at IS NOT NULL AS retired, outcome, ${recentSql("s", "$1::timestamptz")} AS recent, count(*) AS scopes,
         bool_and(last_success_at IS NOT NULL) AS succeeded, max(last_success_at) AS latest_success_at,
         min(last_success_at) AS oldest_success_at, max(last_attempt_at) AS last_attempt_at,
         min(next_attempt_at) AS next_attempt_at
       FROM collector_scope s GROUP BY 1, 2, 3, 4
     ) s GROUP BY collector ORDER BY collector`,
    [now],
  );
  return rows;
}

const withScopes = (collectors: CollectorHealth[]) => collectors.filter(({ scopes }) => scopes > 0);

/** One row per collector that has scopes, by name. */
export const collectorHealth = async (now: Date) => withScopes(await everyCollector(now));

/**
 * All collectors as they are now, read once per request: the shell and nearly all pages ask for them. A fleet of 1,000
 * accounts has some 40,000 scopes to count: people who look in the same moment share it, and nobody waits for it who
 * looks within seconds of somebody else. Nothing of it changes faster than a collector's interval.
 */
const currentCollectors = cache(sharedRead(() => everyCollector(currentTime()), { behindMs: 10_000 }));

/** The health of the collectors as it is now. */
export const currentHealth = cache(async () => withScopes(await currentCollectors()));

/** As of when the rows of a collector are, and of how many of its scopes; null and none of one that never was. */
export async function currentFreshness(
  collector: string,
): Promise<{ asOf: Date | null; scopes: number; fresh: number }> {
  const one = (await currentCollectors()).find((known) => known.collector === collector);
  return { asOf: one?.rowsAsOf ?? null, scopes: one?.scopes ?? 0, fresh: one?.fresh ?? 0 };
}

/** How many endpoints exist, those of scopes included that fail at the moment, and pages that ask for somebody. */
export const fleetCounts = sharedRead(async (): Promise<{ endpoints: number; paging: number }> => {
  const { pool } = await database();
  const { rows } = await pool.query<{ endpoints: number; paging: number }>(
    `SELECT (SELECT count(*) FROM vpc_endpoint WHERE gone_at IS NULL) AS endpoints,
       (SELECT count(*) FROM alert WHERE state = 'firing' AND severity = 'page' AND silence_id IS NULL) AS paging`,
  );
  return rows[0] ?? { endpoints: 0, paging: 0 };
});

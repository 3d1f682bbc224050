import { database } from "../db/pool.ts";
import { sharedRead } from "../db/sharedRead.ts";
import { currentTime } from "../env.ts";
import { freshSql } from "./freshSql.ts";
import type { ScopeState } from "./scopeStates.ts";

const stateSql = `CASE
  WHEN s.outcome = 'failed' THEN 'failed' WHEN s.outcome = 'partial' THEN 'partial'
  WHEN s.outcome = 'skipped' THEN 'skipped' WHEN s.outcome IS NULL THEN 'waiting'
  WHEN ${freshSql("s", "$1::timestamptz")} THEN 'fresh'
  ELSE 'overdue' END`;

/** Scopes of one account and region in one state. */
export interface ScopeCount {
  accountId: string;
  accountName: string | null;
  region: string;
  state: ScopeState;
  scopes: number;
}

/** Every account and region by state, over all collectors or one. */
export async function scopeCounts(now: Date, collector: string | undefined): Promise<ScopeCount[]> {
  const { pool } = await database();
  const { rows } = await pool.query<ScopeCount>(
    `SELECT c.account_id AS "accountId", a.name AS "accountName", c.region, c.state, c.scopes
     FROM (
       SELECT s.account_id, s.region, ${stateSql} AS state, count(*) AS scopes FROM collector_scope s
       WHERE s.retired_at IS NULL AND ($2::text IS NULL OR s.collector = $2) GROUP BY 1, 2, 3
     ) c LEFT JOIN account a ON a.account_id = c.account_id`,
    [now, collector ?? null],
  );
  return rows;
}

/**
 * Scopes that fail for the same reason in the same account; also those that were not asked because the fleet's dollars
 * of the day are spent, which is one reason for all accounts: `accountId` is then one of `accounts`.
 */
export interface FailureGroup {
  accountId: string;
  accounts: number;
  accountName: string | null;
  state: "failed" | "partial" | "overdue" | "skipped";
  errorClass: string | null;
  errorCode: string | null;
  /** The server's words of one of them. */
  errorMessage: string | null;
  collectors: string[];
  regions: string[];
  scopes: number;
  failures: number;
  /** The last success among them; null when none ever succeeded. */
  lastSuccessAt: Date | null;
  lastAttemptAt: Date | null;
  nextAttemptAt: Date | null;
  /** When those are tried again that are tried less often than their interval; null when none is. */
  heldBackUntil: Date | null;
}

// Waits are spread by a tenth: only a longer one is a scope held back.
const heldBackSql = `outcome = 'failed' AND next_attempt_at > last_attempt_at + interval_seconds * interval '1.15 s'`;

/** What fails, is overdue or was not paid for, grouped by account and reason, over all collectors or one; most scopes first. */
export async function failureGroups(
  now: Date,
  collector: string | undefined,
  most: number,
): Promise<FailureGroup[]> {
  const { pool } = await database();
  const { rows } = await pool.query<FailureGroup>(
    `SELECT min(account_id) AS "accountId", count(DISTINCT account_id) AS accounts, max(name) AS "accountName", state, error_class AS "errorClass",
       error_code AS "errorCode", min(error_message) AS "errorMessage",
       array_agg(DISTINCT collector) AS collectors, array_agg(DISTINCT region) AS regions, count(*) AS scopes,
       max(consecutive_failures) AS failures, max(last_success_at) AS "lastSuccessAt",
       max(last_attempt_at) AS "lastAttemptAt", min(next_attempt_at) AS "nextAttemptAt",
       min(next_attempt_at) FILTER (WHERE ${heldBackSql}) AS "heldBackUntil"
     FROM (
       SELECT s.*, a.name, ${stateSql} AS state
       FROM collector_scope s LEFT JOIN account a ON a.account_id = s.account_id
       WHERE s.retired_at IS NULL AND ($2::text IS NULL OR s.collector = $2)
         AND NOT ${freshSql("s", "$1::timestamptz")} AND s.outcome IS NOT NULL
     ) s
     WHERE state IN ('failed', 'partial', 'overdue') OR state = 'skipped' AND error_class = 'budget'
     GROUP BY CASE WHEN state <> 'skipped' THEN account_id END, state, error_class, error_code
     ORDER BY array_position(ARRAY['failed', 'partial', 'overdue', 'skipped'], state), count(*) DESC, 1 LIMIT $3`,
    [now, collector ?? null, most],
  );
  return rows;
}

/** As many failures as a page tells of. */
export const mostFailures = 50;

/** Tens of thousands of scopes are gone through: what they add up to may be this old, and says so. */
export const scopesBehind = { behindMs: 30_000, renewMs: 5_000 };

/** The worst failures of all collectors, and one more where there are more than `mostFailures`. */
export const currentFailures = sharedRead(async () => {
  const asOf = currentTime();
  return { asOf, groups: await failureGroups(asOf, undefined, mostFailures + 1) };
}, scopesBehind);

/** What a collector did in the last day, what it cost in the month, and how long its latest runs took. */
export interface CollectorActivity {
  collector: string;
  runs: number;
  apiCalls: number;
  throttledCalls: number;
  retriedCalls: number;
  metricsRequested: number;
  costUsdDay: number;
  costUsdMonth: number;
  /** Of the last run of each scope, milliseconds; null when none has ended. */
  medianMs: number | null;
  p95Ms: number | null;
}

/** One row per collector that ran. The day is read whole; of the month only what was paid for. */
export async function collectorActivity(daySince: Date, monthSince: Date): Promise<CollectorActivity[]> {
  const { pool } = await database();
  const { rows } = await pool.query<CollectorActivity>(
    `WITH day AS (
       SELECT collector, count(*) AS runs, sum(api_calls) AS api_calls, sum(throttled_calls) AS throttled_calls,
         sum(retried_calls) AS retried_calls, sum(metrics_requested) AS metrics_requested, sum(cost_usd) AS cost_usd
       FROM collector_run WHERE started_at >= $1 GROUP BY collector
     ), month AS (
       SELECT collector, sum(cost_usd) AS cost_usd
       FROM collector_run WHERE started_at >= $2 AND cost_usd > 0 GROUP BY collector
     ), latest AS (
       SELECT s.collector, percentile_cont(ARRAY[0.5, 0.95]) WITHIN GROUP (
         ORDER BY extract(epoch FROM r.ended_at - r.started_at) * 1000) AS ms
       FROM collector_scope s
       JOIN collector_run r ON r.account_id = s.account_id AND r.run_id = s.last_run_id
       WHERE s.retired_at IS NULL AND r.ended_at IS NOT NULL GROUP BY s.collector
     )
     SELECT collector, coalesce(day.runs, 0) AS runs, coalesce(day.api_calls, 0) AS "apiCalls",
       coalesce(day.throttled_calls, 0) AS "throttledCalls", coalesce(day.retried_calls, 0) AS "retriedCalls",
       coalesce(day.metrics_requested, 0) AS "metricsRequested", coalesce(day.cost_usd, 0) AS "costUsdDay",
       coalesce(month.cost_usd, 0) AS "costUsdMonth", latest.ms[1] AS "medianMs", latest.ms[2] AS "p95Ms"
     FROM day FULL JOIN month USING (collector) FULL JOIN latest USING (collector)`,
    [daySince, monthSince],
  );
  return rows;
}

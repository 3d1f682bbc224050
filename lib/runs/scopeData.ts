import { database } from "../db/pool.ts";
import type { ScopeState } from "./scopeStates.ts";

const stateSql = `CASE
  WHEN s.outcome = 'failed' THEN 'failed' WHEN s.outcome = 'partial' THEN 'partial'
  WHEN s.outcome = 'skipped' THEN 'skipped' WHEN s.outcome IS NULL THEN 'waiting'
  WHEN s.last_success_at >= $1::timestamptz - 3 * s.interval_seconds * interval '1 second' THEN 'fresh'
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
    `SELECT s.account_id AS "accountId", max(a.name) AS "accountName", s.region, ${stateSql} AS state, count(*) AS scopes
     FROM collector_scope s LEFT JOIN account a ON a.account_id = s.account_id
     WHERE s.retired_at IS NULL AND ($2::text IS NULL OR s.collector = $2)
     GROUP BY 1, 3, 4`,
    [now, collector ?? null],
  );
  return rows;
}

/** Scopes that fail for the same reason in the same account. */
export interface FailureGroup {
  accountId: string;
  accountName: string | null;
  state: "failed" | "partial" | "overdue";
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
}

/** What fails or is overdue, grouped by account and reason, over all collectors or one; most scopes first. */
export async function failureGroups(
  now: Date,
  collector: string | undefined,
  most: number,
): Promise<FailureGroup[]> {
  const { pool } = await database();
  const { rows } = await pool.query<FailureGroup>(
    `SELECT account_id AS "accountId", max(name) AS "accountName", state, error_class AS "errorClass",
       error_code AS "errorCode", min(error_message) AS "errorMessage",
       array_agg(DISTINCT collector) AS collectors, array_agg(DISTINCT region) AS regions, count(*) AS scopes,
       max(consecutive_failures) AS failures, max(last_success_at) AS "lastSuccessAt",
       max(last_attempt_at) AS "lastAttemptAt", min(next_attempt_at) AS "nextAttemptAt"
     FROM (
       SELECT s.*, a.name, ${stateSql} AS state
       FROM collector_scope s LEFT JOIN account a ON a.account_id = s.account_id
       WHERE s.retired_at IS NULL AND ($2::text IS NULL OR s.collector = $2)
     ) s
     WHERE state IN ('failed', 'partial', 'overdue')
     GROUP BY account_id, state, error_class, error_code
     ORDER BY array_position(ARRAY['failed', 'partial', 'overdue'], state), count(*) DESC, account_id LIMIT $3`,
    [now, collector ?? null, most],
  );
  return rows;
}

/** What a collector did in the last day, and cost in the month. Times in milliseconds. */
export interface CollectorActivity {
  collector: string;
  runs: number;
  apiCalls: number;
  throttledCalls: number;
  retriedCalls: number;
  metricsRequested: number;
  medianMs: number | null;
  p95Ms: number | null;
  costUsdDay: number;
  costUsdMonth: number;
}

/** One row per collector that ran in the day or the month. */
export async function collectorActivity(daySince: Date, monthSince: Date): Promise<CollectorActivity[]> {
  const { pool } = await database();
  const inDay = "FILTER (WHERE started_at >= $1)";
  const elapsed = "extract(epoch FROM ended_at - started_at) * 1000";
  const { rows } = await pool.query<CollectorActivity>(
    `SELECT collector, count(*) ${inDay} AS runs, coalesce(sum(api_calls) ${inDay}, 0) AS "apiCalls",
       coalesce(sum(throttled_calls) ${inDay}, 0) AS "throttledCalls",
       coalesce(sum(retried_calls) ${inDay}, 0) AS "retriedCalls",
       coalesce(sum(metrics_requested) ${inDay}, 0) AS "metricsRequested",
       percentile_cont(0.5) WITHIN GROUP (ORDER BY ${elapsed}) ${inDay} AS "medianMs",
       percentile_cont(0.95) WITHIN GROUP (ORDER BY ${elapsed}) ${inDay} AS "p95Ms",
       coalesce(sum(cost_usd) ${inDay}, 0) AS "costUsdDay",
       coalesce(sum(cost_usd) FILTER (WHERE started_at >= $2), 0) AS "costUsdMonth"
     FROM collector_run WHERE started_at >= least($1, $2) GROUP BY collector`,
    [daySince, monthSince],
  );
  return rows;
}

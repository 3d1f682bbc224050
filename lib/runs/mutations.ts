import type pg from "pg";
import { retryAfterSeconds } from "./compute.ts";
import type { ScopeLocks } from "./locks.ts";
import type { CollectorName, Failure, Outcome, RunPart } from "./schema.ts";

/** One collector at one place. */
export interface Scope {
  collector: CollectorName;
  accountId: string;
  /** `global` for scopes that have no region. */
  region: string;
  intervalSeconds: number;
}

/** What a scope remembers from its runs before. */
export interface ScopeState {
  lastSuccessAt: Date | null;
  lastAttemptAt: Date | null;
  nextAttemptAt: Date | null;
  contentDigest: string | null;
  consecutiveFailures: number;
  watermark: Date | null;
  /** The run that wrote it last. */
  lastRunId: string | null;
}

/** How a run ended and what it did, as `finishRun` records it. */
export interface RunResult {
  outcome: Outcome;
  resources: number;
  created: number;
  modified: number;
  gone: number;
  apiCalls: number;
  throttledCalls: number;
  retriedCalls: number;
  metricsRequested: number;
  datapoints: number;
  costUsd: number;
  failure?: Failure;
  parts: RunPart[];
  watermark?: Date;
  /** Digest of what the scope now holds; undefined after a run that does not prove it. */
  contentDigest?: string;
}

export type Queryable = Pick<pg.ClientBase, "query"> | pg.Pool;

/** Name of a scope for locks, job keys and logs. */
export function scopeKey({ collector, accountId, region }: Omit<Scope, "intervalSeconds">): string {
  return `${collector}:${accountId}:${region}`;
}

const noState: ScopeState = {
  lastSuccessAt: null,
  lastAttemptAt: null,
  nextAttemptAt: null,
  contentDigest: null,
  consecutiveFailures: 0,
  watermark: null,
  lastRunId: null,
};

/** What is known of a scope; empty for one that never ran. */
export async function readScope(db: Queryable, scope: Scope): Promise<ScopeState> {
  const { rows } = await db.query<ScopeState>({
    name: "read-scope",
    text: `SELECT last_success_at AS "lastSuccessAt", last_attempt_at AS "lastAttemptAt",
             next_attempt_at AS "nextAttemptAt", content_digest AS "contentDigest",
             consecutive_failures AS "consecutiveFailures", watermark,
             last_run_id AS "lastRunId"
           FROM collector_scope WHERE account_id = $1 AND region = $2 AND collector = $3`,
    values: [scope.accountId, scope.region, scope.collector],
  });
  return rows[0] ?? noState;
}

/** Opens a run: a row with a start and no end. The caller holds the scope's lock. Returns the scope before it. */
export async function beginRun(
  db: Queryable,
  scope: Scope,
  run: { runId: string; startedAt: Date; workerId: string },
): Promise<ScopeState> {
  const { rows } = await db.query<ScopeState>({
    name: "begin-run",
    text: `WITH run AS (
             INSERT INTO collector_run (account_id, run_id, region, collector, started_at, worker_id)
             VALUES ($1, $4, $2, $3, $5, $6)
           ), scope AS (
             INSERT INTO collector_scope (account_id, region, collector, interval_seconds)
             VALUES ($1, $2, $3, $7) ON CONFLICT DO NOTHING
           )
           SELECT last_success_at AS "lastSuccessAt", last_attempt_at AS "lastAttemptAt",
             next_attempt_at AS "nextAttemptAt", content_digest AS "contentDigest",
             consecutive_failures AS "consecutiveFailures", watermark,
             last_run_id AS "lastRunId"
           FROM collector_scope WHERE account_id = $1 AND region = $2 AND collector = $3`,
    values: [
      scope.accountId,
      scope.region,
      scope.collector,
      run.runId,
      run.startedAt,
      run.workerId,
      scope.intervalSeconds,
    ],
  });
  return rows[0] ?? noState;
}

/**
 * Closes a run and sets its scope's state, in one statement: on its own it is a transaction, inside one it commits
 * with the rows. A run that was stopped from outside leaves its scope as it was.
 */
export async function finishRun(
  db: Queryable,
  scope: Scope,
  state: ScopeState,
  run: { runId: string; startedAt: Date; endedAt: Date },
  result: RunResult,
): Promise<void> {
  const { failure, outcome } = result;
  const failed = outcome === "failed" || outcome === "partial";
  const failures = failed ? state.consecutiveFailures + 1 : 0;
  const wait =
    outcome === "failed" && failure
      ? retryAfterSeconds(failure.errorClass, failures, scope.intervalSeconds)
      : scope.intervalSeconds;
  const after = outcome === "failed" ? run.endedAt : run.startedAt;
  await db.query({
    name: "finish-run",
    text: `WITH scope AS (
             UPDATE collector_scope SET
               outcome = $8, last_run_id = $2, last_attempt_at = $4,
               last_success_at = CASE WHEN $8 = 'success' THEN $4 ELSE last_success_at END,
               next_attempt_at = $5, consecutive_failures = $6, interval_seconds = $7,
               resources = CASE WHEN $8 IN ('success', 'partial') THEN $9 ELSE resources END,
               watermark = COALESCE($20, watermark),
               content_digest = CASE WHEN $8 = 'success' THEN $21 WHEN $8 = 'partial' THEN NULL ELSE content_digest END,
               error_class = $16, error_code = $17, error_message = $18, retired_at = NULL
             WHERE account_id = $1 AND region = $22 AND collector = $23
               AND $16 IS DISTINCT FROM 'interrupted'
           )
           UPDATE collector_run SET
             ended_at = $3, outcome = $8, resources = $9, created = $10, modified = $11, gone = $12, api_calls = $13,
             throttled_calls = $14, retried_calls = $15, error_class = $16, error_code = $17, error_message = $18,
             parts = $19, watermark = $20, metrics_requested = $24, datapoints = $25, cost_usd = $26
           WHERE account_id = $1 AND run_id = $2`,
    values: [
      scope.accountId,
      run.runId,
      run.endedAt,
      run.startedAt,
      new Date(after.getTime() + wait * 1000),
      failures,
      scope.intervalSeconds,
      outcome,
      result.resources,
      result.created,
      result.modified,
      result.gone,
      result.apiCalls,
      result.throttledCalls,
      result.retriedCalls,
      failure?.errorClass ?? null,
      failure?.code ?? null,
      failure?.message ?? null,
      JSON.stringify(result.parts),
      result.watermark ?? null,
      result.contentDigest ?? null,
      scope.region,
      scope.collector,
      result.metricsRequested,
      result.datapoints,
      result.costUsd,
    ],
  });
}

/** Locks the scope's row until the transaction ends; false when another run has written it since `state` was read. */
export async function claimScope(client: Queryable, scope: Scope, state: ScopeState): Promise<boolean> {
  const { rows } = await client.query<{ same: boolean }>({
    name: "claim-scope",
    text: `SELECT last_run_id IS NOT DISTINCT FROM $4::uuid AS same FROM collector_scope
           WHERE account_id = $1 AND region = $2 AND collector = $3 FOR UPDATE`,
    values: [scope.accountId, scope.region, scope.collector, state.lastRunId],
  });
  return rows[0]?.same ?? false;
}

/** Makes the scopes that the configuration asks for, and retires those it no longer asks for. */
export async function planScopes(db: Queryable, scopes: Scope[], retire: boolean, now: Date): Promise<void> {
  const planned = JSON.stringify(scopes);
  await db.query(
    `INSERT INTO collector_scope (account_id, region, collector, interval_seconds)
     SELECT p."accountId", p.region, p.collector, p."intervalSeconds"
     FROM jsonb_to_recordset($1::jsonb) AS p("accountId" text, region text, collector text, "intervalSeconds" int)
     ON CONFLICT (account_id, region, collector) DO UPDATE
       SET retired_at = NULL, interval_seconds = EXCLUDED.interval_seconds
       WHERE collector_scope.retired_at IS NOT NULL
         OR collector_scope.interval_seconds <> EXCLUDED.interval_seconds`,
    [planned],
  );
  if (!retire) return;
  await db.query(
    `UPDATE collector_scope s SET retired_at = $2
     WHERE s.retired_at IS NULL AND NOT EXISTS (
       SELECT FROM jsonb_to_recordset($1::jsonb) AS p("accountId" text, region text, collector text)
       WHERE p."accountId" = s.account_id AND p.region = s.region AND p.collector = s.collector)`,
    [planned, now],
  );
}

/** Scopes whose next attempt is due, never-run ones first. */
export async function dueScopes(db: Queryable, now: Date): Promise<Scope[]> {
  const { rows } = await db.query<Scope>(
    `SELECT account_id AS "accountId", region, collector, interval_seconds AS "intervalSeconds"
     FROM collector_scope
     WHERE retired_at IS NULL AND (next_attempt_at IS NULL OR next_attempt_at <= $1)
     ORDER BY next_attempt_at NULLS FIRST, account_id, region`,
    [now],
  );
  return rows;
}

/** Collectors that have had a run at this account and region, whatever its outcome. */
export async function attemptedCollectors(
  db: Queryable,
  accountId: string,
  region: string,
): Promise<Set<string>> {
  const { rows } = await db.query<{ collector: string }>(
    "SELECT collector FROM collector_scope WHERE account_id = $1 AND region = $2 AND outcome IS NOT NULL",
    [accountId, region],
  );
  return new Set(rows.map(({ collector }) => collector));
}

export interface Attempted {
  done: number;
  total: number;
  failed: number;
  /** Endpoints in the scopes of the collector `endpoints`. */
  endpoints: number;
}

/** How many scopes of these collectors have been attempted, for the progress of a first pass. */
export async function countAttempted(
  db: Queryable,
  collectors: readonly CollectorName[],
): Promise<Attempted> {
  const { rows } = await db.query<Attempted>(
    `SELECT count(*)::int AS total, (count(*) FILTER (WHERE outcome IS NOT NULL))::int AS done,
       (count(*) FILTER (WHERE outcome = 'failed'))::int AS failed,
       COALESCE(sum(resources) FILTER (WHERE collector = 'endpoints'), 0)::int AS endpoints
     FROM collector_scope WHERE retired_at IS NULL AND collector = ANY ($1)`,
    [collectors],
  );
  return rows[0] ?? { done: 0, total: 0, failed: 0, endpoints: 0 };
}

/**
 * Closes runs that a killed process left open: a run without an end whose scope nobody holds the lock of.
 * Returns how many there were.
 */
export async function closeAbandonedRuns(db: Queryable, locks: ScopeLocks, now: Date): Promise<number> {
  const { rows } = await db.query<Scope & { runId: string }>(
    `SELECT account_id AS "accountId", region, collector, run_id AS "runId" FROM collector_run
     WHERE ended_at IS NULL`,
  );
  let closed = 0;
  for (const run of rows) {
    const key = scopeKey(run);
    if (!(await locks.tryTake(key))) continue;
    try {
      const { rowCount } = await db.query(
        `UPDATE collector_run SET ended_at = GREATEST($3, started_at), outcome = 'failed', error_class = 'interrupted',
           error_code = 'Killed', error_message = 'the process ended in the middle of this run'
         WHERE account_id = $1 AND run_id = $2 AND ended_at IS NULL`,
        [run.accountId, run.runId, now],
      );
      closed += rowCount ?? 0;
    } finally {
      await locks.release(key);
    }
  }
  return closed;
}

/** Forgets runs that started before `before`; the state of their scopes stays. */
export async function pruneRuns(db: Queryable, before: Date): Promise<void> {
  await db.query("DELETE FROM collector_run WHERE started_at < $1 AND ended_at IS NOT NULL", [before]);
}

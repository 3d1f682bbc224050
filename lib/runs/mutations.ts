import { randomUUID } from "node:crypto";
import type pg from "pg";
import { jitter, nextDue, retryAfterSeconds } from "./compute.ts";
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
  /** When the scope is due again, unless the run failed; its interval later when absent. */
  nextDueAt?: Date;
  /** Digest of what the scope now holds; undefined after a run that does not prove it. */
  contentDigest?: string;
}

export type Queryable = Pick<pg.ClientBase, "query"> | pg.Pool;

/** Name of a scope for locks, job keys and logs. */
export function scopeKey({
  collector,
  accountId,
  region,
}: Pick<Scope, "collector" | "accountId" | "region">): string {
  return `${collector}:${accountId}:${region}`;
}

const stateColumns = `s.last_success_at AS "lastSuccessAt", s.last_attempt_at AS "lastAttemptAt",
  s.next_attempt_at AS "nextAttemptAt", s.content_digest AS "contentDigest",
  s.consecutive_failures AS "consecutiveFailures", s.watermark, s.last_run_id AS "lastRunId"`;

/** A run of a scope from its beginning. */
export interface OpenRun {
  scope: Scope;
  runId: string;
  startedAt: Date;
  /** The scope before the run. */
  state: ScopeState;
}

// Without a limit Postgres takes what JSON holds for a hundred rows, for which it would read all scopes and all runs.
const atOnce = 16;

/**
 * Opens runs: rows with a start and no end. The caller holds the locks of the scopes.
 * @param dueBy opens only those that are due by then: between queueing and starting, another worker may have run them.
 */
export async function beginRuns(
  db: Queryable,
  scopes: Scope[],
  startedAt: Date,
  workerId: string,
  dueBy?: Date,
): Promise<OpenRun[]> {
  const opened: OpenRun[] = [];
  for (let i = 0; i < scopes.length; i += atOnce)
    opened.push(...(await beginSome(db, scopes.slice(i, i + atOnce), startedAt, workerId, dueBy)));
  return opened;
}

async function beginSome(
  db: Queryable,
  scopes: Scope[],
  startedAt: Date,
  workerId: string,
  dueBy: Date | undefined,
): Promise<OpenRun[]> {
  const opened = scopes.map((scope) => ({ ...scope, runId: randomUUID() }));
  // Two that insert the same scopes in two orders would wait for each other.
  const ordered = opened.toSorted((a, b) => (scopeKey(a) < scopeKey(b) ? -1 : 1));
  const { rows } = await db.query<Opened>({
    name: "begin-runs",
    text: `WITH asked AS MATERIALIZED (
             SELECT * FROM json_to_recordset($1::json) AS o("accountId" text, region text, collector text,
               "intervalSeconds" int, "runId" uuid) LIMIT ${atOnce}
           ), opened AS MATERIALIZED (
             SELECT o.*, ${stateColumns} FROM asked o LEFT JOIN collector_scope s
               ON s.account_id = o."accountId" AND s.region = o.region AND s.collector = o.collector
             WHERE $4::timestamptz IS NULL OR s.next_attempt_at IS NULL OR s.next_attempt_at <= $4
             ORDER BY 1, 2, 3
           ), run AS (
             INSERT INTO collector_run (account_id, run_id, region, collector, started_at, worker_id)
             SELECT "accountId", "runId", region, collector, $2, $3 FROM opened
           ), scope AS (
             INSERT INTO collector_scope (account_id, region, collector, interval_seconds)
             SELECT "accountId", region, collector, "intervalSeconds" FROM opened ON CONFLICT DO NOTHING
           )
           SELECT "runId", "lastSuccessAt", "lastAttemptAt", "nextAttemptAt", "contentDigest",
             COALESCE("consecutiveFailures", 0) AS "consecutiveFailures", watermark, "lastRunId" FROM opened`,
    values: [JSON.stringify(ordered), startedAt, workerId, dueBy],
  });
  const states = new Map(rows.map(({ runId, ...state }) => [runId, state]));
  return scopes.flatMap((scope, i) => {
    const runId = opened[i]?.runId ?? "";
    const state = states.get(runId);
    return state ? [{ scope, runId, startedAt, state }] : [];
  });
}

interface Opened extends ScopeState {
  runId: string;
}

/** A run at its end. */
export interface EndedRun extends OpenRun {
  endedAt: Date;
  result: RunResult;
}

// In order of their keys, as by all that writes several scopes: an UPDATE by itself takes rows as its plan finds them,
// and two of these then wait for each other.
const inOrder = `, locked AS MATERIALIZED (
             SELECT s.account_id, s.region, s.collector FROM collector_scope s
             JOIN ended e ON s.account_id = e."accountId" AND s.region = e.region AND s.collector = e.collector
             ORDER BY 1, 2, 3 FOR NO KEY UPDATE OF s
           )`;
const among = `JOIN locked l ON l.account_id = e."accountId" AND l.region = e.region AND l.collector = e.collector`;

// One run is named by itself: its statement may be planned where loops are off, and would read all scopes and runs.
const finishSql = (several: boolean) => ({
  name: several ? "finish-runs" : "finish-run",
  text: `WITH ended AS (
             SELECT * FROM json_to_recordset($1::json) AS e("accountId" text, region text, collector text,
               "intervalSeconds" int, "runId" uuid, "startedAt" timestamptz, "endedAt" timestamptz,
               "nextAttemptAt" timestamptz, failures int, outcome text, resources int, created int, modified int,
               gone int, "apiCalls" int, "throttledCalls" int, "retriedCalls" int, "metricsRequested" int,
               datapoints int, "costUsd" numeric, "errorClass" text, "errorCode" text, "errorMessage" text,
               parts jsonb, watermark timestamptz, "contentDigest" text, "lastRunId" uuid) LIMIT ${several ? atOnce : 1}
           )${several ? inOrder : ""}, scope AS (
             UPDATE collector_scope s SET
               outcome = e.outcome, last_run_id = e."runId", last_attempt_at = e."startedAt",
               last_success_at = CASE WHEN e.outcome = 'success' THEN e."startedAt" ELSE s.last_success_at END,
               next_attempt_at = e."nextAttemptAt", consecutive_failures = e.failures,
               interval_seconds = e."intervalSeconds",
               resources = CASE WHEN e.outcome IN ('success', 'partial') THEN e.resources ELSE s.resources END,
               watermark = COALESCE(e.watermark, s.watermark),
               content_digest = CASE e.outcome WHEN 'success' THEN e."contentDigest" WHEN 'partial' THEN NULL
                 ELSE s.content_digest END,
               error_class = e."errorClass", error_code = e."errorCode", error_message = e."errorMessage",
               retired_at = NULL
             FROM ended e ${several ? among : ""}
             WHERE ${several ? 's.account_id = e."accountId" AND s.region = e.region AND s.collector = e.collector' : "s.account_id = $2 AND s.region = $3 AND s.collector = $4"}
               AND e."errorClass" IS DISTINCT FROM 'interrupted'
               AND (s.last_run_id IS NOT DISTINCT FROM e."lastRunId" OR s.last_run_id = e."runId")
           )
           UPDATE collector_run r SET
             started_at = e."startedAt", ended_at = e."endedAt", outcome = e.outcome, resources = e.resources,
             created = e.created, modified = e.modified, gone = e.gone, api_calls = e."apiCalls",
             throttled_calls = e."throttledCalls", retried_calls = e."retriedCalls",
             metrics_requested = e."metricsRequested", datapoints = e.datapoints, cost_usd = e."costUsd",
             error_class = e."errorClass", error_code = e."errorCode", error_message = e."errorMessage",
             parts = e.parts, watermark = e.watermark
           FROM ended e WHERE ${several ? 'r.account_id = e."accountId" AND r.run_id = e."runId"' : "r.account_id = $2 AND r.run_id = $5"}
             AND (r.ended_at IS NULL OR e."errorClass" IS DISTINCT FROM 'interrupted')`,
});
const finishOne = finishSql(false);
const finishSeveral = finishSql(true);

/**
 * Closes runs and sets the state of their scopes, in one statement for those of one place: on its own it is a
 * transaction, inside one it commits with the rows. A run that was stopped from outside leaves its scope as it was, and so does one whose scope
 * another run has written since it began. Done twice, it changes nothing the second time.
 */
export async function finishRuns(db: Queryable, runs: EndedRun[]): Promise<void> {
  const [run] = runs;
  if (!run) return;
  if (runs.length > 1) {
    for (let i = 0; i < runs.length; i += atOnce)
      await db.query({ ...finishSeveral, values: [JSON.stringify(runs.slice(i, i + atOnce).map(recordOf))] });
    return;
  }
  const { accountId, region, collector } = run.scope;
  await db.query({
    ...finishOne,
    values: [JSON.stringify([recordOf(run)]), accountId, region, collector, run.runId],
  });
}

function recordOf({ scope, runId, startedAt, endedAt, state, result }: EndedRun) {
  const { failure, outcome, nextDueAt, ...counts } = result;
  const failed = outcome === "failed" || outcome === "partial";
  const failures = failed ? state.consecutiveFailures + 1 : 0;
  return {
    ...counts,
    ...scope,
    runId,
    startedAt,
    endedAt,
    outcome,
    failures,
    lastRunId: state.lastRunId,
    nextAttemptAt: nextAttemptOf(scope, { startedAt, endedAt, failures, result }),
    errorClass: failure?.errorClass,
    errorCode: failure?.code,
    errorMessage: failure?.message,
  };
}

function nextAttemptOf(
  scope: Scope,
  run: Pick<EndedRun, "startedAt" | "endedAt" | "result"> & { failures: number },
): Date {
  const { startedAt, endedAt, failures, result } = run;
  const { outcome, failure, nextDueAt } = result;
  if (outcome === "failed" && failure) {
    const wait = retryAfterSeconds(failure.errorClass, failures, scope.intervalSeconds);
    return new Date(endedAt.getTime() + jitter(scopeKey(scope), wait) * 1000);
  }
  return nextDueAt ?? nextDue(`${scope.accountId}:${scope.region}`, startedAt, scope.intervalSeconds);
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

/**
 * Closes runs that a killed process left open: a run without an end whose scope nobody holds the lock of.
 * Returns how many there were.
 */
export async function closeAbandonedRuns(db: Queryable, locks: ScopeLocks, now: Date): Promise<number> {
  const { rows } = await db.query<Scope & { runId: string }>(
    `SELECT account_id AS "accountId", region, collector, run_id AS "runId" FROM collector_run
     WHERE ended_at IS NULL`,
  );
  const free = await locks.take(rows.map(scopeKey));
  try {
    const ours = rows.filter((run) => free.has(scopeKey(run)));
    if (ours.length === 0) return 0;
    const { rowCount } = await db.query(
      // One that somebody is about to close is not abandoned.
      `UPDATE collector_run r SET ended_at = GREATEST($2, r.started_at), outcome = 'failed', error_class = 'interrupted',
         error_code = 'Killed', error_message = 'the process ended in the middle of this run'
       FROM (
         SELECT c.account_id, c.run_id FROM collector_run c
         JOIN json_to_recordset($1::json) AS o("accountId" text, "runId" uuid)
           ON c.account_id = o."accountId" AND c.run_id = o."runId"
         WHERE c.ended_at IS NULL FOR NO KEY UPDATE OF c SKIP LOCKED) a
       WHERE r.account_id = a.account_id AND r.run_id = a.run_id`,
      [JSON.stringify(ours), now],
    );
    return rowCount ?? 0;
  } finally {
    await locks.release(free);
  }
}

/** Forgets runs that started before `before`; the state of their scopes stays. */
export async function pruneRuns(db: Queryable, before: Date): Promise<void> {
  await db.query("DELETE FROM collector_run WHERE started_at < $1 AND ended_at IS NOT NULL", [before]);
}

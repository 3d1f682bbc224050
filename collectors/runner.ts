import { hostname } from "node:os";
import type pg from "pg";
import type { Config } from "#lib/config/schema.ts";
import { isConnectionError } from "#lib/db/connectionErrors.ts";
import { patiently } from "#lib/db/patience.ts";
import type { Database } from "#lib/db/pool.ts";
import { answersOf, inTransaction } from "#lib/db/transaction.ts";
import { currentTime } from "#lib/env.ts";
import type { Evaluator } from "#lib/evaluations/schema.ts";
import { writeInventory } from "#lib/inventory/mutations.ts";
import { digestRows, prepareRows } from "#lib/inventory/prepare.ts";
import { deriveAzIds } from "#lib/inventory/zones.ts";
import { log } from "#lib/log.ts";
import type { ScopeLocks } from "#lib/runs/locks.ts";
import {
  beginRuns,
  claimScope,
  type EndedRun,
  finishRuns,
  type OpenRun,
  type RunResult,
  type Scope,
  scopeKey,
} from "#lib/runs/mutations.ts";
import { type Failure, globalRegion } from "#lib/runs/schema.ts";
import { homeRegion } from "./aws/credentials.ts";
import { AwsError, classify } from "./aws/errors.ts";
import type { AwsAccess } from "./aws/session.ts";
import type { Collected, ScopeContext, Spent } from "./collector.ts";
import type { Fleet } from "./fleet.ts";
import { Parts } from "./parts.ts";
import { collectorOf } from "./registry.ts";
import type { Slots } from "./slots.ts";

/** What all runs of a process share. */
export interface Runtime {
  db: Database;
  /** For the transactions that write rows: pipelined, so that their statements need not wait for each other's answers. */
  writers: pg.Pool;
  locks: ScopeLocks;
  slots: Slots;
  aws: AwsAccess;
  fleet: Fleet;
  config: Config;
  /** What judges the fleet after it was collected. */
  evaluators: readonly Evaluator[];
  /** Aborted when the process is asked to stop. */
  signal: AbortSignal;
}

export interface ScopeRun extends RunResult {
  scope: Scope;
  /** True when another run held the scope, so that this one did nothing. */
  busy?: boolean;
}

const workerId = `${hostname()}:${process.pid}`;
const scopeDeadlineMs = 15 * 60_000;

const nothing: RunResult = {
  outcome: "skipped",
  resources: 0,
  created: 0,
  modified: 0,
  gone: 0,
  apiCalls: 0,
  throttledCalls: 0,
  retriedCalls: 0,
  metricsRequested: 0,
  datapoints: 0,
  costUsd: 0,
  parts: [],
};

/**
 * Runs scopes of one place, one after the other, and records them; never throws for what AWS answers, only when the
 * database cannot be reached. A scope somebody else is collecting is left alone (`busy`). Runs that wrote nothing are
 * closed together at the end: most of a quiet fleet's statements would otherwise be bookkeeping.
 * @param options `onlyDue` leaves out scopes that somebody has run since they were queued.
 */
export async function runScopes(
  runtime: Runtime,
  scopes: Scope[],
  onRun: (run: ScopeRun) => void = () => {},
  { onlyDue = false }: { onlyDue?: boolean } = {},
): Promise<ScopeRun[]> {
  return runtime.slots.run(() => runHeld(runtime, scopes, onRun, onlyDue));
}

async function runHeld(
  runtime: Runtime,
  scopes: Scope[],
  onRun: (run: ScopeRun) => void,
  onlyDue: boolean,
): Promise<ScopeRun[]> {
  if (runtime.signal.aborted) return [];
  const taken = await runtime.locks.take(scopes.map(scopeKey));
  const done: ScopeRun[] = [];
  const settle = (run: ScopeRun) => {
    done.push(run);
    onRun(run);
  };
  for (const scope of scopes) if (!taken.has(scopeKey(scope))) settle({ ...nothing, scope, busy: true });
  try {
    const mine = scopes.filter((scope) => taken.has(scopeKey(scope)));
    const now = currentTime();
    // Looked at only now: whoever held a scope until a moment ago may just have run it.
    const runs = await beginRuns(runtime.db.pool, mine, now, workerId, onlyDue ? now : undefined);
    const unwritten: EndedRun[] = [];
    let ended = 0;
    try {
      for (const run of runs) {
        const { written, run: end } = await runOne(runtime, run);
        ended++;
        if (!written) unwritten.push(end);
        settle({ ...end.result, scope: run.scope });
        await follow(runtime, end);
      }
    } finally {
      unwritten.push(...runs.slice(ended).map(cutOff));
      await patiently(() => finishRuns(runtime.db.pool, unwritten));
    }
  } finally {
    await runtime.locks.release(taken);
  }
  return done;
}

/** In a statement of its own: it locks other scopes, whose own runs may be waiting for this one's. */
async function follow({ db }: Runtime, { scope, state, startedAt, result }: EndedRun): Promise<void> {
  if (result.created + result.modified > 0 && state.lastRunId !== null)
    await collectorOf(scope.collector).follow?.(db.pool, scope, startedAt);
}

/** A run in whose middle the database went away: its scope stays as it was, and due. */
function cutOff(run: OpenRun): EndedRun {
  const failure: Failure = {
    errorClass: "interrupted",
    code: "DatabaseUnavailable",
    message: "the database went away in the middle of this run",
  };
  return { ...run, endedAt: currentTime(), result: { ...nothing, outcome: "failed", failure } };
}

/** A run that has ended; `written` when its end is recorded already, with the rows. */
interface Ended {
  run: EndedRun;
  written: boolean;
}

async function runOne(runtime: Runtime, opened: OpenRun): Promise<Ended> {
  const { scope, state } = opened;
  const { fleet } = runtime;
  // Before the deadline's timer, which would keep a process whose database is gone waiting.
  const suspended = await fleet.suspended(scope.accountId);
  const access = scope.collector === "accounts" ? fleet.organizationAccess : fleet.accessOf(scope.accountId);
  const region = scope.region === globalRegion ? homeRegion(access.roleArn) : scope.region;
  const clockSettled = await runtime.aws.settleClock();
  const limit = deadline(runtime.signal);
  const aws = runtime.aws.open(access, region, limit.signal);
  // In the same breath: `aws` refuses to go on when the clock is put right after this, not before.
  const startedAt = currentTime();
  const run: OpenRun = { ...opened, startedAt };
  const parts = new Parts();
  const asked = () => ({
    apiCalls: aws.count.calls,
    throttledCalls: aws.count.throttled,
    retriedCalls: aws.count.retried,
    parts: parts.list,
  });
  const end = (result: RunResult): Ended => ({
    run: { ...run, endedAt: currentTime(), result },
    written: false,
  });
  const fail = (failure: Failure, spent: Spent = {}) =>
    end({ ...nothing, ...asked(), ...spentOf(spent), outcome: "failed", failure });
  const skip = (failure: Failure, spent: Spent = {}) =>
    end({ ...nothing, ...asked(), ...spentOf(spent), outcome: "skipped", failure });
  if (suspended && scope.collector !== "accounts") {
    // Its timer would keep a finished process waiting for as long as a run may take.
    limit.clear();
    const failure: Failure = {
      errorClass: "suspended",
      code: suspended,
      message: `the account is ${suspended}`,
    };
    return skip(failure);
  }
  if (!clockSettled) {
    limit.clear();
    // Interrupted leaves the scope as it was, and due: when it is to run again would be dated by that clock as well.
    const message = "the clock of this machine was set, and no answer of AWS came to hold it against";
    return fail({ errorClass: "interrupted", code: "ClockInDoubt", message });
  }
  const { db, config } = runtime;
  const conclude = async (collected: Collected): Promise<Ended> => {
    if (parts.outcome === "failed" && parts.failure) return fail(parts.failure, collected);
    if (parts.outcome === "skipped" && parts.failure) return skip(parts.failure, collected);
    return write(runtime, context, run, collected, asked());
  };
  const context: ScopeContext = {
    ...{ scope, access, state, aws, parts, db, fleet, config },
    now: startedAt,
    signal: limit.signal,
  };
  const collector = collectorOf(scope.collector);
  try {
    if (!collector.answersOnly) return await conclude(await collector.collect(context));
    const { answers } = runtime.aws;
    const before = answers.recall(scopeKey(scope), state.contentDigest);
    if (before && (await aws.unchanged(before))) {
      const { resources, contentDigest, parts: found } = before;
      return end({ ...nothing, ...asked(), outcome: "success", resources, contentDigest, parts: found });
    }
    const calls = aws.record();
    const ended = await conclude(await collector.collect(context));
    const { outcome, contentDigest, resources, parts: found } = ended.run.result;
    if (outcome === "success" && contentDigest)
      answers.keep(scopeKey(scope), { contentDigest, calls, resources, parts: found });
    else answers.forget(scopeKey(scope));
    return ended;
  } catch (error) {
    // Of AWS, it would be an AwsError.
    if (isConnectionError(error)) throw error;
    return fail(failureOf(error, scope, limit.late()));
  } finally {
    limit.clear();
  }
}

/** A signal that aborts with the process's own, or when a run takes far too long. */
function deadline(signal: AbortSignal) {
  const controller = new AbortController();
  const stop = () => controller.abort();
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    stop();
  }, scopeDeadlineMs);
  signal.addEventListener("abort", stop, { once: true });
  if (signal.aborted) stop();
  const clear = () => {
    clearTimeout(timer);
    signal.removeEventListener("abort", stop);
  };
  return { signal: controller.signal, late: () => late, clear };
}

function failureOf(error: unknown, scope: Scope, late: boolean): Failure {
  if (late) {
    const message = `not finished within ${scopeDeadlineMs / 60_000} minutes`;
    return { errorClass: "unavailable", code: "Deadline", message };
  }
  if (error instanceof AwsError) return error.failure;
  const failure = classify(error);
  if (failure.errorClass === "interrupted") return failure;
  log.error({ err: error, scope: scopeKey(scope) }, "a run failed inside Linkledger");
  return { errorClass: "internal", code: failure.code, message: failure.message };
}

// What was asked for is paid for, whatever became of it.
function spentOf({ metricsRequested = 0, datapoints = 0, costUsd = 0 }: Spent) {
  return { metricsRequested, datapoints, costUsd };
}

type Asked = Pick<RunResult, "apiCalls" | "throttledCalls" | "retriedCalls" | "parts">;

async function write(
  runtime: Runtime,
  { scope, state, parts, config }: ScopeContext,
  run: OpenRun,
  collected: Collected,
  asked: Asked,
): Promise<Ended> {
  const complete = parts.outcome === "success";
  const prepared = collected.tables && prepareRows(collected.tables, config.tags);
  const digest = prepared && complete ? digestRows(prepared, config.tags) : undefined;
  const result: RunResult = {
    ...nothing,
    ...asked,
    outcome: complete ? "success" : "partial",
    resources: prepared ? prepared.reduce((sum, { rows }) => sum + rows.size, 0) : (collected.resources ?? 0),
    ...spentOf(collected),
    failure: parts.failure,
    // What a run does not know in part it does not know up to there.
    watermark: complete || collected.watermarkHolds ? collected.watermark : undefined,
    nextDueAt: collected.nextDueAt,
    contentDigest: digest,
  };
  const end = () => ({ ...run, endedAt: currentTime(), result });
  const fresh = state.lastRunId === null;
  const unchanged = digest !== undefined && digest === state.contentDigest;
  const empty = fresh && result.resources === 0;
  if (!collected.write && (unchanged || empty || !prepared)) return { run: end(), written: false };
  const { accountId, region, collector } = scope;
  const { runId, startedAt: now } = run;
  const { lastSuccessAt } = state;
  const place = { accountId, region, collector, runId, now, complete, lastSuccessAt, fresh };
  const claim = async (client: pg.PoolClient) => {
    if (!(await claimScope(client, scope, state)))
      throw new Error("another run has written this scope meanwhile");
  };
  return inTransaction(runtime.writers, async (client) => {
    const [, counts] = await answersOf([claim(client), writeInventory(client, prepared ?? [], place)]);
    Object.assign(result, counts);
    if (collected.write) Object.assign(result, await collected.write(client));
    const ended = end();
    await answersOf([
      finishRuns(client, [ended]),
      deriveAzIds(client, accountId, region, collected.zones ?? []),
    ]);
    return { run: ended, written: true };
  });
}

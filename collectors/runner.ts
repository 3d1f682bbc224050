import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import type { Config } from "#lib/config/schema.ts";
import type { Database } from "#lib/db/pool.ts";
import { currentTime } from "#lib/env.ts";
import { digestRows, prepareRows, writeInventory } from "#lib/inventory/mutations.ts";
import { deriveAzIds } from "#lib/inventory/zones.ts";
import { log } from "#lib/log.ts";
import type { ScopeLocks } from "#lib/runs/locks.ts";
import {
  beginRun,
  claimScope,
  finishRun,
  type RunResult,
  type Scope,
  type ScopeState,
  scopeKey,
} from "#lib/runs/mutations.ts";
import { type Failure, globalRegion } from "#lib/runs/schema.ts";
import { homeRegion } from "./aws/credentials.ts";
import { AwsError, classify } from "./aws/errors.ts";
import type { AwsAccess } from "./aws/session.ts";
import type { Collected, ScopeContext } from "./collector.ts";
import type { Fleet } from "./fleet.ts";
import { Parts } from "./parts.ts";
import { collectorOf } from "./registry.ts";

/** What all runs of a process share. */
export interface Runtime {
  db: Database;
  locks: ScopeLocks;
  aws: AwsAccess;
  fleet: Fleet;
  config: Config;
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
 * Runs one scope and records it; never throws for what AWS answers. Throws only when the database cannot be reached.
 * A scope somebody else is collecting is left alone (`busy`).
 */
export async function runScope(runtime: Runtime, scope: Scope): Promise<ScopeRun> {
  const key = scopeKey(scope);
  if (!(await runtime.locks.tryTake(key))) return { ...nothing, scope, busy: true };
  try {
    return await runLocked(runtime, scope);
  } finally {
    await runtime.locks.release(key);
  }
}

async function runLocked(runtime: Runtime, scope: Scope): Promise<ScopeRun> {
  const run = { runId: randomUUID(), startedAt: currentTime(), workerId };
  const state = await beginRun(runtime.db.pool, scope, run);
  const deadline = AbortSignal.timeout(scopeDeadlineMs);
  const signal = AbortSignal.any([runtime.signal, deadline]);
  const { fleet } = runtime;
  const access = scope.collector === "accounts" ? fleet.organizationAccess : fleet.accessOf(scope.accountId);
  const region = scope.region === globalRegion ? homeRegion(access.roleArn) : scope.region;
  const aws = runtime.aws.open(access, region, signal);
  const parts = new Parts();
  const asked = () => ({
    apiCalls: aws.count.calls,
    throttledCalls: aws.count.throttled,
    retriedCalls: aws.count.retried,
    parts: parts.list,
  });
  const close = async (result: RunResult): Promise<ScopeRun> => {
    await finishRun(runtime.db.pool, scope, state, { ...run, endedAt: currentTime() }, result);
    return { ...result, scope };
  };
  const fail = (failure: Failure) => close({ ...nothing, ...asked(), outcome: "failed", failure });

  const suspended = await fleet.suspended(scope.accountId);
  if (suspended && scope.collector !== "accounts") {
    const failure: Failure = {
      errorClass: "suspended",
      code: suspended,
      message: `the account is ${suspended}`,
    };
    return close({ ...nothing, outcome: "skipped", failure });
  }
  const context: ScopeContext = {
    scope,
    access,
    state,
    aws,
    parts,
    db: runtime.db,
    fleet,
    config: runtime.config,
    now: run.startedAt,
    signal,
  };
  let collected: Collected;
  try {
    collected = await collectorOf(scope.collector).collect(context);
  } catch (error) {
    return fail(failureOf(error, scope, deadline.aborted && !runtime.signal.aborted));
  }
  if (parts.outcome === "failed" && parts.failure) return fail(parts.failure);
  try {
    return await write(runtime, context, run, state, collected, asked());
  } catch (error) {
    return fail(failureOf(error, scope, false));
  }
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

type Asked = Pick<RunResult, "apiCalls" | "throttledCalls" | "retriedCalls" | "parts">;

async function write(
  runtime: Runtime,
  { scope, parts, config }: ScopeContext,
  run: { runId: string; startedAt: Date },
  state: ScopeState,
  collected: Collected,
  asked: Asked,
): Promise<ScopeRun> {
  const complete = parts.outcome === "success";
  const prepared = collected.tables && prepareRows(collected.tables, config.tags);
  const digest = prepared && complete ? digestRows(prepared, config.tags) : undefined;
  const result: RunResult = {
    ...nothing,
    ...asked,
    outcome: complete ? "success" : "partial",
    resources: prepared ? prepared.reduce((sum, { rows }) => sum + rows.size, 0) : (collected.resources ?? 0),
    metricsRequested: collected.metricsRequested ?? 0,
    datapoints: collected.datapoints ?? 0,
    costUsd: collected.costUsd ?? 0,
    failure: parts.failure,
    watermark: collected.watermark,
    contentDigest: digest,
  };
  const unchanged = digest !== undefined && digest === state.contentDigest && !collected.write;
  if (unchanged) {
    await finishRun(runtime.db.pool, scope, state, { ...run, endedAt: currentTime() }, result);
    return { ...result, scope };
  }
  const client = await runtime.db.pool.connect();
  try {
    await client.query("BEGIN");
    if (!(await claimScope(client, scope, state)))
      throw new Error("another run has written this scope meanwhile");
    if (prepared) {
      Object.assign(
        result,
        await writeInventory(client, prepared, {
          accountId: scope.accountId,
          region: scope.region,
          collector: scope.collector,
          runId: run.runId,
          now: run.startedAt,
          complete,
          lastSuccessAt: state.lastSuccessAt,
        }),
      );
      await deriveAzIds(client, scope.accountId, scope.region, collected.zones ?? []);
    }
    if (collected.write) Object.assign(result, await collected.write(client));
    await finishRun(client, scope, state, { ...run, endedAt: currentTime() }, result);
    await client.query("COMMIT");
    client.release();
  } catch (error) {
    await client.query("ROLLBACK").then(
      () => client.release(),
      (broken: Error) => client.release(broken),
    );
    throw error;
  }
  return { ...result, scope };
}

import { EventEmitter } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { Logger, type LogLevel, run, type WorkerEvents } from "graphile-worker";
import type pg from "pg";
import { isConnectionError, isPoolEnded } from "#lib/db/connectionErrors.ts";
import { openPool } from "#lib/db/pool.ts";
import { log } from "#lib/log.ts";
import { type Progress, printProgress } from "#lib/runs/progress.ts";
import { countAttempted } from "#lib/runs/schedule.ts";
import type { CollectorName } from "#lib/runs/schema.ts";
import { scheduleSpec, tasksFor } from "./queue.ts";
import { registry } from "./registry.ts";
import type { Runtime } from "./runner.ts";
import { begunPerSlot, defaultConcurrency } from "./slots.ts";
import { takeOver, workerKey } from "./takeover.ts";

// The queue tells of every job at level info; runs are recorded and logged by us.
const levels: Record<LogLevel, "error" | "warn" | "debug"> = {
  error: "error",
  warning: "warn",
  info: "debug",
  debug: "debug",
} as Record<LogLevel, "error" | "warn" | "debug">;
// Its sessions only take jobs and end them, which is short: there are fewer of them than jobs on purpose.
const onPurpose = /maxPoolSize .* smaller than concurrency/;
const logger = new Logger(
  () => (level, message) => log[onPurpose.test(message) ? "debug" : levels[level]]({ queue: true }, message),
);

/**
 * Makes what a worker needs, and again while the database, which has answered before, is away: a worker waits for it
 * before its work as it does later. Undefined where the signal aborts first.
 */
export async function whenReachable<T>(make: () => Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  while (!signal.aborted) {
    try {
      return await make();
    } catch (error) {
      if (!isConnectionError(error)) throw error;
      log.warn({ err: error }, "the database went away before the work began");
      await delay(1000, undefined, { signal }).catch(() => {});
    }
  }
}

/**
 * Works off the queue until the runtime's signal aborts. Any number of these may run against one database; while that
 * is away, they wait for it. Resolves when every job has ended and is recorded.
 */
export async function runWorker(runtime: Runtime, concurrency = defaultConcurrency): Promise<void> {
  const { signal } = runtime;
  runtime.slots.limit = concurrency;
  let progress: NodeJS.Timeout | undefined;
  const onWorking = () => {
    progress ??= reportProgress(runtime);
  };
  try {
    while (true) {
      try {
        await workUntilBroken(runtime, concurrency, onWorking);
      } catch (error) {
        if (signal.aborted || !(isConnectionError(error) || isDeadlock(error))) throw error;
        log.warn({ err: error }, "the queue cannot be reached");
      }
      if (signal.aborted) return;
      log.warn("beginning anew with the queue");
      await delay(1000, undefined, { signal }).catch(() => {});
    }
  } finally {
    clearInterval(progress);
  }
}

/** Where the queue's tables are made while somebody orders a job already, Postgres lets one of both give way. */
const isDeadlock = (error: unknown) => (error as { code?: unknown }).code === "40P01";

/**
 * Works off the queue until a connection breaks in the middle of something: a job that was taken or ended by then may
 * be locked in our name without our knowing, and with it the schedule, so what is ours is given back under that name
 * and the work goes on under another.
 */
async function workUntilBroken(runtime: Runtime, concurrency: number, onWorking: () => void): Promise<void> {
  const { db, locks, signal } = runtime;
  const pool = openPool(db.url, { max: 10, applicationName: "linkledger:queue" });
  const stop = new AbortController();
  stopOnBreak(pool, stop);
  const events = new EventEmitter() as WorkerEvents;
  let poolId = "";
  let alive: Promise<unknown> = Promise.resolve();
  events.on("pool:create", ({ workerPool }) => {
    poolId = workerPool.id;
    alive = locks.take([workerKey(poolId)]);
    alive.catch(() => stop.abort());
  });
  try {
    const runner = await run({
      pgPool: pool,
      concurrency: concurrency * begunPerSlot,
      noHandleSignals: true,
      pollInterval: 2_000,
      logger,
      events,
      taskList: tasksFor(runtime),
      // Not with completeJobBatchDelay: where several batches fail, as in a crash of Postgres, its stop never resolves.
      crontab: "* * * * * schedule ?max=3&queue=schedule&jobKey=schedule&jobKeyMode=replace&priority=-1",
    });
    // It ends by itself only when it is broken; whatever broke it, what is left is to begin anew.
    const over = runner.promise.catch((error: unknown) => log.warn({ err: error }, "the queue broke"));
    let takingOver: NodeJS.Timeout | undefined;
    try {
      await alive;
      await runner.addJob("schedule", {}, scheduleSpec);
      takingOver = takeOverRegularly(runtime);
      onWorking();
      await Promise.race([aborted(AbortSignal.any([signal, stop.signal])), over]);
    } finally {
      clearInterval(takingOver);
      await runner.stop().catch(() => {});
      await over;
    }
    if (!signal.aborted) await db.pool.query("SELECT graphile_worker.force_unlock_workers($1)", [[poolId]]);
  } finally {
    if (poolId) await locks.release([workerKey(poolId)]);
    await pool.end();
  }
}

/** Aborts when a connection breaks that is in use: that of the notifications always is. */
function stopOnBreak(pool: pg.Pool, stop: AbortController): void {
  const used = new WeakSet<pg.PoolClient>();
  pool.on("acquire", (client) => used.add(client));
  pool.on("release", (_, client) => used.delete(client));
  pool.on("connect", (client) => {
    client.on("error", () => {
      if (used.has(client)) stop.abort();
    });
  });
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

/**
 * The queue does not wait for the statement that ends a job. Where its connection breaks nobody hears of it, which would
 * end the process: the job is given back, and what it did is not due any more.
 */
export function outliveLostEndings(): void {
  process.on("unhandledRejection", (error) => {
    if (!isPoolEnded(error) && !isConnectionError(error)) throw error;
    log.warn({ err: error }, "the end of a job could not be written");
  });
}

/** Also what brings the session of the locks back, and them with it, after the database was away. */
function takeOverRegularly(runtime: Runtime): NodeJS.Timeout {
  const look = () =>
    takeOver(runtime).catch((error: unknown) => log.warn({ err: error }, "could not look for dead workers"));
  void look();
  return setInterval(look, 15_000);
}

const steps: { phase: Progress["phase"]; collectors: CollectorName[] }[] = [
  { phase: "inventory", collectors: inPhases("endpoints", "inventory") },
  { phase: "costs", collectors: inPhases("costs") },
  { phase: "metrics", collectors: inPhases("metrics") },
];

function inPhases(...wanted: string[]) {
  return registry.filter(({ phase }) => wanted.includes(phase)).map(({ name }) => name);
}

const longestSilenceMs = 20_000;

/** Tells how far the first pass is, until it is through: then every scope has been attempted once. */
function reportProgress({ db, signal }: Runtime): NodeJS.Timeout {
  const said = new Map<string, string>();
  let asking = false;
  const tell = async () => {
    // Before accounts and regions are known, a total would only be the part found so far.
    const known = await countAttempted(db.pool, ["accounts", "regions"]);
    if (known.total === 0 || known.done < known.total) return;
    let finished = true;
    for (const { phase, collectors } of steps) {
      const { done, total, failed, endpoints } = await countAttempted(db.pool, collectors);
      const counts = `${done}/${total}`;
      if (done < total) finished = false;
      if (total === 0 || said.get(phase) === counts) continue;
      said.set(phase, counts);
      printProgress({ phase, done, total, failed, ...(phase === "inventory" && { endpoints }) });
    }
    if (finished) clearInterval(timer);
  };
  let asked = 0;
  let tookMs = 0;
  const timer = setInterval(() => {
    // In a large fleet counting takes a while: it shall not take more than a fortieth of the time. On a machine that
    // is busy for a moment it takes long once, which is no reason to be silent for minutes.
    const pauseMs = Math.min(40 * tookMs, longestSilenceMs);
    if (asking || signal.aborted || performance.now() < asked + pauseMs) return;
    asking = true;
    asked = performance.now();
    tell()
      .catch((error: unknown) => log.debug({ err: error }, "progress could not be read"))
      .finally(() => {
        asking = false;
        tookMs = performance.now() - asked;
      });
  }, 500);
  return timer;
}

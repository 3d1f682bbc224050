import { EventEmitter } from "node:events";
import { Logger, type LogLevel, run, type WorkerEvents } from "graphile-worker";
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
const logger = new Logger(() => (level, message) => log[levels[level]]({ queue: true }, message));

/**
 * Works off the queue until the runtime's signal aborts. Any number of these may run against one database.
 * Resolves when every job has ended and is recorded.
 */
export async function runWorker(runtime: Runtime, concurrency = defaultConcurrency): Promise<void> {
  const events = new EventEmitter() as WorkerEvents;
  let alive: Promise<unknown> = Promise.resolve();
  events.on("pool:create", ({ workerPool }) => {
    alive = runtime.locks.take([workerKey(workerPool.id)]);
  });
  runtime.slots.limit = concurrency;
  const runner = await run({
    connectionString: runtime.db.url,
    // Its sessions only take jobs and end them, which is short.
    maxPoolSize: 10,
    concurrency: concurrency * begunPerSlot,
    noHandleSignals: true,
    pollInterval: 2_000,
    logger,
    events,
    taskList: tasksFor(runtime),
    crontab: "* * * * * schedule ?max=3&queue=schedule&jobKey=schedule&jobKeyMode=replace&priority=-1",
  });
  await alive;
  await runner.addJob("schedule", {}, scheduleSpec);
  const takingOver = takeOverRegularly(runtime);
  const progress = reportProgress(runtime);
  await new Promise<void>((resolve) => {
    if (runtime.signal.aborted) resolve();
    runtime.signal.addEventListener("abort", () => resolve(), { once: true });
    // The runner ends by itself only when it is broken; then there is nothing to wait for.
    runner.promise.then(resolve, resolve);
  });
  clearInterval(progress);
  clearInterval(takingOver);
  if (runtime.signal.aborted) await runner.stop().catch(() => {});
  await runner.promise;
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
    // In a large fleet counting takes a while: it shall not take more than a fortieth of the time.
    if (asking || signal.aborted || performance.now() < asked + 40 * tookMs) return;
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

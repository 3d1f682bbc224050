import { setTimeout as delay } from "node:timers/promises";
import type { JobHelpers, TaskList } from "graphile-worker";
import { deliverTo } from "#lib/alerts/delivery/deliver.ts";
import { deliverSpec } from "#lib/alerts/delivery/kick.ts";
import type { Database } from "#lib/db/pool.ts";
import { currentTime } from "#lib/env.ts";
import { evaluate } from "#lib/evaluations/run.ts";
import { log } from "#lib/log.ts";
import { dueChecks } from "#lib/onboarding/checkData.ts";
import { send } from "#lib/outbound/send.ts";
import type { Scope } from "#lib/runs/mutations.ts";
import {
  anyUnattempted,
  type CollectorPlan,
  countAttempted,
  type DueWork,
  dueWork,
  firstPriority,
  type Place,
  plannedCollectors,
} from "#lib/runs/schedule.ts";
import { type CollectorName, collectorCatalog, isCollectorName } from "#lib/runs/schema.ts";
import { type Phase, phases } from "./collector.ts";
import { checkDueAccounts, checkSpec } from "./doctor/job.ts";
import { keepHouse } from "./housekeeping.ts";
import { registry } from "./registry.ts";
import { type Runtime, runScopes, type ScopeRun } from "./runner.ts";
import { refreshScopes } from "./runtime.ts";

/** One job: all collectors of one phase at one account and region, one after the other. */
export interface CollectPayload {
  phase: Phase;
  accountId: string;
  region: string;
  collectors: CollectorName[];
}

interface CollectJob {
  identifier: "collect";
  payload: CollectPayload;
  jobKey: string;
  priority: number;
  runAt?: Date;
  maxAttempts: number;
}

/** Jobs that wait in the queue at most: more would only grow old there, and the order could not be changed any more. */
const mostQueued = 10_000;
const jobsAtOnce = 1000;
/** Until Postgres knows that there are many, it sorts all that wait each time a job is taken: 0.9 ms at 1,000. */
const manyQueued = 100;
const soonMs = 10_000;
const togetherMs = 100;
const hourMs = 3_600_000;

/** One at a time in the whole fleet of workers; asked for twice while it waits, it still runs once. */
export const scheduleSpec = { jobKey: "schedule", queueName: "schedule", priority: -1, maxAttempts: 3 };
/** The same; a job of its own, for it may take minutes and what is due must not wait for it. */
const evaluateSpec = { jobKey: "evaluate", queueName: "evaluate", priority: -1, maxAttempts: 1 };
/** The same. Not at once: the first time it makes hundreds of partitions, while everything waits for a first pass. */
const houseSpec = {
  ...{ jobKey: "keep-house", queueName: "keep-house", priority: -1, maxAttempts: 1 },
  // Workers that are started again and again would otherwise put it off for ever.
  jobKeyMode: "preserve_run_at" as const,
};
const houseAfterMs = 60_000;

const plans: CollectorPlan[] = registry.map(({ name, phase, after = [] }) => ({
  ...{ collector: name, phase, rank: phases.indexOf(phase), after },
}));

/** Those that wait for nothing in other places. */
const plansOfPlace = plans.filter((_, i) => !registry[i]?.afterAll);

/** Collectors that others wait for. */
const awaited = new Set(plans.flatMap(({ after }) => after));

const waitingForAll = registry.filter(({ afterAll }) => afterAll);
const awaitedEverywhere = new Set(waitingForAll.flatMap(({ afterAll = [] }) => afterAll));

function jobOf({ phase, accountId, region, collectors, priority, dueAt }: DueWork): CollectJob {
  return {
    identifier: "collect",
    payload: { phase: phase as Phase, accountId, region, collectors: collectors.filter(isCollectorName) },
    jobKey: `collect:${phase}:${accountId}:${region}`,
    priority,
    // Of one priority, the queue takes what was due first. It goes by the machine's clock, whatever ours is set to.
    runAt: dueAt ? new Date(Date.now() - Math.max(0, currentTime().getTime() - dueAt.getTime())) : undefined,
    maxAttempts: 3,
  };
}

/** The collectors but those that wait for others in the whole fleet. */
async function readyPlans(db: Database): Promise<CollectorPlan[]> {
  const ready: CollectorPlan[] = [];
  for (const [i, { afterAll }] of registry.entries()) {
    const { done, total } = afterAll ? await countAttempted(db.pool, afterAll) : { done: 1, total: 1 };
    if (total > 0 && done >= total) ready.push(plans[i] as CollectorPlan);
  }
  return ready;
}

/** Queues what is due, as far as there is room. Returns whether something was left over. */
async function queueDue({ db }: Runtime, helpers: Pick<JobHelpers, "addJobs">): Promise<boolean> {
  // Not those that are under way: the rest of their place may have become due since they began.
  const { rows } = await db.pool.query<{ key: string }>(
    `SELECT key FROM graphile_worker.jobs
     WHERE task_identifier = 'collect' AND key IS NOT NULL AND locked_at IS NULL AND attempts < max_attempts`,
  );
  const queued = rows.map(({ key }) => key);
  const room = mostQueued - queued.length;
  if (room <= 0) return true;
  const work = await dueWork(db.pool, await readyPlans(db), queued, room, currentTime());
  // In one order everywhere: two workers that queue the same jobs then wait for each other instead of locking up.
  const jobs = work.map(jobOf).sort((a, b) => (a.jobKey < b.jobKey ? -1 : 1));
  for (let i = 0; i < jobs.length; i += jobsAtOnce) await helpers.addJobs(jobs.slice(i, i + jobsAtOnce));
  if (jobs.length >= manyQueued) await db.pool.query("ANALYZE graphile_worker._private_jobs");
  return work.length === room;
}

/** Has every receiver of alerts looked after, each by a job of its own: one that is down holds up nobody else. */
async function queueDeliveries({ config }: Runtime, helpers: Pick<JobHelpers, "addJobs">): Promise<void> {
  const jobs = config.alerts.receivers.map(({ name }) => ({
    ...{ identifier: "deliver", payload: { receiver: name } },
    ...deliverSpec(name),
  }));
  if (jobs.length > 0) await helpers.addJobs(jobs);
}

async function deliver(
  runtime: Runtime,
  receiver: string,
  helpers: Pick<JobHelpers, "addJob">,
): Promise<void> {
  const { db, locks, config, signal } = runtime;
  const again = await deliverTo(
    { db, locks, config, now: currentTime, random: Math.random, send, signal },
    receiver,
  );
  if (!again || signal.aborted) return;
  const waitMs = Math.max(0, again.getTime() - currentTime().getTime());
  await helpers.addJob(
    "deliver",
    { receiver },
    { ...deliverSpec(receiver), runAt: new Date(Date.now() + waitMs) },
  );
}

/**
 * The tasks of the queue: `schedule` finds what is due, `collect` does it, `evaluate` judges what is there, `deliver`
 * tells a receiver of alerts, `check-accounts` looks whether accounts can be collected at all, `keep-house` forgets what
 * is old.
 */
export function tasksFor(runtime: Runtime): TaskList {
  let keptAtMs = Number.NEGATIVE_INFINITY;
  // Hundreds of accounts hear of their regions in the same second: one schedule finds the places of all of them.
  const orderSchedule = together((helpers) => helpers.addJob("schedule", {}, scheduleSpec));
  const orderLast = together((helpers) => scheduleLast(runtime, helpers));
  const orderFollowers = together((helpers, places: Place[]) => enqueueFollowers(runtime, helpers, places));
  const schedule = async (_payload: unknown, helpers: JobHelpers) => {
    await refreshScopes(runtime);
    const left = await queueDue(runtime, helpers);
    if (left) await helpers.addJob("schedule", {}, { ...scheduleSpec, runAt: new Date(Date.now() + soonMs) });
    if (runtime.evaluators.length > 0) await helpers.addJob("evaluate", {}, evaluateSpec);
    await queueDeliveries(runtime, helpers);
    const [account] = await dueChecks(runtime.db.pool, currentTime(), 1);
    if (account) await helpers.addJob("check-accounts", {}, checkSpec);
    // Not by the clock of the day, which may be set.
    if (performance.now() - keptAtMs > hourMs) {
      keptAtMs = performance.now();
      await helpers.addJob("keep-house", {}, { ...houseSpec, runAt: new Date(Date.now() + houseAfterMs) });
    }
  };
  return {
    schedule,
    evaluate: async (_payload, helpers) => {
      await evaluate(runtime, "due");
      await queueDeliveries(runtime, helpers);
    },
    deliver: async (payload, helpers) => {
      await deliver(runtime, (payload as { receiver: string }).receiver, helpers);
    },
    "keep-house": async () => {
      await keepHouse(runtime);
    },
    "check-accounts": async () => {
      await checkDueAccounts(runtime);
    },
    collect: async (payload, helpers) => {
      const { accountId, region, phase, collectors } = payload as CollectPayload;
      const scopes = collectors.filter(isCollectorName).map(
        (collector): Scope => ({
          collector,
          accountId,
          region,
          intervalSeconds: collectorCatalog[collector].intervalSeconds,
        }),
      );
      if (runtime.signal.aborted) return;
      const runs = await runScopes(runtime, scopes, report, { onlyDue: true });
      if (runtime.signal.aborted) return;
      // A job that found its scopes taken has nothing to tell: with followers it would only chase who has them.
      const ran = runs.filter(({ busy }) => !busy).map(({ scope }) => scope.collector);
      if (phase === "accounts") await orderSchedule(helpers);
      else if (ran.some((collector) => awaited.has(collector)))
        await orderFollowers(helpers, { accountId, region });
      if (ran.some((collector) => awaitedEverywhere.has(collector))) await orderLast(helpers);
    },
  };
}

/** Does once, for all that they name, what many jobs ask for within a moment; resolves when it is done. */
function together<T = void>(
  work: (helpers: JobHelpers, of: T[]) => Promise<unknown>,
): (helpers: JobHelpers, one: T) => Promise<void> {
  let waiting: { of: T[]; done: Promise<void> } | undefined;
  return (helpers, one) => {
    if (!waiting) {
      const of: T[] = [];
      const done = delay(togetherMs).then(async () => {
        waiting = undefined;
        await work(helpers, of);
      });
      waiting = { of, done };
    }
    waiting.of.push(one);
    return waiting.done;
  };
}

/** Once a collector has been everywhere, those that waited for that need not wait for the next minute. */
async function scheduleLast({ db }: Runtime, helpers: JobHelpers) {
  if (await anyUnattempted(db.pool, [...awaitedEverywhere])) return;
  const waiting = waitingForAll.map(({ name }) => name);
  if (await anyUnattempted(db.pool, waiting)) await helpers.addJob("schedule", {}, scheduleSpec);
}

/**
 * Queues what waited for the first runs of others at these places, with all else that is due there in the same phase: a
 * job of it may be queued already, and this one takes its place.
 */
async function enqueueFollowers({ db }: Runtime, helpers: JobHelpers, places: Place[]) {
  const planned = await plannedCollectors(db.pool, places, currentTime());
  const jobs = planned.flatMap(({ accountId, region, collectors }) => {
    const ready = plansOfPlace.filter(
      ({ collector, after }) =>
        collectors.get(collector)?.due && after.every((name) => collectors.get(name)?.attempted),
    );
    const waited = ({ collector, after }: CollectorPlan) =>
      after.length > 0 && !collectors.get(collector)?.attempted;
    return [...Map.groupBy(ready, ({ phase }) => phase)].flatMap(([phase, of]) =>
      of.some(waited)
        ? jobOf({
            ...{ phase, accountId, region, collectors: of.map(({ collector }) => collector), dueAt: null },
            priority: firstPriority(of[0]?.rank ?? 0),
          })
        : [],
    );
  });
  if (jobs.length > 0) await helpers.addJobs(jobs.sort((a, b) => (a.jobKey < b.jobKey ? -1 : 1)));
}

function report({ scope, outcome, failure, busy, resources, apiCalls }: ScopeRun): void {
  const { collector, accountId, region } = scope;
  const what = { collector, accountId, region, outcome, resources, apiCalls, class: failure?.errorClass };
  if (busy) log.debug(what, "another process collects this scope");
  else if (outcome === "failed" || outcome === "partial")
    log.warn(what, `${outcome}: ${failure?.message ?? ""}`);
  else log.debug(what, outcome);
}

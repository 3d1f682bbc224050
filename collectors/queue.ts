import type { JobHelpers, TaskList } from "graphile-worker";
import { currentTime } from "#lib/env.ts";
import { log } from "#lib/log.ts";
import { pruneLogs } from "#lib/logsInsights/mutations.ts";
import { pruneRuns, readScope, type Scope } from "#lib/runs/mutations.ts";
import { attemptedCollectors, countAttempted, dueScopes } from "#lib/runs/schedule.ts";
import { type CollectorName, collectorCatalog, isCollectorName } from "#lib/runs/schema.ts";
import { pruneTrailEvents } from "#lib/trail/mutations.ts";
import { type Phase, phases } from "./collector.ts";
import { keepPartitions } from "./partitions.ts";
import { collectorOf, registry } from "./registry.ts";
import { type Runtime, runScopes, type ScopeRun } from "./runner.ts";
import { refreshScopes } from "./runtime.ts";

/** One job: all collectors of one phase at one account and region, one after the other. */
export interface CollectPayload {
  phase: Phase;
  accountId: string;
  region: string;
  collectors: CollectorName[];
}

export interface CollectJob {
  identifier: "collect";
  payload: CollectPayload;
  jobKey: string;
  priority: number;
  maxAttempts: number;
}

const runsKeptDays = 30;

/** One at a time in the whole fleet of workers; asked for twice while it waits, it still runs once. */
export const scheduleSpec = { jobKey: "schedule", queueName: "schedule", priority: -1, maxAttempts: 3 };

/** Puts due scopes together into jobs. The key makes a job that is queued already be replaced, not doubled. */
export function jobsFor(scopes: readonly Pick<Scope, "collector" | "accountId" | "region">[]): CollectJob[] {
  const jobs = new Map<string, CollectJob>();
  for (const { collector, accountId, region } of scopes) {
    const { phase } = collectorOf(collector);
    const jobKey = `collect:${phase}:${accountId}:${region}`;
    const job = jobs.get(jobKey);
    if (job) job.payload.collectors.push(collector);
    else {
      const payload: CollectPayload = { phase, accountId, region, collectors: [collector] };
      jobs.set(jobKey, {
        identifier: "collect",
        payload,
        jobKey,
        priority: phases.indexOf(phase),
        maxAttempts: 3,
      });
    }
  }
  // In one order everywhere: two workers that queue the same jobs then wait for each other instead of locking up.
  return [...jobs.values()].sort((a, b) => (a.jobKey < b.jobKey ? -1 : 1));
}

/** The tasks of the queue: `schedule` finds what is due, `collect` does it. */
export function tasksFor(runtime: Runtime): TaskList {
  let pruned = 0;
  const schedule = async (_payload: unknown, helpers: JobHelpers) => {
    await refreshScopes(runtime);
    const due = await readyScopes(runtime);
    if (due.length > 0) await helpers.addJobs(jobsFor(due));
    const now = currentTime().getTime();
    if (now - pruned > 3_600_000) {
      pruned = now;
      await pruneRuns(runtime.db.pool, new Date(now - runsKeptDays * 86_400_000));
      await keepPartitions(runtime.db.pool, new Date(now));
      await pruneTrailEvents(runtime.db.pool, new Date(now));
      await pruneLogs(runtime.db.pool, new Date(now));
    }
  };
  return {
    schedule,
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
      if (!runtime.signal.aborted) await runScopes(runtime, scopes, report, (scope) => isDue(runtime, scope));
      if (runtime.signal.aborted) return;
      if (phase === "accounts") await helpers.addJob("schedule", {}, scheduleSpec);
      else await enqueueFollowers(runtime, helpers, accountId, region);
    },
  };
}

// A job may be queued twice (its worker was killed, or it took longer than its interval): the scope decides.
async function isDue(runtime: Runtime, scope: Scope): Promise<boolean> {
  const { nextAttemptAt } = await readScope(runtime.db.pool, scope);
  return !nextAttemptAt || nextAttemptAt <= currentTime();
}

/** Due scopes whose collectors-to-come-before have had their first run. */
async function readyScopes({ db }: Runtime): Promise<Scope[]> {
  const due = (await dueScopes(db.pool, currentTime())).filter(({ collector }) => isCollectorName(collector));
  const attempted = new Map<string, Set<string>>();
  const ready: Scope[] = [];
  for (const scope of due) {
    const { after, afterAll } = collectorOf(scope.collector);
    if (afterAll) {
      const { done, total } = await countAttempted(db.pool, afterAll);
      if (total === 0 || done < total) continue;
    }
    if (after) {
      const place = `${scope.accountId} ${scope.region}`;
      let done = attempted.get(place);
      if (!done) {
        done = await attemptedCollectors(db.pool, scope.accountId, scope.region);
        attempted.set(place, done);
      }
      if (!after.every((name) => done.has(name))) continue;
    }
    ready.push(scope);
  }
  return ready;
}

/** Queues what waited for this account and region's first inventory. */
async function enqueueFollowers(runtime: Runtime, helpers: JobHelpers, accountId: string, region: string) {
  const followers = registry.filter(({ after }) => after);
  if (followers.length === 0) return;
  const attempted = await attemptedCollectors(runtime.db.pool, accountId, region);
  const ready = followers.filter(
    ({ name, after }) => !attempted.has(name) && after?.every((n) => attempted.has(n)),
  );
  if (ready.length === 0) return;
  await helpers.addJobs(jobsFor(ready.map(({ name }) => ({ collector: name, accountId, region }))));
}

function report({ scope, outcome, failure, busy, resources, apiCalls }: ScopeRun): void {
  const { collector, accountId, region } = scope;
  const what = { collector, accountId, region, outcome, resources, apiCalls, class: failure?.errorClass };
  if (busy) log.debug(what, "another process collects this scope");
  else if (outcome === "failed" || outcome === "partial")
    log.warn(what, `${outcome}: ${failure?.message ?? ""}`);
  else log.debug(what, outcome);
}

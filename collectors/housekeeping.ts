import type pg from "pg";
import { giveUpMs } from "#lib/alerts/delivery/compute.ts";
import { giveUpRemoved, pruneAlerts } from "#lib/alerts/delivery/mutations.ts";
import { currentTime } from "#lib/env.ts";
import { pruneLogs } from "#lib/logsInsights/mutations.ts";
import { pruneChecks } from "#lib/onboarding/checkMutations.ts";
import { pruneBuckets } from "#lib/runs/budget.ts";
import { closeAbandonedRuns, pruneRuns } from "#lib/runs/mutations.ts";
import { pruneSnsMessages } from "#lib/sns/mutations.ts";
import { pruneTrailEvents } from "#lib/trail/mutations.ts";
import { keepPartitions } from "./partitions.ts";
import type { Runtime } from "./runner.ts";
import { pruneJobs } from "./takeover.ts";

const runsKeptDays = 30;
const alertsKeptDays = 400;
const dayMs = 86_400_000;

/** Forgets what is older than it is kept, and makes the partitions of the time to come. */
export async function keepHouse(runtime: Pick<Runtime, "db" | "locks" | "config">): Promise<void> {
  const { pool } = runtime.db;
  const now = await agreedTime(pool);
  await pruneRuns(pool, new Date(now.getTime() - runsKeptDays * dayMs));
  await pruneBuckets(pool);
  await pruneJobs(runtime);
  await closeAbandonedRuns(pool, runtime.locks, now);
  await keepPartitions(pool, now);
  await pruneTrailEvents(pool, now);
  await pruneLogs(pool, now);
  await pruneSnsMessages(pool, now);
  const receivers = runtime.config.alerts.receivers.map(({ name }) => name);
  await giveUpRemoved(pool, receivers, new Date(now.getTime() - giveUpMs), now);
  await pruneAlerts(pool, new Date(now.getTime() - alertsKeptDays * dayMs));
  await pruneChecks(pool, now);
}

/** The earlier of this machine's time and the database's: one clock that runs ahead must not delete history. */
async function agreedTime(pool: pg.Pool): Promise<Date> {
  const { rows } = await pool.query<{ now: Date }>("SELECT now() AS now");
  return new Date(Math.min(currentTime().getTime(), rows[0]?.now.getTime() ?? Number.POSITIVE_INFINITY));
}

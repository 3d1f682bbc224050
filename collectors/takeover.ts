import { currentTime } from "#lib/env.ts";
import { log } from "#lib/log.ts";
import { closeAbandonedRuns } from "#lib/runs/mutations.ts";
import type { Runtime } from "./runner.ts";

/** Name of the lock that a worker holds for as long as it lives; `poolId` is what the queue knows it by. */
export const workerKey = (poolId: string) => `worker:${poolId}`;

/**
 * Gives the jobs of workers that died to the others, and closes the runs they left open. The queue by itself keeps a
 * dead worker's jobs for four hours, and with them the schedule. A worker is dead when nobody holds its lock: Postgres
 * lets go of it with the session. One that only lost its session may see a job of its own done twice; the locks of
 * the scopes, and their claim at the end, then keep one of the two from writing. Returns the workers found dead.
 * @param graceSeconds how old the lock of a job must be: a worker that starts takes its own lock a moment later.
 */
export async function takeOver(
  { db, locks }: Pick<Runtime, "db" | "locks">,
  graceSeconds = 10,
): Promise<string[]> {
  const { rows } = await db.pool.query<{ poolId: string }>(
    `SELECT DISTINCT locked_by AS "poolId" FROM graphile_worker.jobs
     WHERE locked_at <= now() - make_interval(secs => $1) ORDER BY 1`,
    [graceSeconds],
  );
  const dead = await locks.unheld(rows.map(({ poolId }) => workerKey(poolId)));
  const poolIds = rows.map(({ poolId }) => poolId).filter((poolId) => dead.has(workerKey(poolId)));
  if (poolIds.length === 0) return [];
  await db.pool.query("SELECT graphile_worker.force_unlock_workers($1::text[])", [poolIds]);
  const closed = await closeAbandonedRuns(db.pool, locks, currentTime());
  log.warn({ workers: poolIds, closed }, "took over the jobs of workers that died");
  return poolIds;
}

/** Forgets jobs that nobody will try again: their scopes are due by themselves, and queued anew. */
export async function pruneJobs({ db }: Pick<Runtime, "db">): Promise<void> {
  await db.pool.query(
    `SELECT count(*) FROM graphile_worker.complete_jobs(ARRAY(
       SELECT id FROM graphile_worker.jobs WHERE attempts >= max_attempts AND locked_at IS NULL))`,
  );
}

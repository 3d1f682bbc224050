import type { Queryable } from "./mutations.ts";

/**
 * Asks the workers to look at once for what is due, rather than at the next minute. Where no worker has ever run there
 * is no queue, and nothing to wake: false then.
 */
export async function wakeWorkers(db: Queryable): Promise<boolean> {
  const { rows } = await db.query<{ there: boolean }>(
    "SELECT to_regclass('graphile_worker._private_jobs') IS NOT NULL AS there",
  );
  if (!rows[0]?.there) return false;
  await db.query(
    `SELECT graphile_worker.add_job('schedule', '{}', queue_name := 'schedule', max_attempts := 3,
       job_key := 'schedule', priority := -1)`,
  );
  return true;
}

import type pg from "pg";
import { quarterOf } from "./quarter.ts";

const dayMs = 86_400_000;
// Records of runs are kept so long.
const furthestBackDays = 30;
// A run that had begun before the last recording and not ended is found again: none takes so long.
const longestRunMs = 6 * 3_600_000;

const startOfDay = (time: Date) => new Date(Math.floor(time.getTime() / dayMs) * dayMs);

/**
 * Writes down which scopes were complete on which days, from the records of runs, which are forgotten after a month:
 * those since it was last done, and those that were under way then. Doing it twice changes nothing.
 */
export async function recordScopeDays(pool: pg.Pool, now: Date): Promise<void> {
  const { rows } = await pool.query<{ to: Date | null }>("SELECT max(recorded_to) AS to FROM scope_quarter");
  const since = Math.max(
    (rows[0]?.to?.getTime() ?? 0) - longestRunMs,
    startOfDay(now).getTime() - furthestBackDays * dayMs,
  );
  for (let day = startOfDay(new Date(since)).getTime(); day <= now.getTime(); day += dayMs)
    await recordDay(pool, new Date(day), new Date(Math.max(day, since)), now);
}

/** The best outcome of a scope's runs that began on a day after `since`, put in its place among the quarter's days. */
async function recordDay(pool: pg.Pool, day: Date, since: Date, now: Date): Promise<void> {
  const { name, from } = quarterOf(day);
  await pool.query(
    `INSERT INTO scope_quarter AS q (account_id, region, collector, quarter, days, recorded_to)
     SELECT account_id, region, collector, $3, repeat('.', $4 - 1) || substr('cpfs', best, 1), $5
     FROM (
       SELECT account_id, region, collector, min(array_position(ARRAY['success', 'partial', 'failed', 'skipped'], outcome)) AS best
       FROM collector_run WHERE started_at >= $1 AND started_at < $2 AND outcome IS NOT NULL GROUP BY 1, 2, 3
     ) run
     WHERE NOT EXISTS (SELECT FROM scope_quarter k
       WHERE (k.account_id, k.region, k.collector, k.quarter) = (run.account_id, run.region, run.collector, $3)
         AND strpos('cpfs', substr(k.days || '.', least($4, length(k.days) + 1), 1)) BETWEEN 1 AND best)
     ON CONFLICT (account_id, region, collector, quarter) DO UPDATE SET
       days = overlay(rpad(q.days, greatest(length(q.days), $4), '.') PLACING substr(EXCLUDED.days, $4, 1) FROM $4 FOR 1),
       recorded_to = greatest(q.recorded_to, EXCLUDED.recorded_to)
     WHERE strpos('cpfs.', substr(EXCLUDED.days, $4, 1)) < strpos('cpfs.', substr(rpad(q.days, $4, '.'), $4, 1))`,
    [
      since,
      new Date(day.getTime() + dayMs),
      name,
      Math.round((day.getTime() - from.getTime()) / dayMs) + 1,
      now,
    ],
  );
}

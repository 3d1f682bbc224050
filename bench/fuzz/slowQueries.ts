import type pg from "pg";

const everyMs = 100;

/**
 * Looks ten times a second at what the app's sessions are running; `end` tells what ran longer than `mostMs`. Exports
 * (COPY) are left out: they take as long as their reader takes.
 */
export function watchQueries(pool: pg.Pool, mostMs: number): { end(): Map<string, number> } {
  const slow = new Map<string, number>();
  const look = async () => {
    const { rows } = await pool.query<{ query: string; ms: number }>(
      `SELECT left(query, 300) AS query, extract(epoch FROM clock_timestamp() - query_start) * 1000 AS ms
       FROM pg_stat_activity
       WHERE application_name = 'linkledger app' AND state = 'active' AND query NOT LIKE 'COPY (%'
         AND clock_timestamp() - query_start > make_interval(secs => $1)`,
      [mostMs / 1000],
    );
    for (const { query, ms } of rows) slow.set(query, Math.max(slow.get(query) ?? 0, Number(ms)));
  };
  const timer = setInterval(() => void look().catch(() => {}), everyMs);
  return {
    end() {
      clearInterval(timer);
      return slow;
    },
  };
}

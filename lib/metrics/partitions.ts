import type pg from "pg";
import type { Resolution } from "./schema.ts";
import { type MetricFamily, metricFamilies, tableOf } from "./tables.ts";

const dayMs = 86_400_000;

/** Days that a resolution is kept; also as long as CloudWatch itself has it, but for the days. */
export const retentionDays: Record<Resolution, number> = { "1m": 15, "5m": 63, "1h": 455, "1d": 1826 };

interface Span {
  suffix: string;
  from: Date;
  to: Date;
}

/** The partition that holds `time`: a day of minutes, a week of five minutes, a month of hours, a year of days. */
export function partitionSpan(resolution: Resolution, time: Date): Span {
  const [year, month, day] = [time.getUTCFullYear(), time.getUTCMonth(), time.getUTCDate()];
  const utc = (y: number, m: number, d: number) => new Date(Date.UTC(y, m, d));
  const named = (from: Date, to: Date): Span => ({
    suffix: from.toISOString().slice(0, 10).replaceAll("-", ""),
    from,
    to,
  });
  if (resolution === "1d") return named(utc(year, 0, 1), utc(year + 1, 0, 1));
  if (resolution === "1h") return named(utc(year, month, 1), utc(year, month + 1, 1));
  if (resolution === "1m") return named(utc(year, month, day), utc(year, month, day + 1));
  // Weeks begin on Mondays; 1970-01-05 was one.
  const monday = Math.floor((time.getTime() / dayMs - 4) / 7) * 7 + 4;
  return named(new Date(monday * dayMs), new Date((monday + 7) * dayMs));
}

const known = new WeakMap<pg.Pool, Set<string>>();

/** Makes the partitions that rows from `from` to `to` fall into, where they are missing. Safe from many processes. */
export async function ensurePartitions(
  pool: pg.Pool,
  family: MetricFamily,
  resolution: Resolution,
  from: Date,
  to: Date,
): Promise<void> {
  const made = known.get(pool) ?? new Set<string>();
  known.set(pool, made);
  for (let at = from; at <= to; ) {
    const span = partitionSpan(resolution, at);
    const table = tableOf(family, resolution);
    const name = `${table}_p${span.suffix}`;
    if (!made.has(name)) {
      await createPartition(pool, table, name, span);
      made.add(name);
    }
    at = span.to;
  }
}

async function createPartition(
  pool: pg.Pool,
  table: string,
  name: string,
  { from, to }: Span,
): Promise<void> {
  const client = await pool.connect();
  try {
    const { rows } = await client.query<{ exists: boolean }>("SELECT to_regclass($1) IS NOT NULL AS exists", [
      name,
    ]);
    if (rows[0]?.exists) return;
    // One statement batch is one transaction: whoever waits for the lock then finds the partition made.
    await client.query(
      `BEGIN; SELECT pg_advisory_xact_lock(hashtextextended('${table}', 72363));
       CREATE TABLE IF NOT EXISTS ${name} PARTITION OF ${table}
         FOR VALUES FROM ('${from.toISOString()}') TO ('${to.toISOString()}');
       COMMIT`,
    );
  } catch (error) {
    await client.query("ROLLBACK").catch(() => {});
    throw error;
  } finally {
    client.release();
  }
}

/** Drops partitions that lie wholly before the retention of their resolution. Returns their names. */
export async function dropExpiredPartitions(pool: pg.Pool, now: Date): Promise<string[]> {
  const dropped: string[] = [];
  for (const family of metricFamilies) {
    for (const resolution of Object.keys(retentionDays) as Resolution[]) {
      const table = tableOf(family, resolution);
      const { rows } = await pool.query<{ name: string }>(
        "SELECT c.relname AS name FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = to_regclass($1)",
        [table],
      );
      const limit = partitionSpan(resolution, new Date(now.getTime() - retentionDays[resolution] * dayMs));
      for (const { name } of rows) {
        if (name >= `${table}_p${limit.suffix}` || !name.startsWith(`${table}_p`)) continue;
        await pool.query(`DROP TABLE IF EXISTS ${name}`);
        known.get(pool)?.delete(name);
        dropped.push(name);
      }
    }
  }
  return dropped;
}

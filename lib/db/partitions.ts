import type pg from "pg";
import { inTransaction } from "./transaction.ts";

const dayMs = 86_400_000;

/** A table that Postgres partitions by a range of time, and how long its rows are kept. */
export interface PartitionedTable {
  table: string;
  /** The time of one partition, in UTC; weeks begin on Mondays. */
  per: "day" | "week" | "month" | "year";
  retentionDays: number;
}

interface Span {
  suffix: string;
  from: Date;
  to: Date;
}

/** The partition that holds `time`. */
export function partitionSpan(per: PartitionedTable["per"], time: Date): Span {
  const [year, month, day] = [time.getUTCFullYear(), time.getUTCMonth(), time.getUTCDate()];
  const utc = (y: number, m: number, d: number) => new Date(Date.UTC(y, m, d));
  const named = (from: Date, to: Date): Span => ({
    suffix: from.toISOString().slice(0, 10).replaceAll("-", ""),
    from,
    to,
  });
  if (per === "year") return named(utc(year, 0, 1), utc(year + 1, 0, 1));
  if (per === "month") return named(utc(year, month, 1), utc(year, month + 1, 1));
  if (per === "day") return named(utc(year, month, day), utc(year, month, day + 1));
  // 1970-01-05 was a Monday.
  const monday = Math.floor((time.getTime() / dayMs - 4) / 7) * 7 + 4;
  return named(new Date(monday * dayMs), new Date((monday + 7) * dayMs));
}

/** The start of the oldest partition that is kept: rows before it are dropped, or will be. */
export function keptFrom({ per, retentionDays }: PartitionedTable, now: Date): Date {
  return partitionSpan(per, new Date(now.getTime() - retentionDays * dayMs)).from;
}

/**
 * Rows before this are no longer written. A day stricter than `keptFrom`: a writer whose clock or transaction lags
 * then never makes a partition anew that has just been dropped.
 */
export function writableFrom(table: PartitionedTable, now: Date): Date {
  return keptFrom(table, new Date(now.getTime() + dayMs));
}

const known = new WeakMap<pg.Pool, Set<string>>();

/**
 * Makes the partitions that rows from `from` to `to` fall into, where they are missing. Safe from many processes, and
 * beside readers and writers of the table: a partition is made apart and then attached, which locks out neither. To
 * be called outside of a transaction.
 */
export async function ensurePartitions(
  pool: pg.Pool,
  { table, per }: PartitionedTable,
  from: Date,
  to: Date,
): Promise<void> {
  const made = known.get(pool) ?? new Set<string>();
  known.set(pool, made);
  for (let at = from; at <= to; ) {
    const span = partitionSpan(per, at);
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
  const exists = async (db: pg.Pool | pg.PoolClient) =>
    (await listPartitions(db, table)).some((partition) => partition.name === name);
  if (await exists(pool)) return;
  await inTransaction(pool, async (client) => {
    // One maker at a time; whoever waited finds the partition made.
    await client.query("SELECT pg_advisory_xact_lock(hashtextextended($1, 72363))", [table]);
    if (await exists(client)) return;
    await client.query(`CREATE TABLE ${name} (LIKE ${table} INCLUDING ALL)`);
    await client.query(
      `ALTER TABLE ${table} ATTACH PARTITION ${name}
       FOR VALUES FROM ('${from.toISOString()}') TO ('${to.toISOString()}')`,
    );
  });
}

interface Partition {
  name: string;
  /** Its detaching was begun and cut off. */
  detaching: boolean;
}

async function listPartitions(db: pg.Pool | pg.PoolClient, table: string): Promise<Partition[]> {
  const { rows } = await db.query<Partition>(
    `SELECT c.relname AS name, i.inhdetachpending AS detaching
     FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = to_regclass($1) ORDER BY 1`,
    [table],
  );
  return rows;
}

/** Makes the partitions of now and of the time after it, so that no writer has to wait for one at midnight. */
export async function makePartitionsAhead(
  pool: pg.Pool,
  tables: readonly PartitionedTable[],
  now: Date,
): Promise<void> {
  for (const table of tables) {
    await ensurePartitions(pool, table, now, partitionSpan(table.per, now).to);
  }
}

/**
 * Drops partitions that lie wholly before the retention of their table. Returns their names. A partition is detached
 * first, which waits for those who read the table and blocks nobody; cut off in the middle, the next call ends it.
 */
export async function dropExpiredPartitions(
  pool: pg.Pool,
  tables: readonly PartitionedTable[],
  now: Date,
): Promise<string[]> {
  const dropped: string[] = [];
  for (const kept of tables) {
    const { table, per } = kept;
    const oldest = `${table}_p${partitionSpan(per, keptFrom(kept, now)).suffix}`;
    for (const { name, detaching } of await listPartitions(pool, table)) {
      if (name >= oldest || !name.startsWith(`${table}_p`)) continue;
      await pool.query(
        `ALTER TABLE ${table} DETACH PARTITION ${name} ${detaching ? "FINALIZE" : "CONCURRENTLY"}`,
      );
      await pool.query(`DROP TABLE IF EXISTS ${name}`);
      known.get(pool)?.delete(name);
      dropped.push(name);
    }
  }
  return dropped;
}

// A small fleet that was really collected and judged becomes a large one: its rows are copied under other ids.
import { availableParallelism } from "node:os";
import type pg from "pg";
import { ensurePartitions, keptFrom, type PartitionedTable } from "#lib/db/partitions.ts";

const dayMs = 86_400_000;
const copiesAtOnce = 3;

/** Copies of rows get ids of their own: another start of every account id, resource id and ARN they name, long enough that no original begins so by chance. */
const translation = `
CREATE OR REPLACE FUNCTION copied(value text, copy int) RETURNS text IMMUTABLE STRICT PARALLEL SAFE LANGUAGE sql AS $$
  SELECT regexp_replace(
    regexp_replace(value, '\\m\\d{3}(\\d{9})\\M', (100 + copy)::text || '\\1', 'g'),
    '-[0-9a-f]{6}([0-9a-f]{11})\\M', '-00c' || lpad(to_hex(copy), 3, '0') || '\\1', 'g')
$$`;

interface Column {
  name: string;
  type: string;
}

/** What of a large fleet is left out where it would only cost time: tables by a pattern of their names. */
export interface Multiplication {
  /** The fleet as it is counts as the first. */
  copies: { from: number; to: number };
  without?: RegExp;
}

/** Adds copies of every row that belongs to an account; ids stay consistent within a copy. */
export async function multiplyFleet(pool: pg.Pool, { copies, without }: Multiplication): Promise<void> {
  await pool.query(translation);
  await pool.query("CREATE TABLE IF NOT EXISTS original_account AS SELECT account_id FROM account");
  const tables = [...(await accountTables(pool))].filter(
    ([table]) => table !== "original_account" && !without?.test(table),
  );
  // Few copies at a time, so that tall tables keep all cores busy until the end.
  const tasks: { table: string; columns: Column[]; from: number; to: number }[] = [];
  for (let from = copies.from; from <= copies.to; from += copiesAtOnce)
    for (const [table, columns] of tables)
      tasks.push({ table, columns, from, to: Math.min(copies.to, from + copiesAtOnce - 1) });
  const next = tasks.values();
  const copyTables = async () => {
    for (const { table, columns, from, to } of next) {
      const names = columns.map(({ name }) => `"${name}"`).join(", ");
      const values = columns.map(valueOfCopy).join(", ");
      await pool.query(
        `INSERT INTO "${table}" (${names}) OVERRIDING SYSTEM VALUE
         SELECT ${values} FROM generate_series($1::int, $2::int) AS copy, "${table}" AS row
         WHERE row.account_id IN (SELECT account_id FROM original_account) ON CONFLICT DO NOTHING`,
        [from, to],
      );
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, copyTables));
}

function valueOfCopy({ name, type }: Column): string {
  const column = `row."${name}"`;
  if (type === "text") return `copied(${column}, copy)`;
  if (type === "text[]" || type === "jsonb") return `copied(${column}::text, copy)::${type}`;
  return column;
}

/** The columns of every table with an `account_id`; partitions are reached through their parents. */
async function accountTables(pool: pg.Pool): Promise<Map<string, Column[]>> {
  const { rows } = await pool.query<Column & { table: string }>(
    `SELECT c.relname AS table, a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type
     FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
     WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relnamespace = 'public'::regnamespace
       AND a.attgenerated = ''
       AND EXISTS (SELECT FROM pg_attribute k WHERE k.attrelid = c.oid AND k.attname = 'account_id')
     ORDER BY c.relname, a.attnum`,
  );
  const tables = new Map<string, Column[]>();
  for (const { table, ...column } of rows) tables.set(table, [...(tables.get(table) ?? []), column]);
  return tables;
}

/** A table with a row for each of many times, in the column `at`. */
export interface HistoryTable {
  table: string;
  at: "ts" | "day";
  partitioned?: PartitionedTable;
}

/**
 * Repeats what is on record, further and further back, until `days` before `now` are filled: what happened in the
 * collected weeks has then happened before too.
 */
export async function lengthenHistory(
  pool: pg.Pool,
  { table, at, partitioned }: HistoryTable,
  days: number,
  now: Date,
): Promise<void> {
  const begin = new Date(
    Math.max(now.getTime() - days * dayMs, partitioned ? keptFrom(partitioned, now).getTime() : 0),
  );
  if (partitioned) await ensurePartitions(pool, partitioned, begin, now);
  const { rows } = await pool.query<{ first: Date | null; days: number }>(
    `SELECT min(${at})::timestamptz AS first,
       ceil(extract(epoch FROM max(${at})::timestamptz - min(${at})::timestamptz) / 86400)::int AS days FROM "${table}"`,
  );
  const { first, days: span } = rows[0]!;
  if (!first || span < 1) return;
  const columns = (await accountTables(pool)).get(table) ?? [];
  const names = columns.map(({ name }) => `"${name}"`).join(", ");
  const values = columns.map(({ name, type }) =>
    name === at ? `(row.${at} - back * $1::int * interval '1 day')::${type}` : `row."${name}"`,
  );
  const times = Math.ceil((first.getTime() - begin.getTime()) / (span * dayMs));
  if (times < 1) return;
  await pool.query(
    `INSERT INTO "${table}" (${names}) OVERRIDING SYSTEM VALUE
     SELECT ${values.join(", ")} FROM generate_series(1, $2::int) AS back, "${table}" AS row
     WHERE row.${at} - back * $1::int * interval '1 day' >= $3::timestamptz ON CONFLICT DO NOTHING`,
    [span, times, begin],
  );
}

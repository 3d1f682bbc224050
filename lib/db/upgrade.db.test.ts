import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { testDatabase } from "../testing/database.ts";
import { migrate, readMigrations } from "./migrate.ts";

const ours = "prisma/migrations";
const db = testDatabase();
const rowsOfEach = 2;

/** What a migration throws away on purpose, and why that loses nothing. */
const remade: Record<string, string> = {
  billed_resource_cost: "of the days that Cost Explorer still has; the next collection asks for them again",
  endpoint_diagnosis: "verdicts, which the next evaluation makes anew",
};

interface ColumnRow {
  name: string;
  type: string;
  check: string | null;
}

/** A value of the type that no other row of the table has; of a closed set, its first word. */
function sampleOf({ name, type, check }: ColumnRow, n: number): unknown {
  if (check?.includes(name)) return /'([^']+)'/.exec(check)?.[1];
  if (type.endsWith("[]")) return /int/.test(type) ? [n] : [`it's "${name}" ${n}`];
  if (/^(bigint|integer|smallint|double precision|real|numeric)/.test(type)) return n;
  if (type.startsWith("timestamp")) return `2026-11-0${n}T12:34:56.789Z`;
  switch (type) {
    case "date":
      return `2026-11-0${n}`;
    case "boolean":
      return true;
    case "uuid":
      return `0190e0e0-0000-7000-8000-00000000000${n}`;
    case "json":
    case "jsonb":
      return JSON.stringify({ [name]: [n, "ü <b>"] });
    case "bytea":
      return Buffer.from([0, n]);
    default:
      return `${name} ${n} ü`;
  }
}

async function tables(): Promise<string[]> {
  const { rows } = await db.pool.query<{ name: string }>(
    `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
       AND NOT relispartition AND relname <> '_prisma_migrations' ORDER BY 1`,
  );
  return rows.map(({ name }) => name);
}

async function columnsOf(table: string): Promise<ColumnRow[]> {
  const { rows } = await db.pool.query<ColumnRow>(
    `SELECT attname AS name, format_type(atttypid, NULL) AS type,
       (SELECT min(pg_get_constraintdef(c.oid)) FROM pg_constraint c
        WHERE c.conrelid = a.attrelid AND c.contype = 'c' AND attnum = ANY (c.conkey)
          AND pg_get_constraintdef(c.oid) LIKE '%ARRAY[%') AS check
     FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
     WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
       AND attidentity = '' AND coalesce(pg_get_expr(d.adbin, d.adrelid), '') NOT LIKE 'nextval%' ORDER BY attnum`,
    [table],
  );
  return rows;
}

async function isPartitioned(table: string): Promise<boolean> {
  const { rowCount } = await db.pool.query(
    "SELECT 1 FROM pg_partitioned_table WHERE partrelid = $1::regclass",
    [table],
  );
  return rowCount === 1;
}

/** Rows in every column of a table, as somebody has them who runs the version of that migration. */
async function fill(table: string): Promise<void> {
  if (await isPartitioned(table))
    await db.pool.query(`CREATE TABLE "${table}_any" PARTITION OF "${table}" DEFAULT`);
  const columns = await columnsOf(table);
  const names = columns.map(({ name }) => `"${name}"`).join(", ");
  const places = columns.map((_, index) => `$${index + 1}`).join(", ");
  for (let n = 1; n <= rowsOfEach; n++) {
    const values = columns.map((column) => sampleOf(column, n));
    await db.pool.query(`INSERT INTO "${table}" (${names}) VALUES (${places})`, values);
  }
}

async function rowsOf(table: string): Promise<Record<string, unknown>[]> {
  const { rows } = await db.pool.query<{ row: Record<string, unknown> }>(
    `SELECT to_jsonb(t) AS row FROM "${table}" t ORDER BY t::text`,
  );
  return rows.map(({ row }) => row);
}

test("every migration since the first keeps the rows of every table there was", async () => {
  await db.pool.query("DROP SCHEMA public CASCADE");
  await db.pool.query("CREATE SCHEMA public");
  const folder = mkdtempSync(join(tmpdir(), "upgrade-"));
  const before = new Map<string, Record<string, unknown>[]>();
  try {
    for (const { name } of readMigrations(ours)) {
      cpSync(join(ours, name), join(folder, name), { recursive: true });
      expect(await migrate(db.pool, folder)).toEqual([name]);
      for (const table of await tables()) {
        if (before.has(table)) continue;
        // A migration that fills its table itself has done so from the rows of the others.
        if ((await rowsOf(table)).length === 0) await fill(table);
        before.set(table, await rowsOf(table));
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  expect(await migrate(db.pool, ours)).toEqual([]);
  expect(before.size).toBeGreaterThan(40);
  for (const [table, rows] of before) {
    expect(rows.length, table).toBeGreaterThan(0);
    if (table in remade) continue;
    const after = await rowsOf(table);
    // Columns may be added; what was in those of then is there as it was.
    expect(after, table).toMatchObject(rows);
  }
});

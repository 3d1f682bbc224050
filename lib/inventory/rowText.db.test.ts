import { describe, expect, it } from "vitest";
import { testDatabase } from "../testing/database.ts";
import { writeInventory } from "./mutations.ts";
import { prepareRows } from "./prepare.ts";
import { selectKnownSql } from "./statements.ts";
import { columnName, type InventoryRow, type TableDescriptor, tables } from "./tables.ts";

const db = testDatabase();
const keys = { owner: "team", environment: "env", application: "app" };
const accountId = "222222222222";
const region = "eu-west-1";

const awkward = [
  "plain",
  "",
  "null",
  "NULL",
  "{a,b}",
  "[1]",
  "a,b",
  ' spaces and "quotes" ',
  "back\\slash \\u0041 \\",
  "line\nbreak\ttab\u0001",
  "arn:aws:iam::1:role/x+y=@z",
  "Größe 🦄",
];
const values: Record<string, unknown[]> = {
  text: [...awkward, null],
  boolean: [true, false, null],
  integer: [0, -7, 2_147_483_647, null],
  "double precision": [0, 0.1, -2.5e-7, 1e21, null],
  "text[]": [[], awkward, ...awkward.map((one) => [one])],
  jsonb: [{}, [], { a: [null, 1.5, true, { "b\n": awkward }] }, awkward],
  timestamptz: [new Date("2026-11-18T14:00:00.123Z"), null],
};
const many = Math.max(...Object.values(values).map(({ length }) => length));

/** Properties that Postgres wants something in. */
async function requiredOf({ table, columns }: TableDescriptor): Promise<Set<string>> {
  const { rows } = await db.pool.query<{ name: string }>(
    `SELECT column_name AS name FROM information_schema.columns
     WHERE table_schema = 'public' AND table_name = $1 AND is_nullable = 'NO'`,
    [table],
  );
  const names = new Set(rows.map(({ name }) => name));
  return new Set(Object.keys(columns).filter((property) => names.has(columnName(property))));
}

/** As many rows as it takes to have every value in every column. */
function rowsOf({ columns, key }: TableDescriptor, required: Set<string>): InventoryRow[] {
  return Array.from({ length: many }, (_, i) => {
    const row: InventoryRow = { tags: { [`k${i}`]: awkward[i % awkward.length] as string }, raw: { i } };
    for (const [property, { type }] of Object.entries(columns)) {
      const of = (values[type] as unknown[]).filter((one) => one !== null || !required.has(property));
      row[property] =
        key.includes(property) && type === "text" ? `${awkward[i % awkward.length]} ${i}` : of[i % of.length];
    }
    return row;
  });
}

async function written(table: TableDescriptor, rows: InventoryRow[]) {
  const prepared = prepareRows([{ table, rows }], keys);
  const runId = "00000000-0000-4000-8000-000000000001";
  const place = { accountId, region, collector: "network", runId, now: new Date("2026-11-18T14:00:00Z") };
  await writeInventory(db.pool, prepared, { ...place, complete: true, lastSuccessAt: null, fresh: true });
  const { text, values } = selectKnownSql(table, accountId, region);
  const { rows: stored } = await db.pool.query<InventoryRow>(text, values);
  return new Map(stored.map((row) => [keyOf(table, row), row]));
}

const keyOf = ({ key }: TableDescriptor, row: InventoryRow) => key.map((property) => row[property]).join("/");

describe.each(Object.values(tables))("rows of $table", (table) => {
  it("are stored as they were read, whatever is in them", async () => {
    const rows = rowsOf(table, await requiredOf(table));
    const found = await written(table, rows);
    expect([...found.values()]).toHaveLength(rows.length);
    const facts = { owner: null, environment: null, application: null };
    for (const row of rows) expect(found.get(keyOf(table, row))).toEqual({ ...facts, ...row });
  });

  it("have what is empty where nothing was read", async () => {
    const required = await requiredOf(table);
    const [whole = {}] = rowsOf(table, required);
    const kept = [...required].filter((property) => !table.columns[property]?.empty);
    const row = Object.fromEntries(kept.map((property) => [property, whole[property]]));
    const found = (await written(table, [row])).get(keyOf(table, row));
    for (const [property, { type, empty }] of Object.entries(table.columns)) {
      const nothing = empty === "{}" && type === "jsonb" ? {} : empty ? [] : null;
      expect(found?.[property], property).toEqual(row[property] ?? nothing);
    }
    expect([found?.tags, found?.raw, found?.owner]).toEqual([{}, {}, null]);
  });
});

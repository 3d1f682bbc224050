import { beforeAll, expect, test } from "vitest";
import type { Grant } from "../access/grants.ts";
import { enter, localPrincipal } from "../access/principal.ts";
import { processDatabase } from "../testing/rows.ts";
import { closedTables, tableRules } from "./grantedTables.ts";
import { grantedSchemas } from "./grantedViews.ts";
import { database } from "./pool.ts";

const db = processDatabase();
const [ours, others] = ["111111111111", "222222222222"];

interface Column {
  name: string;
  type: string;
  needed: boolean;
}

async function tables(): Promise<Map<string, Column[]>> {
  const { rows } = await db.pool.query<{ table: string; columns: Column[] }>(
    `SELECT c.relname::text AS table, json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, NULL),
       'needed', a.attnotnull AND NOT a.atthasdef) ORDER BY a.attnum) AS columns
     FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
       AND c.relname <> '_prisma_migrations' GROUP BY 1 ORDER BY 1`,
  );
  return new Map(rows.map(({ table, columns }) => [table, columns]));
}

/** SQL for any value of a type. */
function anyOf(type: string): string {
  if (type.endsWith("[]")) return `'{}'::${type}`;
  if (type === "uuid") return "gen_random_uuid()";
  if (type === "jsonb") return "'{}'::jsonb";
  if (type === "bytea") return "''::bytea";
  if (type === "boolean") return "false";
  if (type === "date") return "'2026-11-18'::date";
  if (type.startsWith("timestamp")) return "'2026-11-18T14:00:00Z'::timestamptz";
  return /int|numeric|double|real/.test(type) ? `0::${type}` : `'x'::${type}`;
}

/** A row of an account in any table, and of an owner where the table has one. */
async function insertRow(table: string, columns: Column[], accountId: string, owner: string): Promise<void> {
  const value = ({ name, type }: Column) => {
    if (name === "account_id") return `'${accountId}'`;
    if (name === "owner") return `'${owner}'`;
    if (/^(vpc_endpoint_id|service_id|load_balancer_arn|resource_id|subject)$/.test(name))
      return `'thing-${accountId}'`;
    return anyOf(type);
  };
  const given = columns.filter(({ name, needed }) => needed || name === "owner" || name === "account_id");
  const partition = `${table}_of_test`;
  const { rows } = await db.pool.query("SELECT FROM pg_class WHERE relname = $1 AND relkind = 'p'", [table]);
  if (rows.length > 0)
    await db.pool.query(`CREATE TABLE IF NOT EXISTS ${partition} PARTITION OF "${table}" DEFAULT`);
  await db.pool.query(
    `INSERT INTO "${table}" (${given.map(({ name }) => `"${name}"`).join(", ")}) VALUES (${given.map(value).join(", ")})`,
  );
}

async function seen<Row extends object>(grant: Grant, sql: string, values: unknown[] = []): Promise<Row[]> {
  return enter(
    localPrincipal,
    grant,
    async () => (await (await database()).pool.query<Row>(sql, values)).rows,
  );
}

// What a value may be is no matter here.
beforeAll(async () => {
  await db.pool.query(`DO $$ DECLARE c record; BEGIN
    FOR c IN SELECT conrelid::regclass AS place, conname FROM pg_constraint
      WHERE contype = 'c' AND connamespace = 'public'::regnamespace AND conparentid = 0
    LOOP EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', c.place, c.conname); END LOOP; END $$`);
});

test("every table has a rule: the rows of a grant, what is said of it by name, or closed", async () => {
  const unruled = [...(await tables())].flatMap(([table, columns]) =>
    columns.some(({ name }) => name === "account_id") ||
    tableRules[table]?.rows ||
    closedTables.includes(table)
      ? []
      : [table],
  );
  // A table without account_id is unreadable for limited grants until lib/db/grantedTables.ts says what of it they see.
  expect(unruled).toEqual([]);
  const { rows: views } = await db.pool.query<{ name: string; schema: string }>(
    "SELECT viewname AS name, schemaname AS schema FROM pg_views WHERE schemaname = ANY ($1)",
    [Object.values(grantedSchemas)],
  );
  for (const schema of Object.values(grantedSchemas)) {
    const made = views.filter((view) => view.schema === schema).map(({ name }) => name);
    const wanted = [...(await tables()).keys()].filter((table) => !closedTables.includes(table));
    expect(made.filter((name) => name !== "owned_resource").toSorted()).toEqual(wanted);
  }
});

test("no table shows a limited grant a row of another account, and every one shows its own", async () => {
  const all = await tables();
  const limited = [...all].filter(
    ([table, columns]) =>
      columns.some(({ name }) => name === "account_id") && tableRules[table]?.rows === undefined,
  );
  expect(limited.length).toBeGreaterThan(60);
  for (const [table, columns] of limited) {
    await insertRow(table, columns, ours, "payments");
    await insertRow(table, columns, others, "Ledger");
  }
  const leaks: string[] = [];
  const blind: string[] = [];
  for (const [table] of limited) {
    const sql = `SELECT DISTINCT account_id AS "accountId" FROM "${table}" ORDER BY 1`;
    const [mine, nothing, everything] = [
      await seen<{ accountId: string }>({ accounts: [ours], owners: [] }, sql),
      await seen({ accounts: [], owners: [] }, sql),
      await seen(null, sql),
    ];
    if (mine.some(({ accountId }) => accountId !== ours) || nothing.length > 0) leaks.push(table);
    if (mine.length !== 1) blind.push(table);
    expect(everything).toHaveLength(2);
  }
  expect(leaks).toEqual([]);
  expect(blind).toEqual([]);
  for (const [table, columns] of limited) {
    const rows = await seen<{ accountId: string }>(
      { accounts: [], owners: ["ledger"] },
      `SELECT DISTINCT account_id AS "accountId" FROM "${table}"`,
    );
    const owned = columns.some(({ name }) => name === "owner");
    if (rows.some(({ accountId }) => accountId !== others) || (owned && rows.length !== 1)) leaks.push(table);
  }
  expect(leaks).toEqual([]);
});

test("a query escapes to nothing: other schemas' names are not looked up, a closed table is not there", async () => {
  const grant = { accounts: [ours], owners: [] };
  for (const table of closedTables)
    await expect(seen(grant, `SELECT FROM ${table}`)).rejects.toMatchObject({ code: "42P01" });
  await expect(
    seen(grant, "UPDATE vpc_endpoint SET account_id = $1 WHERE account_id = $2", [others, ours]),
  ).rejects.toMatchObject({ code: "44000" });
  expect(
    await seen(grant, "UPDATE vpc_endpoint SET owner = 'x' WHERE account_id = $1 RETURNING 1", [others]),
  ).toEqual([]);
});

test("connections go from grant to grant and never answer for the one before", async () => {
  const asked = Array.from({ length: 60 }, (_, i) => (i % 2 === 0 ? ours : others));
  const answers = await Promise.all(
    asked.map((accountId) =>
      seen<{ accountId: string }>(
        { accounts: [accountId], owners: [] },
        'SELECT account_id AS "accountId" FROM account',
      ),
    ),
  );
  expect(answers.map(([first]) => first?.accountId)).toEqual(asked);
});

test("a statement that names the whole fleet's tables is not sent, and the connection is good for the next", async () => {
  const grant: Grant = { accounts: [ours], owners: [] };
  for (const sql of [
    "SELECT account_id FROM public.vpc_endpoint",
    'SELECT name FROM "public"."access_token"',
    "SET search_path = public",
  ])
    await expect(seen(grant, sql)).rejects.toThrow("names tables of the whole");
  expect(await seen(grant, "SELECT 'public.x' AS said")).toEqual([{ said: "public.x" }]);
  const { pool } = await enter(localPrincipal, grant, () => database());
  const client = await pool.connect();
  try {
    expect(() => client.query("SELECT 1 FROM public.account")).toThrow("was not sent");
    expect((await client.query("SELECT 1 AS one")).rows).toEqual([{ one: 1 }]);
  } finally {
    client.release();
  }
});

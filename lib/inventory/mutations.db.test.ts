import { describe, expect, it } from "vitest";
import { testDatabase } from "../testing/database.ts";
import { type InventoryWrite, writeInventory } from "./mutations.ts";
import { digestRows, prepareRows } from "./prepare.ts";
import { columnName, type InventoryRow, tables } from "./tables.ts";

const db = testDatabase();
const keys = { owner: "team", environment: "env", application: "app" };
const place: InventoryWrite = {
  accountId: "222222222222",
  region: "eu-west-1",
  collector: "network",
  runId: "00000000-0000-4000-8000-000000000001",
  now: new Date("2026-11-18T14:00:00Z"),
  complete: true,
  lastSuccessAt: new Date("2026-11-18T13:00:00Z"),
  fresh: false,
};
const subnet = (subnetId: string, more: InventoryRow = {}): InventoryRow => ({
  subnetId,
  vpcId: "vpc-1",
  azId: "euw1-az1",
  availabilityZone: "eu-west-1a",
  cidrBlock: "10.0.0.0/24",
  ipv6CidrBlocks: [],
  availableIpAddressCount: 10,
  state: "available",
  tags: {},
  raw: {},
  ...more,
});
const prepare = (rows: InventoryRow[]) => prepareRows([{ table: tables.subnet, rows }], keys);
const write = (rows: InventoryRow[], how: Partial<InventoryWrite> = {}) =>
  writeInventory(db.pool, prepare(rows), { ...place, ...how });
const changes = async () =>
  (
    await db.pool.query(
      `SELECT resource_id AS id, change, field, before, after FROM resource_change c ORDER BY c.id`,
    )
  ).rows;

it("describes every table as it is, column for column", async () => {
  const common =
    "tags owner environment application raw first_seen_at last_seen_at gone_at collector account_id region";
  const derived: Record<string, string[]> = {
    vpc_endpoint: ["az_ids"],
    load_balancer: ["az_ids"],
    target_health: ["az_id"],
  };
  for (const { table, columns } of Object.values(tables)) {
    const { rows } = await db.pool.query<{ name: string; type: string }>(
      `SELECT column_name AS name, CASE data_type WHEN 'ARRAY' THEN 'text[]'
         WHEN 'timestamp with time zone' THEN 'timestamptz' ELSE data_type END AS type
       FROM information_schema.columns WHERE table_schema = 'public' AND table_name = $1`,
      [table],
    );
    const skipped = new Set([...common.split(" "), ...(derived[table] ?? [])]);
    const own = (name: string) => Object.keys(columns).some((property) => columnName(property) === name);
    const actual = rows
      .filter(({ name }) => own(name) || !skipped.has(name))
      .map(({ name, type }) => `${name} ${type}`);
    const described = Object.entries(columns).map(
      ([property, { type }]) => `${columnName(property)} ${type}`,
    );
    expect(described.sort(), table).toEqual(actual.sort());
  }
});

describe("writeInventory", () => {
  it("logs what is created, changed, gone and returned, each once, and levels never", async () => {
    expect(await write([subnet("a"), subnet("b")], { lastSuccessAt: null })).toEqual({
      created: 2,
      modified: 0,
      gone: 0,
    });
    expect(await changes()).toEqual([]);

    const level = subnet("a", { availableIpAddressCount: 3 });
    expect(await write([level, subnet("b")])).toEqual({ created: 0, modified: 0, gone: 0 });
    const stored = await db.pool.query(
      "SELECT available_ip_address_count AS free FROM subnet WHERE subnet_id = 'a'",
    );
    expect(stored.rows).toEqual([{ free: 3 }]);

    const counts = await write([subnet("a", { state: "failed", tags: { Team: "pay" } }), subnet("c")]);
    expect(counts).toEqual({ created: 1, modified: 1, gone: 1 });
    await write([level, subnet("b"), subnet("c")]);
    expect(await changes()).toEqual([
      { id: "a", change: "modified", field: "state", before: "available", after: "failed" },
      { id: "a", change: "modified", field: "tags", before: {}, after: { Team: "pay" } },
      { id: "c", change: "created", field: null, before: null, after: null },
      { id: "b", change: "gone", field: null, before: null, after: null },
      { id: "a", change: "modified", field: "state", before: "failed", after: "available" },
      { id: "a", change: "modified", field: "tags", before: { Team: "pay" }, after: {} },
      { id: "b", change: "returned", field: null, before: null, after: null },
    ]);
  });

  it("lets nothing go after a run that is not complete, and keeps what was not read", async () => {
    await write([subnet("p", { tags: { team: "pay" } }), subnet("q")]);
    const partial = subnet("p", { state: "pending" });
    delete partial.tags;
    delete partial.azId;
    const before = (await changes()).length;
    expect(await write([partial], { complete: false })).toEqual({ created: 0, modified: 1, gone: 0 });
    const { rows } = await db.pool.query(
      `SELECT subnet_id AS id, az_id AS "azId", state, owner, tags FROM subnet WHERE subnet_id IN ('p', 'q') AND gone_at IS NULL
       ORDER BY 1`,
    );
    expect(rows).toEqual([
      { id: "p", azId: "euw1-az1", state: "pending", owner: "pay", tags: { team: "pay" } },
      { id: "q", azId: "euw1-az1", state: "available", owner: null, tags: {} },
    ]);
    expect((await changes()).length).toBe(before + 1);
  });

  it("takes a resource that is listed twice once, and stores text that Postgres would refuse", async () => {
    const odd = subnet("twice", { cidrBlock: "nul \u0000 half \ud83d whole 🦄 backslash \\u0000" });
    await write([subnet("twice"), odd], { complete: false });
    const { rows } = await db.pool.query("SELECT cidr_block AS text FROM subnet WHERE subnet_id = 'twice'");
    expect(rows).toEqual([{ text: "nul \ufffd half \ufffd whole 🦄 backslash \\u0000" }]);
  });
});

it("has one digest for the same rows in any order, another one for other rows, tags or keys", () => {
  const digest = (rows: InventoryRow[], tagKeys = keys) =>
    digestRows(prepareRows([{ table: tables.subnet, rows }], tagKeys), tagKeys);
  const same = digest([subnet("a"), subnet("b")]);
  expect(digest([subnet("b"), subnet("a")])).toBe(same);
  expect(digest([subnet("a")])).not.toBe(same);
  expect(digest([subnet("a"), subnet("b", { tags: { x: "y" } })])).not.toBe(same);
  expect(digest([subnet("a"), subnet("b")], { ...keys, owner: "squad" })).not.toBe(same);
  // Not read keeps what is stored; null takes it away.
  expect(digest([subnet("a", { azId: undefined })])).not.toBe(digest([subnet("a", { azId: null })]));
});

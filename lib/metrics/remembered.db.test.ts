import pg from "pg";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { openPool } from "../db/pool.ts";
import { testDatabase } from "../testing/database.ts";
import type { AnsweredUnit } from "./answered.ts";
import { type Moved, moveWatermarks, WatermarksMoved } from "./moveWatermarks.ts";
import { type Watermark, writeWatermarks } from "./mutations.ts";
import { storeAnswers } from "./storeAnswers.ts";
import { endpointFamily } from "./tables.ts";
import { answeredBytes } from "./testing/answers.ts";

const db = testDatabase();
const start = Date.parse("2026-11-18T10:00:00Z");
const at = (minute: number) => start + minute * 60_000;
const scope = { accountId: "111111111111", region: "us-east-1" };
const resourceIds = ["vpce-1", "vpce-2"];

/** What endpoints were answered from one minute to another; a `late` minute is published with more in it. */
function answered(
  from: number,
  to: number,
  { late = -1, azId = null as string | null } = {},
): AnsweredUnit[] {
  return resourceIds.map((resourceId) =>
    answeredBytes(resourceId, { start, from, to, azId }, (minute) => (minute === late ? 1000 : minute + 1)),
  );
}

const store = (units: AnsweredUnit[], pool = db.pool) =>
  storeAnswers(
    pool,
    endpointFamily,
    scope,
    units,
    new Date((units[0] as AnsweredUnit).to.getTime() + 300_000),
  );

const tables = [
  ...["1m", "5m", "1h"].map((resolution) => `vpc_endpoint_metric_${resolution}`),
  "metric_watermark",
];

async function stored(): Promise<unknown> {
  const texts = tables.map(
    (table) => `SELECT '${table}' AS name, array_agg(t::text ORDER BY t::text) AS rows FROM ${table} t`,
  );
  return (await db.pool.query(texts.join(" UNION ALL "))).rows;
}

const clear = () => db.pool.query(`TRUNCATE ${tables.join(", ")}`);

/** Up to minute 70, the last of which was stored by what was read, and is remembered. */
async function storeToMinute70(pool = db.pool): Promise<void> {
  await store(answered(0, 60), pool);
  await store(answered(50, 65), pool);
  await store(answered(55, 70), pool);
}

/** What is there after these, by a worker that remembers nothing. */
async function afterwards(...all: AnsweredUnit[][]): Promise<unknown> {
  await clear();
  for (const units of [answered(0, 60), answered(50, 65), answered(55, 70), ...all]) {
    const pool = openPool(db.url);
    await store(units, pool);
    await pool.end();
  }
  return stored();
}

/** Statements that are sent while something is done. */
async function sentBy(work: () => Promise<unknown>): Promise<string[]> {
  const spy = vi.spyOn(pg.Client.prototype, "query");
  await work();
  const texts = spy.mock.calls.map(([query]) => {
    const { text } = query as unknown as { text?: string };
    return text ?? String(query);
  });
  spy.mockRestore();
  return texts;
}

const reads = (texts: string[]) =>
  texts.filter((text) => text.includes("FROM metric_watermark m WHERE")).length;

let other: pg.Pool;

beforeEach(async () => {
  await clear();
  other = openPool(db.url);
});

afterEach(() => other.end());

it("reads nothing of what it stored itself minutes ago, and stores the same", async () => {
  expect(reads(await sentBy(() => store(answered(0, 60))))).toBe(1);
  expect(reads(await sentBy(() => store(answered(50, 65))))).toBe(1);
  expect(reads(await sentBy(() => store(answered(55, 70))))).toBe(0);
  expect(reads(await sentBy(() => store(answered(60, 75, { late: 63 }))))).toBe(0);
  const found = await stored();
  expect(found).toEqual(await afterwards(answered(60, 75, { late: 63 })));
});

it("reads anew where another worker stored in between", async () => {
  await storeToMinute70();
  await store(answered(60, 75, { late: 63 }), other);
  const sent = await sentBy(() => store(answered(65, 80)));
  expect(reads(sent)).toBe(1);
  expect(sent).toContain("ROLLBACK");
  expect(reads(await sentBy(() => store(answered(70, 85))))).toBe(0);
  const found = await stored();
  expect(found).toEqual(await afterwards(answered(60, 75, { late: 63 }), answered(65, 80), answered(70, 85)));
});

it("notices another worker's correction of minutes that leaves the watermark where it is", async () => {
  await storeToMinute70();
  await store(answered(55, 70, { late: 63 }), other);
  // What was published before comes again: the other's correction is corrected.
  await store(answered(55, 70));
  const found = await stored();
  expect(found).toEqual(await afterwards(answered(55, 70, { late: 63 }), answered(55, 70)));
});

it("stores the same as one worker where two store the same at once", async () => {
  await storeToMinute70();
  await storeAnswers(other, endpointFamily, scope, answered(55, 70), new Date(at(75)));
  await Promise.all([store(answered(60, 75)), store(answered(60, 75), other), store(answered(60, 75))]);
  const found = await stored();
  expect(found).toEqual(await afterwards(answered(60, 75)));
});

it("stores what is missing where its watermarks are gone", async () => {
  await storeToMinute70();
  await db.pool.query("DELETE FROM metric_watermark WHERE resource_id = 'vpce-2'");
  await store(answered(60, 75));
  const { rows } = await db.pool.query(
    `SELECT resource_id AS id, watermark FROM metric_watermark WHERE period_seconds = 60 ORDER BY 1`,
  );
  expect(rows).toEqual(resourceIds.map((id) => ({ id, watermark: new Date(at(75)) })));
  const minutes = await db.pool.query("SELECT count(*)::int AS count FROM vpc_endpoint_metric_1m");
  expect(minutes.rows).toEqual([{ count: 150 }]);
});

it("stores what a database that was restored has lost", async () => {
  await storeToMinute70();
  const saved = tables.map((table) => `CREATE TABLE saved_${table} AS TABLE ${table}`);
  await db.pool.query(saved.join("; "));
  await store(answered(60, 75));
  const restored = tables.map(
    (table) => `TRUNCATE ${table}; INSERT INTO ${table} TABLE saved_${table}; DROP TABLE saved_${table}`,
  );
  await db.pool.query(restored.join("; "));
  await store(answered(60, 80));
  const found = await stored();
  expect(found).toEqual(await afterwards(answered(60, 80)));
});

it("remembers nothing of what was rolled back", async () => {
  await storeToMinute70();
  // Text in Postgres holds no zero.
  await expect(store(answered(60, 75, { azId: "use1-az1\0" }))).rejects.toThrow();
  expect(reads(await sentBy(() => store(answered(60, 75))))).toBe(1);
  const found = await stored();
  expect(found).toEqual(await afterwards(answered(60, 75)));
});

it("moves watermarks on only where they are all that they were", async () => {
  const mark: Watermark = {
    ...{ namespace: "AWS/PrivateLinkEndpoints", resourceId: "vpce-1", grain: "endpoint", periodSeconds: 60 },
    ...{ watermark: new Date(at(60)), collectedFrom: new Date(start) },
    ...{ firstDatapointAt: new Date(at(3)), lastDatapointAt: new Date(at(59)) },
    ...{ tailFrom: new Date(at(50)), tailDigest: "abcdefghijklmnop" },
  };
  await writeWatermarks(db.pool, [{ ...scope, now: new Date(at(65)), marks: [mark] }]);
  const marked = (watermark: number, collectedFrom: number): Moved["before"]["marks"] => ({
    "1m": { watermark, collectedFrom },
  });
  const before = {
    ...{ marks: marked(at(60), start), lastDatapoint: at(59) },
    tail: { from: at(50), digest: "abcdefghijklmnop" },
  };
  const moved = { ...mark, watermark: new Date(at(65)), firstDatapointAt: null, lastDatapointAt: null };
  const move = (change: Partial<Moved["before"]>) =>
    moveWatermarks(db.pool, [
      { accountId: scope.accountId, now: new Date(at(70)), mark: moved, before: { ...before, ...change } },
    ]);
  for (const change of [
    { marks: marked(at(59), start) },
    { marks: marked(at(60), at(1)) },
    { marks: {} },
    { lastDatapoint: undefined },
    { tail: undefined },
    { tail: { from: at(50), digest: "abcdefghijklmnoq" } },
    { tail: { from: at(49), digest: "abcdefghijklmnop" } },
  ])
    await expect(move(change)).rejects.toThrow(WatermarksMoved);
  await move({});
  const { rows } = await db.pool.query(
    `SELECT watermark, first_datapoint_at AS first, last_datapoint_at AS last, updated_at AS updated FROM metric_watermark`,
  );
  expect(rows).toEqual([
    {
      watermark: new Date(at(65)),
      first: new Date(at(3)),
      last: new Date(at(59)),
      updated: new Date(at(70)),
    },
  ]);
});

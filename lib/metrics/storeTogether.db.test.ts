import { beforeEach, expect, it } from "vitest";
import { testDatabase } from "../testing/database.ts";
import type { AnsweredUnit } from "./answered.ts";
import { storeAnswers } from "./storeAnswers.ts";
import { endpointFamily } from "./tables.ts";
import { answeredBytes } from "./testing/answers.ts";

const db = testDatabase();
const start = Date.parse("2026-11-18T10:00:00Z");
const minuteMs = 60_000;
const region = "us-east-1";

/** What an endpoint was answered for its first hour and five minutes, or a part of them. */
function answered(resourceId: string, from: number, to: number, azId: string | null = null): AnsweredUnit {
  return answeredBytes(resourceId, { start, from, to, azId });
}

const scopes = ["333333333333", "111111111111", "222222222222"].map((accountId) => ({ accountId, region }));

const store = (accountId: string, from: number, to: number, unit = answered(`vpce-${accountId}`, from, to)) =>
  storeAnswers(db.pool, endpointFamily, { accountId, region }, [unit], new Date(start + (to + 5) * minuteMs));

const tables = ["1m", "5m", "1h"].map((resolution) => `vpc_endpoint_metric_${resolution}`);

async function stored(): Promise<unknown> {
  const texts = [...tables, "metric_watermark"].map(
    (table) => `SELECT '${table}' AS name, array_agg(t::text ORDER BY t::text) AS rows FROM ${table} t`,
  );
  return (await db.pool.query(texts.join(" UNION ALL "))).rows;
}

beforeEach(async () => {
  await db.pool.query(`TRUNCATE ${tables.join(", ")}, metric_watermark`);
});

it("stores what comes at the same time as it would one after the other", async () => {
  for (const { accountId } of scopes) {
    await store(accountId, 0, 60);
    await store(accountId, 50, 65);
  }
  const expected = await stored();
  await db.pool.query(`TRUNCATE ${tables.join(", ")}, metric_watermark`);
  await Promise.all(scopes.map(({ accountId }) => store(accountId, 0, 60)));
  await Promise.all(scopes.map(({ accountId }) => store(accountId, 50, 65)));
  expect(await stored()).toEqual(expected);
  const { rows } = await db.pool.query("SELECT bytes_processed AS bytes FROM vpc_endpoint_metric_1h");
  expect(rows).toEqual(scopes.map(() => ({ bytes: (60 * 61) / 2 })));
});

it("stores the same scope twice at once as if it had come once", async () => {
  for (const { accountId } of scopes) await store(accountId, 0, 60);
  const expected = await stored();
  await db.pool.query(`TRUNCATE ${tables.join(", ")}, metric_watermark`);
  await Promise.all([...scopes, ...scopes].map(({ accountId }) => store(accountId, 0, 60)));
  expect(await stored()).toEqual(expected);
});

it("keeps what the database refuses to the scope that brought it", async () => {
  // Text in Postgres holds no zero.
  const broken = answered("vpce-broken", 0, 60, "use1-az1\0");
  const results = await Promise.allSettled([
    ...scopes.map(({ accountId }) => store(accountId, 0, 60)),
    store("111111111111", 0, 60, broken),
    ...scopes.map(({ accountId }) => store(accountId, 0, 60)),
  ]);
  expect(results.map(({ status }) => status).filter((status) => status === "rejected")).toHaveLength(1);
  const { rows } = await db.pool.query(
    "SELECT account_id AS id, count(*)::int AS minutes FROM vpc_endpoint_metric_1m GROUP BY 1 ORDER BY 1",
  );
  expect(rows).toEqual(
    scopes.map(({ accountId: id }) => ({ id, minutes: 60 })).toSorted((a, b) => (a.id < b.id ? -1 : 1)),
  );
});

it("adds what is first seen later to hours that are there, without storing its minutes twice", async () => {
  const accountId = "111111111111";
  const hours = (grain: string, columns: string[]): AnsweredUnit => {
    const unit = answered("vpce-1", 0, 60);
    const [minutes] = unit.ranges;
    const [series] = minutes?.series ?? [];
    if (!minutes || !series) throw new Error("nothing was answered");
    const hour = { ...series, columns, buckets: new Map([[start - 60 * minuteMs, [7]]]) };
    const ranges = [
      { ...minutes, resolution: "1h" as const, from: start - 60 * minuteMs, to: start, series: [hour] },
      { ...minutes, series: [{ ...series, columns }] },
    ];
    return { ...unit, grain, ranges };
  };
  await store(accountId, 0, 60, hours("endpoint", ["bytes_processed"]));
  const { rows: counts } = await store(accountId, 0, 60, hours("endpoint-detail", ["new_connections"]));
  expect(counts).toMatchObject({ compared: 0 });
  const { rows } = await db.pool.query(
    "SELECT bytes_processed AS bytes, new_connections AS connections FROM vpc_endpoint_metric_1h ORDER BY ts",
  );
  const whole = (60 * 61) / 2;
  expect(rows).toEqual([
    { bytes: 7, connections: 7 },
    { bytes: whole, connections: whole },
  ]);
});

import { describe, expect, it } from "vitest";
import { testDatabase } from "../testing/database.ts";
import { readCoverage } from "./data.ts";
import {
  addCoverage,
  type PlannedQuery,
  pruneLogs,
  release,
  reserve,
  settle,
  spentUsd,
} from "./mutations.ts";

const db = testDatabase();
const now = new Date("2026-11-18T14:05:00Z");
const accountId = "111111111111";
const query = (estimatedUsd: number, more: Partial<PlannedQuery> = {}): PlannedQuery => ({
  ...{ accountId, region: "us-east-1", collector: "rejects", logGroupName: "/vpc/flow", spanSeconds: 3600 },
  estimatedUsd,
  ...more,
});

describe("the day's dollars", () => {
  it("are never given away twice, whatever number of workers and accounts ask at once", async () => {
    const asked = Array.from({ length: 20 }, (_, i) =>
      reserve(db.pool, query(0.3, { accountId: String(111111111111 + i) }), 1, now),
    );
    const given = (await Promise.all(asked)).filter((one) => "id" in one);
    expect(given).toHaveLength(3);
    expect(await spentUsd(db.pool, now)).toBeCloseTo(0.9, 9);
  });
  it("count what a query really cost, and its estimate as long as nobody knows", async () => {
    await db.pool.query("DELETE FROM logs_query");
    const first = await reserve(db.pool, query(0.5), 1, now);
    const second = await reserve(db.pool, query(0.4), 1, now);
    if (!("id" in first && "id" in second)) throw new Error("two queries fit");
    expect(await reserve(db.pool, query(0.2), 1, now)).toEqual({ spent: expect.closeTo(0.9, 9) });
    await settle(db.pool, accountId, first.id, { outcome: "Complete", bytesScanned: 2e9, usd: 0.01 });
    expect(await spentUsd(db.pool, now)).toBeCloseTo(0.41, 9);
    await release(db.pool, accountId, second.id);
    expect(await spentUsd(db.pool, now)).toBeCloseTo(0.01, 9);
  });
  it("are new every day of UTC", async () => {
    await db.pool.query("DELETE FROM logs_query");
    await reserve(db.pool, query(0.9), 1, new Date("2026-11-17T23:59:59Z"));
    expect(await spentUsd(db.pool, new Date("2026-11-17T00:00:00Z"))).toBeCloseTo(0.9, 9);
    expect(await reserve(db.pool, query(0.9), 1, new Date("2026-11-18T00:00:00Z"))).toHaveProperty("id");
  });
});

describe("coverage", () => {
  const at = (time: string) => new Date(`2026-11-18T${time}:00Z`);
  const add = (from: string, to: string, truncated = false) =>
    addCoverage(db.pool, accountId, "rejects", ["eni-1", "eni-2"], { from: at(from), to: at(to), truncated });
  const read = async () => {
    const known = (await readCoverage(db.pool, accountId, "rejects", ["eni-1"], at("00:00"))).get("eni-1");
    return known?.map(({ from, to, truncated }) => {
      const span = `${from.toISOString().slice(11, 16)}-${to.toISOString().slice(11, 16)}`;
      return truncated ? `${span} truncated` : span;
    });
  };
  it("makes one range of those that touch, and keeps a hole a hole", async () => {
    await add("10:00", "10:30");
    await add("11:00", "11:30");
    expect(await read()).toEqual(["10:00-10:30", "11:00-11:30"]);
    await add("10:30", "10:45");
    await add("11:25", "12:00");
    expect(await read()).toEqual(["10:00-10:45", "11:00-12:00"]);
    await add("10:40", "11:10");
    expect(await read()).toEqual(["10:00-12:00"]);
  });
  it("touches no row for what is known, and keeps what was cut off apart", async () => {
    const versions = async () => (await db.pool.query("SELECT xmin::text FROM log_coverage")).rows;
    const before = await versions();
    await add("10:15", "11:45");
    expect(await versions()).toEqual(before);
    await add("11:45", "12:30", true);
    expect(await read()).toEqual(["10:00-12:00", "11:45-12:30 truncated"]);
  });
  it("ends with the retention of what it covers", async () => {
    await pruneLogs(db.pool, new Date(at("11:00").getTime() + 63 * 86_400_000));
    expect(await read()).toEqual(["11:00-12:00", "11:45-12:30 truncated"]);
    await pruneLogs(db.pool, new Date(at("14:00").getTime() + 63 * 86_400_000));
    expect(await read()).toBeUndefined();
  });
});

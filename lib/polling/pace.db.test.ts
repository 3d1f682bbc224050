import { expect, it } from "vitest";
import { testDatabase } from "../testing/database.ts";
import { readPace } from "./pace.ts";

const db = testDatabase();
const now = new Date("2026-11-18T14:05:00Z");

it("does not count what a scope that the configuration gave up was asked for", async () => {
  for (const [accountId, retiredAt] of [
    ["111111111111", null],
    ["222222222222", now],
  ]) {
    await db.pool.query(
      `INSERT INTO collector_scope (account_id, region, collector, interval_seconds, retired_at)
       VALUES ($1, 'us-east-1', 'metrics', 900, $2)`,
      [accountId, retiredAt],
    );
    await db.pool.query(
      `INSERT INTO polling_need (account_id, region, kind, resource_id, need, reason, since, metrics_per_day, zones)
       VALUES ($1, 'us-east-1', 'endpoint', 'vpce-1', 'active', 'carries traffic', $2, 100000, 2)`,
      [accountId, now],
    );
  }
  const { usdPerDay } = await readPace(db.pool, undefined, now);
  expect(usdPerDay).toBeCloseTo(1, 9);
});

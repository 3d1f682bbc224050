import { expect, it } from "vitest";
import { testDatabase } from "../testing/database.ts";
import { dropExpiredPartitions, ensurePartitions } from "./partitions.ts";
import { endpointFamily } from "./tables.ts";

const database = testDatabase();

it("drops the partitions that lie wholly before the retention, and no other", async () => {
  const { pool } = database;
  const now = new Date("2026-11-21T05:00:00Z");
  await ensurePartitions(pool, endpointFamily, "1h", new Date("2025-06-10T00:00:00Z"), now);
  await ensurePartitions(pool, endpointFamily, "1d", new Date("2025-06-10T00:00:00Z"), now);
  const dropped = await dropExpiredPartitions(pool, now);
  // 455 days before 21 November 2026 is 23 August 2025: its month still holds hours that are kept.
  expect(dropped.sort()).toEqual(["vpc_endpoint_metric_1h_p20250601", "vpc_endpoint_metric_1h_p20250701"]);
  const { rows } = await pool.query<{ name: string }>(
    "SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = 'vpc_endpoint_metric_1h'::regclass ORDER BY 1",
  );
  expect(rows[0]?.name).toBe("vpc_endpoint_metric_1h_p20250801");
  expect(await dropExpiredPartitions(pool, now)).toEqual([]);
});

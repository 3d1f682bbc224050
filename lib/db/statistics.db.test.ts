import { expect, test } from "vitest";
import { testDatabase } from "../testing/database.ts";
import { analyzeGrown } from "./statistics.ts";

const db = testDatabase();

test("a table that has grown is looked at, once; small ones and those of before are left alone", async () => {
  const client = await db.pool.connect();
  try {
    await client.query(
      `INSERT INTO price (region, product, tier_from_units, effective_from, usd_per_unit, unit, source, collected_at)
       SELECT 'r', 'p' || n, 0, '2026-01-01', 1, 'Hrs', 'fallback', now() FROM generate_series(1, 3000) n`,
    );
    // Counts reach the others with the end of the session's statistics interval, or when asked to.
    await client.query("SELECT pg_stat_force_next_flush()");
    await client.query("SELECT 1");
  } finally {
    client.release();
  }
  expect(await analyzeGrown(db.pool)).toEqual(["public.price"]);
  expect(await analyzeGrown(db.pool)).toEqual([]);
});

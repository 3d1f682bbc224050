import { expect, test } from "vitest";
import { processDatabase } from "../testing/rows.ts";
import { databaseFacts } from "./data.ts";

const db = processDatabase();

const sizeOf = async (table: string) =>
  (await databaseFacts("/nowhere")).tables.find((one) => one.table === table)?.bytes;

test("a table that was never analyzed has its size, and so has one that was", async () => {
  await db.pool.query(
    "CREATE TABLE never_analyzed WITH (autovacuum_enabled = false) AS SELECT n, repeat('x', 500) AS text FROM generate_series(1, 20000) n",
  );
  const { rows } = await db.pool.query<{ bytes: string }>(
    "SELECT pg_total_relation_size('never_analyzed') AS bytes",
  );
  const bytes = Number(rows[0]?.bytes);
  expect(bytes).toBeGreaterThan(10_000_000);
  expect(await sizeOf("never_analyzed")).toBe(bytes);
  await db.pool.query("VACUUM ANALYZE never_analyzed");
  const counted = (await sizeOf("never_analyzed")) ?? 0;
  // Maps of free space are files of their own, which the catalogue does not count.
  expect(counted).toBeGreaterThan(0.98 * bytes);
  expect(counted).toBeLessThanOrEqual(bytes + 200_000);
});

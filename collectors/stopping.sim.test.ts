import { expect, it, vi } from "vitest";
import { log } from "#lib/log.ts";
import { testDatabase } from "#lib/testing/database.ts";
import { openRuntime } from "./runtime.ts";
import { inventoryOnly, organizationConfig, testSimulator } from "./testing.ts";
import { runWorker } from "./worker.ts";

testSimulator({ fleet: { accounts: 120, regions: 1, endpoints: 120 } });
const db = testDatabase();

const count = async (sql: string) =>
  (await db.pool.query<{ count: number }>(`SELECT count(*)::int AS count FROM ${sql}`)).rows[0]?.count ?? 0;

it("a worker that is stopped while many jobs wait keeps none of them, and ends its runs", async () => {
  vi.spyOn(process.stdout, "write").mockReturnValue(true);
  const failed = vi.spyOn(log, "error");
  const stop = new AbortController();
  const runtime = await openRuntime(db, organizationConfig(), stop.signal);
  runtime.evaluators = [];
  const scopes = runtime.fleet.scopes.bind(runtime.fleet);
  runtime.fleet.scopes = async () => (await scopes()).filter(inventoryOnly);
  const working = runWorker(runtime, 1);
  await vi.waitUntil(
    async () => (await count("collector_run WHERE collector = 'endpoints' AND outcome = 'success'")) > 0,
    { timeout: 30_000, interval: 20 },
  );
  stop.abort();
  await working;
  await runtime.close();
  // Else nothing was asked of it.
  expect(await count("graphile_worker.jobs WHERE task_identifier = 'collect'")).toBeGreaterThan(10);
  expect(await count("graphile_worker.jobs WHERE locked_at IS NOT NULL")).toBe(0);
  expect(await count("collector_run WHERE ended_at IS NULL")).toBe(0);
  expect(failed).not.toHaveBeenCalled();
});

it("and Postgres was told how many wait, or it would sort all of them for each that is taken", async () => {
  const known = "pg_class WHERE oid = 'graphile_worker._private_jobs'::regclass AND reltuples > 50";
  expect(await count(known)).toBe(1);
});

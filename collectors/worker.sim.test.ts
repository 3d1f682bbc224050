import { expect, it, vi } from "vitest";
import { configSchema } from "#lib/config/schema.ts";
import { testDatabase } from "#lib/testing/database.ts";
import { registry } from "./registry.ts";
import { openRuntime } from "./runtime.ts";
import { collect, inventoryOnly, organizationConfig, runOf, testSimulator } from "./testing.ts";
import { runWorker } from "./worker.ts";

const simulator = testSimulator({ fleet: { accounts: 3, regions: 1, endpoints: 20 } });
const db = testDatabase();

const one = async <T extends object>(sql: string) => (await db.pool.query<T>(sql)).rows[0];

it("two workers share a first pass: every scope once, in order, and stop when asked to", async () => {
  vi.spyOn(process.stdout, "write").mockReturnValue(true);
  const stop = new AbortController();
  const runtimes = [];
  const prometheus = [{ name: "blackbox", url: `${simulator.it.url}/prometheus`, backfillHours: 0.25 }];
  const config = organizationConfig({ probes: configSchema.parse({ probes: { prometheus } }).probes });
  for (let i = 0; i < 2; i++) runtimes.push(await openRuntime(db, config, stop.signal));
  const working = runtimes.map((runtime) => runWorker(runtime, 4));
  await vi.waitUntil(
    async () => {
      const left = await one<{ left: number; collectors: number }>(
        `SELECT (count(*) FILTER (WHERE outcome IS NULL))::int AS left, count(DISTINCT collector)::int AS collectors
         FROM collector_scope`,
      );
      return left?.left === 0 && left.collectors === registry.length;
    },
    { timeout: 50_000, interval: 200 },
  );
  stop.abort();
  await Promise.all(working);
  for (const runtime of runtimes) await runtime.close();
  const runs = await one<{ runs: number; scopes: number; open: number; failed: number }>(
    `SELECT count(*)::int AS runs, count(DISTINCT (account_id, region, collector))::int AS scopes,
       (count(*) FILTER (WHERE ended_at IS NULL))::int AS open,
       (count(*) FILTER (WHERE outcome <> 'success'))::int AS failed FROM collector_run`,
  );
  const asked = await one<{ scopes: number }>("SELECT count(*)::int AS scopes FROM collector_scope");
  expect(asked?.scopes).toBeGreaterThan(registry.length + 2 * 3);
  expect(runs).toEqual({ runs: asked?.scopes, scopes: asked?.scopes, open: 0, failed: 0 });
  const early = await one<{ early: number }>(
    `SELECT count(*)::int AS early FROM collector_run m JOIN collector_run e USING (account_id, region)
     WHERE m.collector = 'metrics' AND e.collector = 'endpoints' AND m.started_at < e.ended_at`,
  );
  expect(early?.early).toBe(0);
});

it("a run that a killed process left open is closed, its scope not touched", async () => {
  const before = await one(
    "SELECT md5(string_agg(s::text, ',' ORDER BY s::text)) AS sum FROM collector_scope s",
  );
  await db.pool.query(
    `INSERT INTO collector_run (account_id, run_id, region, collector, started_at)
     SELECT account_id, gen_random_uuid(), region, collector, '2026-11-18T13:00:00Z' FROM collector_scope LIMIT 1`,
  );
  const runtime = await openRuntime(db, organizationConfig(), new AbortController().signal);
  const closed = await one<{ class: string; outcome: string }>(
    `SELECT error_class AS class, outcome FROM collector_run WHERE error_code = 'Killed' AND ended_at IS NOT NULL`,
  );
  expect(closed).toEqual({ class: "interrupted", outcome: "failed" });
  expect(
    await one("SELECT md5(string_agg(s::text, ',' ORDER BY s::text)) AS sum FROM collector_scope s"),
  ).toEqual(before);
  await runtime.close();
});

it("a scope that another process holds is left to it", async () => {
  const account = simulator.it.fleet.plan.accounts[1]?.id as string;
  const other = await openRuntime(db, organizationConfig(), new AbortController().signal);
  await other.locks.take([`endpoints:${account}:us-east-1`]);
  const runs = await collect(db, organizationConfig(), inventoryOnly);
  expect(runOf(runs, "endpoints", account, "us-east-1").busy).toBe(true);
  expect(runs.filter(({ busy }) => busy)).toHaveLength(1);
  await other.close();
});

it("a run that is interrupted is recorded as such and leaves its scope due", async () => {
  const stop = new AbortController();
  simulator.it.control.faults.add({ action: "DescribeVpcEndpoints", delayMs: 60_000 });
  const runtime = await openRuntime(db, organizationConfig(), stop.signal);
  const before = await one(
    "SELECT md5(string_agg(s::text, ',' ORDER BY s::text)) AS sum FROM collector_scope s",
  );
  const { collectOnce } = await import("./once.ts");
  const pass = collectOnce(runtime, { only: ({ collector }) => collector === "endpoints" });
  await vi.waitUntil(
    async () => (await one("SELECT 1 FROM collector_run WHERE ended_at IS NULL")) !== undefined,
    {
      timeout: 20_000,
    },
  );
  stop.abort();
  const runs = await pass;
  expect(runs.length).toBeGreaterThan(0);
  expect(new Set(runs.map(({ failure }) => failure?.errorClass))).toEqual(new Set(["interrupted"]));
  expect(
    await one("SELECT md5(string_agg(s::text, ',' ORDER BY s::text)) AS sum FROM collector_scope s"),
  ).toEqual(before);
  await runtime.close();
});

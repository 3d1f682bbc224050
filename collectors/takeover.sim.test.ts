import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, it, vi } from "vitest";
import { testDatabase } from "#lib/testing/database.ts";
import { openRuntime } from "./runtime.ts";
import { takeOver } from "./takeover.ts";
import { organizationConfig, testSimulator } from "./testing.ts";
import { runWorker } from "./worker.ts";

const simulator = testSimulator({ fleet: { accounts: 1, regions: 1, endpoints: 6 } });
const db = testDatabase();

const one = async <T extends object>(sql: string) => (await db.pool.query<T>(sql)).rows[0];
const soon = { timeout: 30_000, interval: 50 };
const openRuns = "SELECT 1 FROM collector_run WHERE ended_at IS NULL AND collector = 'endpoints'";

it("a worker that is killed in the middle loses nothing: another one takes its jobs over at once", async () => {
  vi.spyOn(process.stdout, "write").mockReturnValue(true);
  const stuck = simulator.it.control.faults.add({ action: "DescribeVpcEndpoints", delayMs: 600_000 });
  const doomed = spawn(process.execPath, ["collectors/main.ts", "worker"], {
    env: { ...process.env, DATABASE_URL: db.url, LINKLEDGER_CONFIG: "/nonexistent", LOG_LEVEL: "silent" },
    stdio: "ignore",
  });
  const ended = once(doomed, "exit");
  await vi.waitUntil(async () => (await one(openRuns)) !== undefined, soon);
  doomed.kill("SIGKILL");
  await ended;
  simulator.it.control.faults.remove(stuck);

  const stop = new AbortController();
  const runtime = await openRuntime(db, organizationConfig(), stop.signal);
  // The session of a killed process is gone when Postgres has noticed, which it does at once.
  await vi.waitUntil(async () => (await takeOver(runtime, 0)).length > 0, soon);
  expect(await one(openRuns)).toBeUndefined();
  expect(await one("SELECT 1 FROM graphile_worker.jobs WHERE locked_by IS NOT NULL")).toBeUndefined();
  const working = runWorker(runtime, 4);
  await vi.waitUntil(
    async () =>
      (
        await one<{ done: boolean }>(
          `SELECT bool_and(outcome = 'success') AND count(DISTINCT collector) = 2 AS done
           FROM collector_scope WHERE collector IN ('endpoints', 'network') AND outcome IS NOT NULL`,
        )
      )?.done,
    soon,
  );
  stop.abort();
  await working;
  await runtime.close();
  const doubled = await one<{ endpoints: number; distinct: number }>(
    `SELECT count(*)::int AS endpoints, count(DISTINCT vpc_endpoint_id)::int AS distinct FROM vpc_endpoint`,
  );
  const listed = simulator.it.fleet.plan.endpoints.length;
  expect(doubled).toEqual({ endpoints: listed, distinct: listed });
  const killed = await one<{ runs: number }>(
    "SELECT count(*)::int AS runs FROM collector_run WHERE error_code = 'Killed' AND outcome = 'failed'",
  );
  expect(killed?.runs).toBeGreaterThan(0);
});

it("leaves the jobs of a worker that lives alone", async () => {
  const stop = new AbortController();
  vi.spyOn(process.stdout, "write").mockReturnValue(true);
  await db.pool.query("UPDATE collector_scope SET next_attempt_at = NULL WHERE collector = 'endpoints'");
  const stuck = simulator.it.control.faults.add({ action: "DescribeVpcEndpoints", delayMs: 600_000 });
  const runtime = await openRuntime(db, organizationConfig(), stop.signal);
  await takeOver(runtime, 0);
  const working = runWorker(runtime, 2);
  await vi.waitUntil(async () => (await one(openRuns)) !== undefined, soon);
  const other = await openRuntime(db, organizationConfig(), stop.signal);
  expect(await takeOver(other, 0)).toEqual([]);
  expect(await one(openRuns)).toBeDefined();
  simulator.it.control.faults.remove(stuck);
  stop.abort();
  await working;
  await runtime.close();
  await other.close();
});

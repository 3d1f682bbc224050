import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { openPool } from "#lib/db/pool.ts";
import { testSimulator } from "../testing.ts";
import { type OwnServer, openOwnServer } from "./testing/ownServer.ts";
import { startCollectors } from "./testing/process.ts";
import { patienceMs } from "./testing/seeds.ts";

testSimulator({ fleet: { accounts: 120, regions: 1, endpoints: 120 } });
let server: OwnServer;

beforeAll(async () => {
  server = await openOwnServer();
}, patienceMs);
afterAll(() => server?.close());

// What the queue does with the jobs that end while Postgres is away shows only where many do at once.
it("a worker at full work gets over one crash of Postgres after the other, and ends when it is told to", {
  timeout: patienceMs,
}, async () => {
  vi.stubEnv("LOG_LEVEL", "fatal");
  const pool = openPool(server.empty, { max: 1 });
  const successes = async () => {
    const text = "SELECT count(*)::int AS count FROM collector_run WHERE outcome = 'success'";
    return (await pool.query<{ count: number }>(text)).rows[0]?.count ?? 0;
  };
  const more = async () => {
    const before = await successes();
    const reached = async () => (await successes()) > before + 30;
    await vi.waitUntil(() => reached().catch(() => false), { timeout: 60_000, interval: 50 });
  };
  const { child, ended } = startCollectors(server.empty, "worker");
  try {
    for (let crashes = 0; crashes < 3; crashes++) {
      await more();
      await server.crash();
    }
    await more();
    child.kill("SIGTERM");
    expect(await ended).toMatchObject({ code: 0 });
  } finally {
    child.kill("SIGKILL");
    await pool.end();
  }
});

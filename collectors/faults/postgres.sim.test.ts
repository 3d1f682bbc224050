import { afterAll, beforeAll, expect, it, vi } from "vitest";
import type { Database } from "#lib/db/pool.ts";
import { cloneDatabase } from "#lib/testing/database.ts";
import type { Simulator } from "#simulator/server.ts";
import { phases } from "../collector.ts";
import { registry } from "../registry.ts";
import { type OwnServer, openOwnServer } from "./testing/ownServer.ts";
import { disturbed, type Passage, pointAt, type Reference, undisturbed } from "./testing/passes.ts";
import { startCollectors } from "./testing/process.ts";
import { Random } from "./testing/random.ts";
import { patienceMs, seeds } from "./testing/seeds.ts";
import { type Cycle, startTimeline } from "./testing/timeline.ts";

let server: OwnServer;
let reference: Reference;

beforeAll(async () => {
  server = await openOwnServer();
  reference = await undisturbed(server.empty);
}, patienceMs);
afterAll(async () => {
  await reference?.first.close();
  await server?.close();
});

/** Crashes the server at a call to AWS, which is answered while it is away, or once it is back. */
function crashAt(
  { control }: Simulator,
  { call, waits }: { call: number; waits: boolean },
): { over: Promise<void>; struck: boolean } {
  const crash = { over: Promise.resolve(), struck: false };
  let calls = 0;
  control.onCall = async () => {
    if (++calls !== call) return;
    crash.struck = true;
    crash.over = server.crash();
    if (waits) await crash.over;
  };
  return crash;
}

const anyCall = (random: Random) => ({ call: random.between(1, 100), waits: random.next() < 0.5 });

it.each(seeds)(
  "a pass over which Postgres is stopped and started gets over it, or says so and is made good by the next (seed %i)",
  { timeout: patienceMs },
  async (seed) => {
    const random = new Random(seed + 1000);
    vi.stubEnv("LOG_LEVEL", "fatal");
    let struck = 0;
    await disturbed(reference, seed + 1, async ({ db, simulator }, _, attempt) => {
      const crash = attempt === 0 ? crashAt(simulator, anyCall(random)) : undefined;
      const { code, complaint } = await startCollectors(db.url).ended;
      simulator.control.onCall = undefined;
      await crash?.over;
      if (crash?.struck) struck++;
      if (code === 1) expect(complaint).toMatch(/database|Postgres/);
      else expect({ code, complaint }).toEqual({ code: code === 3 && crash ? 3 : 0, complaint: "" });
      expect(attempt).toBeLessThan(2);
    });
    expect(struck).toBeGreaterThan(0);
  },
);

it.each(seeds)(
  "a worker under which Postgres is stopped and started recovers by itself (seed %i)",
  { timeout: patienceMs },
  async (seed) => {
    const random = new Random(seed + 2000);
    vi.stubEnv("LOG_LEVEL", "fatal");
    let struck = 0;
    // After the first cycle: a worker orders its first pass by itself, but what has been collected once comes in any order.
    await disturbed(reference, 3 * seed, async (passage, _, attempt) => {
      expect(attempt).toBe(0);
      const crash = crashAt(passage.simulator, anyCall(random));
      await workThrough(passage, crash);
      if (crash.struck) struck++;
    });
    expect(struck).toBeGreaterThan(0);
  },
);

it("a worker waits for a Postgres that goes away while it makes ready", { timeout: patienceMs }, async () => {
  vi.stubEnv("LOG_LEVEL", "fatal");
  const db = await cloneDatabase(reference.first.url);
  const simulator = await startTimeline();
  pointAt(simulator);
  // Its first call asks whose credentials these are.
  const crash = crashAt(simulator, { call: 1, waits: false });
  const { child, ended } = startCollectors(db.url, "worker");
  try {
    await vi.waitUntil(() => crash.struck, { timeout: patienceMs });
    await crash.over;
    const atWork = async () => {
      const { rowCount } = await db.pool.query(
        `SELECT FROM pg_stat_activity
         WHERE datname = current_database() AND application_name = 'linkledger:queue'`,
      );
      return rowCount !== 0 || child.exitCode !== null;
    };
    await vi.waitUntil(() => atWork().catch(() => false), { timeout: patienceMs, interval: 200 });
    child.kill("SIGTERM");
    expect(await ended).toEqual({ code: 0, complaint: "" });
  } finally {
    child.kill("SIGKILL");
    await ended;
    await crash.over;
    await db.close();
    await simulator.close();
  }
});

/** A worker collects everything once, phase by phase, and ends when it is told to. */
async function workThrough(
  { db, simulator, cycle }: Passage,
  crash: ReturnType<typeof crashAt>,
): Promise<void> {
  await db.pool.query("UPDATE collector_scope SET next_attempt_at = '2100-01-01'");
  const { child, ended } = startCollectors(db.url, "worker");
  try {
    const early = ended.then(({ complaint }) => Promise.reject(new Error(`the worker ended: ${complaint}`)));
    early.catch(() => {});
    for (const phase of phases) {
      const names = registry.filter((collector) => collector.phase === phase).map(({ name }) => name);
      await Promise.race([early, collected(db, cycle, names, crash)]);
    }
    child.kill("SIGTERM");
    expect(await ended).toMatchObject({ code: 0 });
  } finally {
    child.kill("SIGKILL");
    await ended;
    simulator.control.onCall = undefined;
    // Nothing is looked at, and no other test begins, while the server is away.
    await crash.over;
  }
}

/** Makes collectors due and waits until all their scopes have succeeded: a phase comes after the one before it. */
async function collected(
  db: Database,
  { at }: Cycle,
  names: string[],
  crash: { over: Promise<void> },
): Promise<void> {
  let due = false;
  const look = async () => {
    await crash.over;
    if (!due) {
      const text = "UPDATE collector_scope SET next_attempt_at = NULL WHERE collector = ANY ($1)";
      await db.pool.query(text, [names]);
      due = true;
    }
    const { rows } = await db.pool.query<{ left: number }>(
      `SELECT count(*)::int AS left FROM collector_scope WHERE collector = ANY ($1) AND retired_at IS NULL
         AND (last_attempt_at IS DISTINCT FROM $2 OR outcome NOT IN ('success', 'skipped'))`,
      [names, new Date(at)],
    );
    if (rows[0]?.left === 0) return true;
    await db.pool.query(
      "SELECT graphile_worker.add_job('schedule', '{}', queue_name := 'schedule', job_key := 'schedule', max_attempts := 3)",
    );
    return false;
  };
  await vi.waitUntil(() => look().catch(() => false), { timeout: patienceMs, interval: 200 });
}

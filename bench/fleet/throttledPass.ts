import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type pg from "pg";
import { Pacer } from "#collectors/aws/pacer.ts";
import { eachLimited } from "#collectors/aws/pages.ts";
import { openEmbedded } from "#lib/db/embedded.ts";
import { type Database, openDatabase } from "#lib/db/pool.ts";
import { SharedBudget } from "#lib/runs/budget.ts";
import { collectorCatalog } from "#lib/runs/schema.ts";
import { Throttle } from "#simulator/control/throttle.ts";
import { type Asked, asSeenByAws, boundOf } from "./countingPacer.ts";
import { inventoryCollectors } from "./inventory.ts";
import { collectorEnv, type Program, startProgram, startSimulatorProgram, workerFlags } from "./processes.ts";

export interface Sizes {
  accounts: number;
  regions: number;
  endpoints: number;
}

export interface ThrottledCycle {
  /** From the start of its first run to the end of its last. */
  seconds: number;
  /** Of all workers. */
  cpuSeconds: number;
  calls: number;
  throttled: number;
  /** Seconds that AWS's buckets allow for the calls that were needed, whatever the machine: that of the slowest. */
  boundSeconds: number;
  slowest: string;
}

export interface ThrottledPass extends ThrottledCycle {
  endpoints: number;
  /** The same workers' next cycle, in which nothing has changed. */
  again: ThrottledCycle;
  /** The calls of the first cycle once more, answered by AWS's buckets alone: no SDK, no network, no rows. */
  bare?: { seconds: number; throttled: number };
}

/** A first inventory and the one after it by so many workers, against AWS's limits or none. */
export async function throttledPass(
  sizes: Sizes,
  throttle: "aws" | "off",
  workers: number,
): Promise<ThrottledPass> {
  const dataDir = mkdtempSync(join(tmpdir(), "linkledger-bench-"));
  const server = await openEmbedded({ dataDir, durable: false });
  const simulator = await startSimulatorProgram(sizes, throttle);
  const db = await openDatabase({ url: server.url, max: 4 });
  const programs: Program[] = [];
  try {
    const env = collectorEnv(simulator.url, server.url);
    const args = ["bench/fleet/throttledWorker.ts", throttle === "aws" ? "paced" : "free"];
    for (let i = 0; i < workers; i++) {
      programs.push(startProgram([...workerFlags, ...args], env));
      // One after the other: the first one migrates.
      await programs[i]?.line();
    }
    const places = sizes.accounts * sizes.regions;
    const { taken, ...first } = await cycle(db.pool, programs, places, new Date(0));
    const since = new Date();
    await makeDue(db.pool);
    const { taken: _, ...again } = await cycle(db.pool, programs, places, since);
    await Promise.all(programs.map((program) => program.stop()));
    const { rows } = await db.pool.query<{ endpoints: number }>(
      "SELECT count(*)::int AS endpoints FROM vpc_endpoint WHERE gone_at IS NULL",
    );
    await db.pool.query("TRUNCATE api_bucket");
    const bare = throttle === "aws" && workers > 1 ? await bareCalls(taken, db) : undefined;
    return { ...first, again, bare, endpoints: rows[0]?.endpoints ?? 0 };
  } finally {
    await Promise.all(programs.map((program) => program.stop("SIGKILL")));
    await db.close();
    await simulator.stop("SIGKILL");
    await server.release();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** Waits until every scope was run since then, and asks the workers what that took. */
async function cycle(pool: pg.Pool, programs: Program[], places: number, since: Date) {
  // Asked seldom: each time counts thousands of scopes on the cores that are measured.
  while (!(await isThrough(pool, places, since))) await new Promise((wait) => setTimeout(wait, 1000));
  const asked = await Promise.all(
    programs.map(async (program) => {
      program.process.kill("SIGUSR2");
      return told(program);
    }),
  );
  const { rows } = await pool.query<{ seconds: number; failed: number }>(
    `SELECT extract(epoch FROM max(ended_at) - min(started_at))::float AS seconds,
       (count(*) FILTER (WHERE outcome <> 'success'))::int AS failed
     FROM collector_run WHERE started_at >= $1 AND ended_at IS NOT NULL`,
    [since],
  );
  const [row] = rows;
  if (!row || row.failed > 0) throw new Error(`${row?.failed} scopes failed`);
  const sum = (of: (one: Asked) => number) => asked.reduce((total, one) => total + of(one), 0);
  const { seconds: boundSeconds, slowest } = boundOf(asked.flatMap(({ needed }) => needed));
  return {
    ...{ seconds: row.seconds, boundSeconds, slowest },
    cpuSeconds: sum(({ cpuSeconds }) => cpuSeconds),
    calls: sum(({ calls }) => calls),
    throttled: sum(({ throttled }) => throttled),
    taken: asked.flatMap(({ taken }) => taken),
  };
}

/** What a worker says of its calls; it also says how far it is. */
async function told(program: Program): Promise<Asked> {
  for (;;) {
    const line = await program.line();
    if (line.startsWith('{"cpuSeconds"')) return JSON.parse(line) as Asked;
  }
}

/** Whether every collector of inventory has had its run since then in every account and region. */
async function isThrough(pool: pg.Pool, places: number, since: Date): Promise<boolean> {
  const regional = inventoryCollectors.filter((name) => collectorCatalog[name].scope === "account-region");
  const { rows } = await pool.query<{ attempted: number }>(
    `SELECT count(*)::int AS attempted FROM collector_scope
     WHERE collector = ANY ($1) AND outcome IS NOT NULL AND last_attempt_at >= $2`,
    [regional, since],
  );
  return (rows[0]?.attempted ?? 0) >= places * regional.length;
}

/** Has everything run again now instead of in some minutes. */
async function makeDue(pool: pg.Pool): Promise<void> {
  await pool.query("UPDATE collector_scope SET next_attempt_at = now() - interval '1 minute'");
  await pool.query(
    "SELECT graphile_worker.add_job('schedule', '{}'::json, queue_name := 'schedule', job_key := 'schedule')",
  );
}

/** How well the pacing alone uses what the buckets give: full buckets, and every call waits for nothing but its turn. */
async function bareCalls(taken: Asked["taken"], db: Database): Promise<ThrottledPass["bare"]> {
  const pacer = new Pacer(new SharedBudget(db.pool));
  const aws = new Throttle();
  aws.enabled = true;
  let throttled = 0;
  const start = performance.now();
  await eachLimited(taken, 400, async (call) => {
    await pacer.take(call);
    if (!aws.admit(asSeenByAws(call))) throttled++;
  });
  return { seconds: (performance.now() - start) / 1000, throttled };
}

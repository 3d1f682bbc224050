import { mkdtempSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { openEmbedded } from "#lib/db/embedded.ts";
import { ConfigurationError } from "#lib/errors.ts";
import { collectorCatalog } from "#lib/runs/schema.ts";
import type { Cycle } from "./fleet/cycles.ts";
import { inventoryCollectors } from "./fleet/inventory.ts";
import { collectorEnv, startProgram, startSimulatorProgram, workerFlags } from "./fleet/processes.ts";
import type { Bench, BenchRow } from "./schema.ts";

const whole = { accounts: 1000, regions: 3, endpoints: 100_000 };
const shared = { accounts: 200, regions: 3, endpoints: 10_000 };
const latencyMs = 50;
// Few enough that one worker leaves most of the machine idle: what more workers bring can then be seen.
const scopesAtOnce = 4;
// Left out of the comparison of workers: how long a first backfill takes is another question.
const refused = ["monitoring", "ce", "cloudtrail", "logs", "pricing", "servicequotas"];

export const bench: Bench = {
  question:
    "How long does a cycle over a large fleet take on this machine, how large do process and database grow, and what do more workers bring?",
  async run(args) {
    const part = args[0] === "cycles" || args[0] === "workers" ? args[0] : undefined;
    const sizes = readSizes(part ? args.slice(1) : args);
    const dataDir = mkdtempSync(join(tmpdir(), "linkledger-bench-"));
    const server = await openEmbedded({ dataDir });
    try {
      return [
        ...(part === "workers" ? [] : await cycles(server.url, sizes ?? whole)),
        ...(part === "cycles" ? [] : await workers(server.url, sizes ?? shared)),
      ];
    } finally {
      await server.release();
      rmSync(dataDir, { recursive: true, force: true });
    }
  },
};

function readSizes(args: string[]): typeof whole | undefined {
  if (args.length === 0) return undefined;
  const [accounts, regions, endpoints] = args.map(Number);
  if (args.length === 3 && accounts && regions && endpoints) return { accounts, regions, endpoints };
  throw new ConfigurationError(
    "expected npm run bench -- fleet [cycles|workers] [ACCOUNTS REGIONS ENDPOINTS]",
  );
}

/** Cycles of one process over the whole fleet. */
async function cycles(databaseUrl: string, sizes: typeof whole): Promise<BenchRow[]> {
  const simulator = await startSimulatorProgram(sizes);
  try {
    const program = startProgram(
      [...workerFlags, "bench/fleet/cycles.ts", "inventory", "inventory", "resume", "metrics"],
      collectorEnv(simulator.url, databaseUrl),
    );
    const first = JSON.parse(await program.line()) as Cycle;
    const again = JSON.parse(await program.line()) as Cycle;
    const size = await databaseBytes(databaseUrl);
    const metrics = JSON.parse(await program.line()) as Cycle;
    await program.stop();
    if (again.changed > 0) throw new Error("the second cycle found changes");
    const fleet = `${sizes.endpoints.toLocaleString("en-US")} endpoints, ${sizes.accounts.toLocaleString("en-US")} accounts`;
    return [
      {
        measured: `first inventory cycle, ${fleet}, ${first.calls.toLocaleString("en-US")} calls, ${first.rows.toLocaleString("en-US")} rows`,
        value: first.seconds,
        unit: "s",
      },
      { measured: "  CPU of the collector in it", value: first.cpuSeconds, unit: "s" },
      { measured: "inventory cycle in which nothing changed", value: again.seconds, unit: "s" },
      { measured: "  CPU of the collector in it", value: again.cpuSeconds, unit: "s" },
      {
        measured: `metrics cycle, 15 minutes after the last: ${metrics.metricsRequested.toLocaleString("en-US")} metrics, ${metrics.datapoints.toLocaleString("en-US")} points in ${metrics.calls.toLocaleString("en-US")} calls`,
        value: metrics.seconds,
        unit: "s",
      },
      { measured: "  CPU of the collector in it", value: metrics.cpuSeconds, unit: "s" },
      { measured: "memory of the collector (RSS) at most", value: metrics.rssMb, unit: "MB", atMost: 800 },
      { measured: "database after two inventory cycles", value: size / 2 ** 20, unit: "MiB" },
      { measured: "  for each endpoint", value: size / sizes.endpoints / 1024, unit: "KiB" },
    ];
  } finally {
    await simulator.stop("SIGKILL");
  }
}

/** A first inventory by several workers, with the time that AWS takes to answer. */
async function workers(databaseUrl: string, sizes: typeof shared): Promise<BenchRow[]> {
  const simulator = await startSimulatorProgram(sizes);
  try {
    for (const service of refused) await simulator.order({ do: "fault", rule: { kind: "denied", service } });
    await simulator.order({ do: "fault", rule: { delayMs: latencyMs } });
    const rows: BenchRow[] = [];
    let alone: Shared | undefined;
    for (const count of [1, 2, 4]) {
      const measured = await shareFirstPass(
        databaseUrl,
        simulator.url,
        count,
        sizes.accounts * sizes.regions,
      );
      alone ??= measured;
      rows.push({
        measured: `${count} ${count === 1 ? "worker" : "workers"}, ${scopesAtOnce} scopes at once in each, ${latencyMs} ms a call: first inventory, ${measured.calls.toLocaleString("en-US")} calls; CPU busy ${Math.round(measured.cpuBusy * 100)} %, throttled ${measured.throttled}: bound by ${measured.bound}`,
        value: measured.seconds,
        unit: "s",
        comparedTo: count === 1 ? undefined : "times as fast as one worker",
        ratio: count === 1 ? undefined : alone.seconds / measured.seconds,
      });
    }
    return rows;
  } finally {
    await simulator.stop("SIGKILL");
  }
}

interface Shared {
  seconds: number;
  calls: number;
  throttled: number;
  /** Share of all cores of the machine, simulator and Postgres included. */
  cpuBusy: number;
  bound: string;
}

async function shareFirstPass(
  databaseUrl: string,
  simulatorUrl: string,
  count: number,
  places: number,
): Promise<Shared> {
  const name = `workers_${count}`;
  await onServer(databaseUrl, `CREATE DATABASE ${name}`);
  const url = new URL(databaseUrl);
  url.pathname = `/${name}`;
  const env = { ...collectorEnv(simulatorUrl, url.href), LOG_LEVEL: "error" };
  const before = cpuTimes();
  const started = Array.from({ length: count }, () =>
    startProgram([...workerFlags, "bench/fleet/worker.ts", `${scopesAtOnce}`], env),
  );
  const db = new pg.Client({ connectionString: url.href });
  await db.connect();
  try {
    while (!(await isThrough(db, places))) await new Promise((wait) => setTimeout(wait, 250));
    const cpuBusy = busyShare(before, cpuTimes());
    const { rows } = await db.query<{ seconds: number; calls: number; throttled: number; inCalls: number }>(
      `SELECT extract(epoch FROM max(ended_at) - min(started_at))::float AS seconds, sum(api_calls)::int AS calls,
         sum(throttled_calls)::int AS throttled
       FROM collector_run WHERE collector = ANY ($1) AND ended_at IS NOT NULL`,
      [inventoryCollectors],
    );
    const [row] = rows;
    if (!row) throw new Error("no run is on record");
    const bound = row.throttled > 0 ? "a bucket" : cpuBusy > 0.9 ? "the CPU" : "the time AWS takes";
    return { ...row, cpuBusy, bound };
  } finally {
    await Promise.all(started.map((worker) => worker.stop("SIGTERM")));
    await db.end();
  }
}

/** Whether every collector of inventory has had its run in every account and region. */
async function isThrough(db: pg.Client, places: number): Promise<boolean> {
  const regional = inventoryCollectors.filter((name) => collectorCatalog[name].scope === "account-region");
  const { rows } = await db
    .query<{ attempted: number }>(
      `SELECT count(*)::int AS attempted FROM collector_scope WHERE collector = ANY ($1) AND outcome IS NOT NULL`,
      [regional],
    )
    // The table is there only once the first worker has migrated.
    .catch(() => ({ rows: [] }));
  return (rows[0]?.attempted ?? 0) >= places * regional.length;
}

// What runs at a low priority takes what is left over, and keeps nobody from anything.
function cpuTimes(): { busy: number; all: number } {
  let busy = 0;
  let all = 0;
  for (const { times } of cpus()) {
    const sum = times.user + times.nice + times.sys + times.idle + times.irq;
    all += sum;
    busy += sum - times.idle - times.nice;
  }
  return { busy, all };
}

const busyShare = (from: ReturnType<typeof cpuTimes>, to: ReturnType<typeof cpuTimes>) =>
  (to.busy - from.busy) / (to.all - from.all);

async function onServer(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(sql).finally(() => client.end());
}

async function databaseBytes(url: string): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ bytes: string }>(
      "SELECT pg_database_size(current_database()) AS bytes",
    );
    return Number(rows[0]?.bytes);
  } finally {
    await client.end();
  }
}

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openEmbedded } from "#lib/db/embedded.ts";
import { ConfigurationError } from "#lib/errors.ts";
import type { CollectMeasurement } from "./fleet/collectPasses.ts";
import { collectorEnv, startProgram, startSimulatorProgram, workerFlags } from "./fleet/processes.ts";
import { throttledRows } from "./fleet/throttled.ts";
import type { Bench, BenchRow } from "./schema.ts";

const sizes = { accounts: 200, regions: 3, endpoints: 10_000 };

export const bench: Bench = {
  question:
    "What does collecting the inventory cost our process, held against what the AWS SDK alone needs for the same answers?",
  async run(args) {
    const { accounts, regions, endpoints } = readSizes(withoutThrottle(args));
    if (args.includes("--throttle")) return throttledRows({ accounts, regions, endpoints });
    // Processes of their own: neither the simulator's work nor the benchmark's memory counts as ours.
    const simulator = await startSimulatorProgram({ accounts, regions, endpoints });
    try {
      const cost = await measured<CollectMeasurement>("cost", simulator.url);
      const { rssMb } = await measured<{ rssMb: number }>("memory", simulator.url);
      return rowsOf(cost, rssMb);
    } finally {
      await simulator.stop("SIGKILL");
    }
  },
};

/** What a process of `collectPasses` prints, on a Postgres of its own. */
async function measured<What>(what: "cost" | "memory", simulatorUrl: string): Promise<What> {
  const dataDir = mkdtempSync(join(tmpdir(), "linkledger-bench-"));
  const server = await openEmbedded({ dataDir, durable: false });
  try {
    // The flag that `npm run collect` and the worker of `npm start` run with.
    const passes = startProgram(
      [...workerFlags, "bench/fleet/collectPasses.ts", what],
      collectorEnv(simulatorUrl, server.url),
    );
    return JSON.parse(await passes.line()) as What;
  } finally {
    await server.release();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** With `--throttle aws` another question is answered: does the pacing hold against AWS's own limits? */
function withoutThrottle(args: string[]): string[] {
  const at = args.indexOf("--throttle");
  if (at < 0) return args;
  if (args[at + 1] !== "aws")
    throw new ConfigurationError(
      "expected npm run bench -- collect --throttle aws [ACCOUNTS REGIONS ENDPOINTS]",
    );
  return args.toSpliced(at, 2);
}

function readSizes(args: string[]): typeof sizes {
  if (args.length === 0) return sizes;
  const [accounts, regions, endpoints] = args.map(Number);
  if (args.length === 3 && accounts && regions && endpoints) return { accounts, regions, endpoints };
  throw new ConfigurationError("expected npm run bench -- collect [ACCOUNTS REGIONS ENDPOINTS]");
}

function rowsOf(measurement: CollectMeasurement, rssMb: number): BenchRow[] {
  const { endpoints, calls, rows, first, unchanged, unremembered, sdk, wire } = measurement;
  const each = (cpuMs: number) => (cpuMs * 1000) / endpoints;
  const unit = "µs CPU/endpoint";
  const comparedTo = "the SDK alone, same answers";
  return [
    {
      measured: `the SDK alone, ${calls.toLocaleString("en-US")} calls replayed, mean of four`,
      value: each(sdk.cpuMs),
      unit,
    },
    {
      measured: `first pass, ${rows.toLocaleString("en-US")} rows written`,
      value: each(first.cpuMs),
      unit,
      comparedTo,
      ratio: first.cpuMs / sdk.cpuMs,
      atMost: 2.5,
    },
    {
      measured: "a worker's second pass, nothing changed",
      value: each(unchanged.cpuMs),
      unit,
      comparedTo,
      ratio: unchanged.cpuMs / sdk.cpuMs,
      atMost: 1.5,
    },
    {
      measured: "the same in a new process, which has to read every answer",
      value: each(unremembered.cpuMs),
      unit,
      comparedTo,
      ratio: unremembered.cpuMs / sdk.cpuMs,
    },
    {
      measured: "the SDK with its own HTTP in place of the replay",
      value: each(wire.cpuMs),
      unit,
      comparedTo,
      ratio: wire.cpuMs / sdk.cpuMs,
    },
    { measured: "memory of the collector (RSS) at most", value: rssMb, unit: "MB", atMost: 400 },
    { measured: "first pass took", value: first.seconds, unit: "s" },
    { measured: "second pass took", value: unchanged.seconds, unit: "s" },
  ];
}

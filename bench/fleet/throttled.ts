import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openEmbedded } from "#lib/db/embedded.ts";
import type { BenchRow } from "../schema.ts";
import { collectorEnv, startProgram, startSimulatorProgram } from "./processes.ts";
import type { ThrottledPass } from "./throttledPass.ts";

interface Sizes {
  accounts: number;
  regions: number;
  endpoints: number;
}

/** A first pass against AWS's own limits, held against what those limits allow, and against no limits at all. */
export async function throttledRows(sizes: Sizes): Promise<BenchRow[]> {
  const free = await pass(sizes, "off");
  const paced = await pass(sizes, "aws");
  const failed = paced.failedScopes + paced.again.failedScopes;
  if (failed > 0) throw new Error(`${failed} scopes failed`);
  if (paced.endpoints !== free.endpoints) throw new Error("the two passes found different endpoints");
  const machineBinds = free.seconds > paced.boundSeconds;
  const count = (n: number) => n.toLocaleString("en-US");
  return [
    {
      measured: `calls of a first pass over ${count(paced.endpoints)} endpoints, repeated ones included`,
      value: paced.calls,
      unit: "calls",
    },
    {
      measured: "throttled answers",
      value: (paced.throttled / paced.calls) * 100,
      unit: "% of calls",
      atMost: 1,
    },
    { measured: `what the buckets allow (${paced.slowest})`, value: paced.boundSeconds, unit: "s" },
    {
      measured: "what this machine needs without limits, simulator included",
      value: free.seconds,
      unit: "s",
    },
    { measured: "  CPU of the collector in it", value: free.cpuSeconds, unit: "s" },
    {
      measured: "CPU of the collector when it paces itself",
      value: paced.cpuSeconds,
      unit: "s",
      comparedTo: "without pacing",
      ratio: paced.cpuSeconds / free.cpuSeconds,
    },
    {
      measured: "wall time",
      value: paced.seconds,
      unit: "s",
      comparedTo: "what the buckets allow",
      ratio: paced.seconds / paced.boundSeconds,
      atMost: 1.3,
    },
    {
      measured: machineBinds ? "here the CPU binds, not a bucket: the same" : "here a bucket binds: the same",
      value: paced.seconds,
      unit: "s",
      comparedTo: "the longer of bucket and machine",
      ratio: paced.seconds / Math.max(paced.boundSeconds, free.seconds),
      atMost: 1.3,
    },
    {
      measured: "wall time of the worker's next cycle, in which nothing has changed",
      value: paced.again.seconds,
      unit: "s",
      comparedTo: `what the buckets allow, ${paced.again.boundSeconds.toFixed(0)} s`,
      ratio: paced.again.seconds / paced.again.boundSeconds,
      atMost: 1.3,
    },
    {
      measured: "  throttled answers in it",
      value: (paced.again.throttled / paced.again.calls) * 100,
      unit: "% of calls",
      atMost: 1,
    },
    { measured: "  what this machine needs for it without limits", value: free.again.seconds, unit: "s" },
    {
      measured: "the pacing alone: the same calls without SDK, network and rows",
      value: paced.bare.seconds,
      unit: "s",
      comparedTo: "what the buckets allow",
      ratio: paced.bare.seconds / paced.boundSeconds,
      atMost: 1.3,
    },
    {
      measured: "  throttled answers in it",
      value: (paced.bare.throttled / paced.calls) * 100,
      unit: "% of calls",
      atMost: 1,
    },
  ];
}

async function pass(sizes: Sizes, throttle: "aws" | "off"): Promise<ThrottledPass> {
  const dataDir = mkdtempSync(join(tmpdir(), "linkledger-bench-"));
  const server = await openEmbedded({ dataDir, durable: false });
  const simulator = await startSimulatorProgram(sizes, throttle);
  try {
    const program = startProgram(
      ["--max-semi-space-size=8", "bench/fleet/throttledPass.ts", throttle === "aws" ? "paced" : "free"],
      collectorEnv(simulator.url, server.url),
    );
    const measured = JSON.parse(await program.line()) as ThrottledPass;
    await program.stop();
    return measured;
  } finally {
    await simulator.stop("SIGKILL");
    await server.release();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

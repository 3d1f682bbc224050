import type { BenchRow } from "../schema.ts";
import { type Sizes, type ThrottledCycle, throttledPass } from "./throttledPass.ts";

const most = { ratio: 1.3, throttledPercent: 1 };

/**
 * First inventories against AWS's own limits, by one worker and by two, held against what those limits allow, and
 * against what the machine can do without any limits: where the buckets allow more than that, it is what binds.
 */
export async function throttledRows(sizes: Sizes): Promise<BenchRow[]> {
  const free = await throttledPass(sizes, "off", 2);
  const alone = await throttledPass(sizes, "aws", 1);
  const shared = await throttledPass(sizes, "aws", 2);
  if (new Set([free, alone, shared].map(({ endpoints }) => endpoints)).size > 1)
    throw new Error("the passes found different endpoints");
  const machineBinds = free.seconds > shared.boundSeconds;
  const count = (n: number) => n.toLocaleString("en-US");
  const bare = shared.bare ?? { seconds: Number.NaN, throttled: Number.NaN };
  return [
    {
      measured: `calls of a first pass over ${count(shared.endpoints)} endpoints, repeated ones included`,
      value: shared.calls,
      unit: "calls",
    },
    throttledRow("throttled answers", shared),
    { measured: `what the buckets allow (${shared.slowest})`, value: shared.boundSeconds, unit: "s" },
    againstBuckets("wall time, two workers", shared),
    againstBuckets("  one worker", alone),
    throttledRow("  throttled answers of one worker", alone),
    {
      measured: "what this machine needs without limits: two workers, simulator and Postgres beside them",
      value: free.seconds,
      unit: "s",
    },
    {
      measured: machineBinds ? "here the CPU binds, not a bucket: the same" : "here a bucket binds: the same",
      value: shared.seconds,
      unit: "s",
      comparedTo: "the longer of bucket and machine",
      ratio: shared.seconds / Math.max(shared.boundSeconds, free.seconds),
      atMost: most.ratio,
    },
    {
      measured: "CPU of two workers that pace themselves",
      value: shared.cpuSeconds,
      unit: "s",
      comparedTo: "without pacing",
      ratio: shared.cpuSeconds / free.cpuSeconds,
    },
    { measured: "CPU of one worker", value: alone.cpuSeconds, unit: "s" },
    againstBuckets("the same, a worker's next pass, nothing changed", alone.again),
    throttledRow("  throttled answers", alone.again),
    { measured: "  CPU of the worker", value: alone.again.cpuSeconds, unit: "s" },
    againstBuckets("the same, two workers (half of the answers were the other one's before)", shared.again),
    { measured: "  what this machine needs for it without limits", value: free.again.seconds, unit: "s" },
    {
      measured: "the pacing alone: the same calls without SDK, network and rows",
      value: bare.seconds,
      unit: "s",
      comparedTo: "what the buckets allow",
      ratio: bare.seconds / shared.boundSeconds,
      atMost: most.ratio,
    },
    {
      measured: "  throttled answers in it",
      value: (bare.throttled / shared.calls) * 100,
      unit: "% of calls",
      atMost: most.throttledPercent,
    },
  ];
}

function throttledRow(measured: string, { throttled, calls }: ThrottledCycle): BenchRow {
  return { measured, value: (throttled / calls) * 100, unit: "% of calls", atMost: most.throttledPercent };
}

function againstBuckets(measured: string, { seconds, boundSeconds }: ThrottledCycle): BenchRow {
  return {
    measured,
    value: seconds,
    unit: "s",
    comparedTo: `what the buckets allow, ${boundSeconds.toFixed(1)} s`,
    ratio: seconds / boundSeconds,
    atMost: most.ratio,
  };
}

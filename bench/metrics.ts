import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { metricsPerDayOf } from "#collectors/metrics/estimate.ts";
import { openEmbedded } from "#lib/db/embedded.ts";
import { ConfigurationError } from "#lib/errors.ts";
import { type AskedNeed, askedNeeds, metricsCostUsd } from "#lib/polling/schema.ts";
import type { MetricsDay } from "./fleet/metricsDay.ts";
import { collectorEnv, startProgram, startSimulatorProgram, workerFlags } from "./fleet/processes.ts";
import type { Bench, BenchRow } from "./schema.ts";

// What is asked for, and so its price, does not depend on the size; the work of storing every minute does. A tenth of
// the 10,000 endpoints that are meant takes minutes: `npm run bench -- metrics 10000 40 2` runs all of them.
const sizes = { endpoints: 1000, accounts: 4, regions: 2, minutes: 1440 };

export const bench: Bench = {
  question:
    "What does watching the traffic of a fleet cost for a day, how fresh is it, and what would a fixed poll every 5 minutes cost?",
  async run(args) {
    const fleet = readSizes(args);
    const dataDir = mkdtempSync(join(tmpdir(), "linkledger-bench-"));
    const server = await openEmbedded({ dataDir, durable: false });
    const simulator = await startSimulatorProgram(fleet);
    try {
      const program = startProgram(
        // The flag that workers run with.
        [...workerFlags, "bench/fleet/metricsDay.ts", `${fleet.minutes}`],
        collectorEnv(simulator.url, server.url),
      );
      return rowsOf(JSON.parse(await program.line()) as MetricsDay);
    } finally {
      await simulator.stop("SIGKILL");
      await server.release();
      rmSync(dataDir, { recursive: true, force: true });
    }
  },
};

function readSizes(args: string[]): typeof sizes {
  const [endpoints = sizes.endpoints, accounts = sizes.accounts, regions = sizes.regions, hours = 24] =
    args.map(Number);
  if (args.length <= 4 && [endpoints, accounts, regions, hours].every((value) => value > 0))
    return { endpoints, accounts, regions, minutes: hours * 60 };
  throw new ConfigurationError("expected npm run bench -- metrics [ENDPOINTS [ACCOUNTS [REGIONS [HOURS]]]]");
}

const most: Record<AskedNeed, number> = { watched: 6, troubled: 6, active: 17, asleep: 65 };
const each = 5;
const fixedPollsPerDay = 288;

function rowsOf(day: MetricsDay): BenchRow[] {
  const { endpoints, measurable, zones, billed, ours, minutes, mix } = day;
  const days = minutes / 1440;
  /** Dollars of so many metrics a day, for 1,000 endpoints and 30 days. */
  const per1000 = (metricsPerDay: number, among = endpoints) =>
    (metricsCostUsd(metricsPerDay) * 30_000) / among;
  const unit = "$ per 1,000 endpoints and 30 d";
  const cost = per1000(billed / days);
  const atEndpoints = per1000(each * fixedPollsPerDay, 1);
  const inZones = per1000(3 * each * fixedPollsPerDay, 1);
  const fixed = (usd: number) => ({ comparedTo: `$${usd.toFixed(0)}, every 5 min`, ratio: cost / usd });
  const samples = askedNeeds.reduce((sum, need) => sum + mix[need], 0);
  const present = askedNeeds.filter((need) => mix[need] > 0);
  const averageZones = zones / measurable;
  const if_ = (need: AskedNeed) => per1000(metricsPerDayOf(need, averageZones), 1);
  return [
    {
      measured: `${count(endpoints)} endpoints: ${count(ours)} metrics in ${count(day.calls)} calls`,
      value: cost,
      unit,
      atMost: 90,
    },
    { measured: "the same, against endpoint grain", value: cost, unit, ...fixed(atEndpoints) },
    { measured: "the same, against AZ grain (3 AZs)", value: cost, unit, ...fixed(inZones) },
    {
      measured: `the same, against both grains of this fleet (${averageZones.toFixed(1)} AZs, ${count(measurable)} of ${count(endpoints)} measurable)`,
      value: cost,
      unit,
      ...fixed(per1000((measurable + zones) * each * fixedPollsPerDay)),
    },
    {
      measured: "counted by us",
      value: ours,
      unit: "metrics",
      comparedTo: `${count(billed)} billed by the simulator`,
      ratio: ours / billed,
    },
    {
      measured: "if AWS billed each statistic by itself (not documented)",
      value: per1000(day.statistics / days),
      unit,
      atMost: 90,
    },
    ...askedNeeds.map((need): BenchRow => {
      const share = samples > 0 ? (100 * mix[need]) / samples : 0;
      if (mix[need] === 0) return { measured: `${need}: none in this fleet`, value: 0, unit: "min" };
      return {
        measured: `${need} (${share.toFixed(1)} % of the time): behind, 95th percentile`,
        value: percentile(day.lags[need], 0.95),
        unit: "min",
        atMost: most[need],
      };
    }),
    ...present.map(
      (need): BenchRow => ({
        measured: `${need}: behind, at most`,
        value: percentile(day.lags[need], 1),
        unit: "min",
      }),
    ),
    { measured: "if every endpoint were active all day", value: if_("active"), unit },
    { measured: "if every endpoint were asleep all day", value: if_("asleep"), unit },
    { measured: "if every endpoint were watched all day", value: if_("watched"), unit },
    {
      measured: "first sight, once",
      value: (1000 * metricsCostUsd(day.firstSight)) / endpoints,
      unit: "$ per 1,000 endpoints",
    },
    { measured: "scopes run", value: day.runs, unit: `runs, ${day.failedRuns} of them failed` },
    {
      measured: `${count(day.datapoints)} datapoints received, minutes stored`,
      value: day.minuteRows,
      unit: "rows",
    },
    { measured: `a simulated day of ${minutes / 60} h took`, value: day.seconds.day, unit: "s" },
    { measured: "CPU of the collector for it", value: day.seconds.cpu, unit: "s" },
    { measured: "memory of the collector (RSS) at most", value: day.rssMb, unit: "MB" },
  ];
}

const count = (value: number) => value.toLocaleString("en-US");

/** The value that a share of the samples do not exceed, of counts by value. */
function percentile(counts: number[], share: number): number {
  const total = counts.reduce((sum, one) => sum + one, 0);
  let reached = 0;
  for (const [value, one] of counts.entries()) {
    reached += one;
    if (total > 0 && reached >= total * share) return value;
  }
  return Number.NaN;
}

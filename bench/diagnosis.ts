import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openEmbedded } from "#lib/db/embedded.ts";
import { ConfigurationError } from "#lib/errors.ts";
import { type Comparison, compare, type Planted } from "./diagnosis/compare.ts";
import { type LaterChanges, laterChanges } from "./diagnosis/laterChanges.ts";
import type { JudgeCost } from "./fleet/judgeCost.ts";
import type { JudgedFleet } from "./fleet/judgedFleet.ts";
import { collectorEnv, startProgram, startSimulatorProgram, workerFlags } from "./fleet/processes.ts";
import type { Bench, BenchRow } from "./schema.ts";

/** The simulator's and the collectors': what is planted depends on it. The demo's recurring incidents lie just behind it. */
const now = "2026-11-17T13:55:00Z";
const size = { accounts: 20, regions: 2, endpoints: 360 };
/** Fleets that look like none of these: one endpoint, a handful, and kinds of endpoints that few have alone. */
const unusual: [
  name: string,
  size: { accounts: number; regions: number; endpoints: number },
  flags: string[],
][] = [
  ["one endpoint", { accounts: 1, regions: 1, endpoints: 1 }, ["--faults", "1"]],
  ["five endpoints", { accounts: 2, regions: 1, endpoints: 5 }, ["--faults", "4"]],
  [
    "gateway endpoints alone",
    { accounts: 6, regions: 2, endpoints: 200 },
    ["--faults", "8", "--shape", "gateways"],
  ],
  ["no load balancer", { accounts: 6, regions: 2, endpoints: 80 }, ["--faults", "30", "--shape", "aws-only"]],
  [
    "all to another region",
    { accounts: 6, regions: 2, endpoints: 80 },
    ["--faults", "20", "--shape", "cross-region"],
  ],
];
/** About one for each kind of fault. */
const faults = 68;

export const bench: Bench = {
  question:
    "Are all planted faults found, and nothing else that pages or makes a ticket; what does judging a large fleet cost, held against reading the same rows?",
  async run(args) {
    const { seeds, endpoints, withDemo, withUnusual } = readArguments(args);
    const rows: BenchRow[] = [];
    const all: Comparison[] = [];
    for (const seed of seeds) {
      const flags = ["--seed", seed, "--faults", `${faults}`];
      const { comparison, judged } = await judgeFleet(size, flags);
      all.push(comparison);
      explain(`seed ${seed}`, comparison, judged);
      rows.push(...shares(`seed ${seed}, ${judged.endpoints} endpoints`, comparison));
    }
    if (withUnusual) {
      for (const [name, of, flags] of unusual) {
        const { comparison, judged } = await judgeFleet(of, ["--seed", seeds[0] ?? "1", ...flags]);
        all.push(comparison);
        explain(name, comparison, judged);
        rows.push(...shares(`${name}, ${judged.endpoints} endpoints`, comparison));
      }
    }
    if (withDemo) {
      const demo = await judgeFleet("demo", []);
      explain("the demo fleet", demo.comparison, demo.judged);
      rows.push(...shares(`the demo fleet, ${demo.judged.endpoints} endpoints`, demo.comparison));
    }
    if (all.length > 0) rows.push(...shares("all random fleets", sum(all)));
    if (endpoints > 0) rows.push(...(await costRows(endpoints)));
    return rows;
  },
};

const usage =
  "expected npm run bench -- diagnosis [NUMBER_OF_SEEDS | SEED,SEED,… [TIMED_ENDPOINTS [no-demo|unusual]]]";

/** Seeds by name, or the first so many; how large a fleet is judged against the clock, 0 for none. */
function readArguments(args: string[]): {
  seeds: string[];
  endpoints: number;
  withDemo: boolean;
  withUnusual: boolean;
} {
  const [given = "3", timed = "10000", demo] = args;
  const endpoints = Number(timed);
  const known = args.length <= 3 && (demo === undefined || demo === "no-demo" || demo === "unusual");
  if (!known || !Number.isInteger(endpoints) || endpoints < 0) throw new ConfigurationError(usage);
  // Nobody waits for a hundred fleets: from there on, it is a seed.
  const seeds = /^\d{1,2}$/.test(given)
    ? Array.from({ length: Number(given) }, (_, index) => `${index + 1}`)
    : given.split(",").filter((seed) => seed !== "");
  // "unusual": those fleets in the place of the demo.
  return { seeds, endpoints, withDemo: demo === undefined, withUnusual: demo !== "no-demo" };
}

/** A simulator and a database of their own, on which `run` starts one of our programs for its answer. */
async function withFleet<T>(
  fleet: typeof size | "demo",
  flags: readonly string[],
  use: (run: (...args: string[]) => Promise<string>, simulatorUrl: string) => Promise<T>,
): Promise<T> {
  const dataDir = mkdtempSync(join(tmpdir(), "linkledger-bench-"));
  const server = await openEmbedded({ dataDir, durable: false });
  const simulator = await startSimulatorProgram(fleet, "off", ["--now", now, ...flags]);
  try {
    const env = { ...collectorEnv(simulator.url, server.url), LINKLEDGER_NOW: now };
    return await use((...args) => startProgram([...workerFlags, ...args], env).line(), simulator.url);
  } finally {
    await simulator.stop("SIGKILL");
    await server.release();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** Collects and judges a fleet, and holds the verdicts against what was planted. */
const judgeFleet = (fleet: typeof size | "demo", flags: readonly string[]) =>
  withFleet(fleet, flags, async (run, url) => {
    const planted = await told<Planted[]>(url, "planted");
    const later = fleet === "demo" ? undefined : await readLaterChanges(url, planted);
    const orders = later ? [JSON.stringify({ before: later.before, after: later.after })] : [];
    const judged = JSON.parse(await run("bench/fleet/judgedFleet.ts", ...orders)) as JudgedFleet;
    return { comparison: compare([...planted, ...(later?.planted ?? [])], judged.findings), judged };
  });

const told = async <T>(url: string, what: string) =>
  (await (await fetch(`${url}/_simulator/${what}`)).json()) as T;

async function readLaterChanges(url: string, planted: readonly Planted[]): Promise<LaterChanges> {
  const accounts = await told<{ id: string }[]>(url, "fleet?type=account");
  return laterChanges(planted, {
    accountIds: new Set(accounts.map(({ id }) => id)),
    services: await told(url, "fleet?type=vpc-endpoint-service"),
    endpoints: await told(url, "fleet"),
  });
}

/** The fleet that is really collected; larger ones are copies of it under other ids. */
const base = { accounts: 20, regions: 3, endpoints: 1000 };

/** One CPU millisecond an endpoint: 10 s for 10,000, 100 s for 100,000. */
async function costRows(endpoints: number): Promise<BenchRow[]> {
  const copies = Math.max(1, Math.round(endpoints / base.endpoints));
  const cost = await withFleet(
    { ...base, endpoints: Math.min(base.endpoints, endpoints) },
    ["--faults", `${Math.round(base.endpoints / 20)}`],
    async (run) => {
      await run("bench/fleet/fleetToJudge.ts", `${copies}`);
      return JSON.parse(await run("bench/fleet/judgeCost.ts")) as JudgeCost;
    },
  );
  const seconds = (ms: number) => ms / 1000;
  const number = (value: number) => value.toLocaleString("en-US");
  const atMost = cost.endpoints / 1000;
  const [unit, comparedTo] = ["s CPU", "reading the same evidence"];
  const held = (measured: string, { cpuMs, wallMs }: JudgeCost["first"]): BenchRow[] => [
    { measured, value: seconds(cpuMs), unit, atMost },
    {
      ...{ measured: `${measured}, held against reading`, value: (cpuMs * 1000) / cost.endpoints },
      ...{ unit: "µs CPU/endpoint", comparedTo, ratio: cpuMs / cost.reading.cpuMs },
    },
    { measured: `${measured}, wall clock, Postgres included`, value: seconds(wallMs), unit: "s", atMost },
  ];
  const evidence = Object.entries(cost.evidence).map(([what, rows]) => `${number(rows)} ${what}`);
  return [
    {
      measured: `reading the evidence of ${number(cost.endpoints)} endpoints (${evidence.join(", ")})`,
      ...{ value: seconds(cost.reading.cpuMs), unit },
    },
    ...held(`first evaluation, ${number(cost.judged)} things judged`, cost.first),
    ...held("the next one, nothing changed", cost.again),
    { measured: "memory (RSS) at most", value: cost.rssMb, unit: "MB" },
  ];
}

/** Names each miss and each finding too many, on the error output: the table is the answer. */
function explain(
  name: string,
  { missed, unplanned }: Comparison,
  { failedScopes, failedEvaluations, seconds }: JudgedFleet,
): void {
  console.error(
    `${name}: collected in ${seconds.collecting.toFixed(1)} s, judged in ${seconds.judging.toFixed(1)} s`,
  );
  for (const line of failedScopes) console.error(`  scope not collected: ${line}`);
  for (const line of failedEvaluations) console.error(`  verdicts that failed: ${line}`);
  for (const line of missed) console.error(`  missed: ${line}`);
  for (const line of unplanned) console.error(`  not planted: ${line}`);
}

function shares(name: string, { expected, found, reported, accounted }: Comparison): BenchRow[] {
  const share = (part: number, whole: number) => (whole === 0 ? 1 : part / whole);
  return [
    {
      ...{ measured: `${name}: recall, ${found} of ${expected}`, value: share(found, expected) },
      ...{ unit: "", atLeast: 1 },
    },
    {
      ...{ measured: `${name}: precision, ${accounted} of ${reported}`, value: share(accounted, reported) },
      ...{ unit: "", atLeast: 1 },
    },
  ];
}

function sum(all: readonly Comparison[]): Comparison {
  const total = (pick: (one: Comparison) => number) => all.reduce((sum, one) => sum + pick(one), 0);
  return {
    ...{ expected: total((one) => one.expected), found: total((one) => one.found) },
    ...{ reported: total((one) => one.reported), accounted: total((one) => one.accounted) },
    missed: all.flatMap((one) => one.missed),
    unplanned: all.flatMap((one) => one.unplanned),
  };
}

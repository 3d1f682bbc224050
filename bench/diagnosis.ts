import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openEmbedded } from "#lib/db/embedded.ts";
import { ConfigurationError } from "#lib/errors.ts";
import { type Comparison, compare, type Planted } from "./diagnosis/compare.ts";
import type { JudgedFleet } from "./fleet/judgedFleet.ts";
import { collectorEnv, startProgram, startSimulatorProgram } from "./fleet/processes.ts";
import type { Bench, BenchRow } from "./schema.ts";

/** Both the simulator's and the collectors': what is planted depends on it. */
const now = "2026-11-18T14:05:00Z";
const size = { accounts: 20, regions: 2, endpoints: 300 };
/** About one for each kind of fault. */
const faults = 56;

export const bench: Bench = {
  question:
    "Are all planted faults found, and nothing else that pages or makes a ticket; what does judging a large fleet cost, held against reading the same rows?",
  async run(args) {
    const seeds = readSeeds(args);
    const rows: BenchRow[] = [];
    const all: Comparison[] = [];
    for (const seed of seeds) {
      const flags = ["--seed", seed, "--faults", `${faults}`];
      const { comparison, judged } = await judgeFleet(size, flags);
      all.push(comparison);
      explain(`seed ${seed}`, comparison, judged);
      rows.push(...shares(`seed ${seed}, ${judged.endpoints} endpoints`, comparison));
    }
    const demo = await judgeFleet("demo", []);
    explain("the demo fleet", demo.comparison, demo.judged);
    rows.push(...shares(`the demo fleet, ${demo.judged.endpoints} endpoints`, demo.comparison));
    rows.push(...shares("all random fleets", sum(all)));
    return rows;
  },
};

/** Seeds by name, or the first so many. */
function readSeeds(args: string[]): string[] {
  const [given = "3"] = args;
  if (args.length > 1)
    throw new ConfigurationError("expected npm run bench -- diagnosis [NUMBER_OF_SEEDS | SEED,SEED,…]");
  return /^\d+$/.test(given)
    ? Array.from({ length: Number(given) }, (_, index) => `${index + 1}`)
    : given.split(",").filter((seed) => seed !== "");
}

/** A simulator, the collectors and the verdicts on a database of their own. */
async function judgeFleet(
  fleet: typeof size | "demo",
  flags: readonly string[],
): Promise<{ comparison: Comparison; judged: JudgedFleet }> {
  const dataDir = mkdtempSync(join(tmpdir(), "linkledger-bench-"));
  const server = await openEmbedded({ dataDir, durable: false });
  const simulator = await startSimulatorProgram(fleet, "off", ["--now", now, ...flags]);
  try {
    const planted = (await (await fetch(`${simulator.url}/_simulator/planted`)).json()) as Planted[];
    const program = startProgram(["bench/fleet/judgedFleet.ts"], {
      ...collectorEnv(simulator.url, server.url),
      LINKLEDGER_NOW: now,
    });
    const judged = JSON.parse(await program.line()) as JudgedFleet;
    return { comparison: compare(planted, judged.findings), judged };
  } finally {
    await simulator.stop("SIGKILL");
    await server.release();
    rmSync(dataDir, { recursive: true, force: true });
  }
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

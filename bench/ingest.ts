import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openEmbedded } from "#lib/db/embedded.ts";
import { ConfigurationError } from "#lib/errors.ts";
import { endpointFamily } from "#lib/metrics/tables.ts";
import { askings, type Size } from "./fleet/pollAnswers.ts";
import { startProgram, workerFlags } from "./fleet/processes.ts";
import type { StoreRound } from "./fleet/storePasses.ts";
import type { Bench, BenchRow } from "./schema.ts";

const sizes: Size = { endpoints: 5000, endpointsPerScope: 100, minutes: 120 };

export const bench: Bench = {
  question:
    "How many points a second are stored with all that belongs to them, held against a bare COPY of the same rows?",
  async run(args) {
    const size = readSizes(args);
    const dataDir = mkdtempSync(join(tmpdir(), "linkledger-bench-"));
    const server = await openEmbedded({ dataDir });
    try {
      // Both sides in a process with the flags of Node that workers run with.
      const passes = startProgram([...workerFlags, "bench/fleet/storePasses.ts", JSON.stringify(size)], {
        DATABASE_URL: server.url,
      });
      const rounds = JSON.parse(await passes.line()) as StoreRound[][];
      return askings.flatMap(({ title }, i) => rowsOf(title, size, rounds[i] ?? []));
    } finally {
      await server.release();
      rmSync(dataDir, { recursive: true, force: true });
    }
  },
};

function readSizes(args: string[]): Size {
  if (args.length === 0) return sizes;
  const [endpoints, endpointsPerScope, minutes] = args.map(Number);
  if (args.length === 3 && endpoints && endpointsPerScope && minutes)
    return { endpoints, endpointsPerScope, minutes };
  throw new ConfigurationError("expected npm run bench -- ingest [ENDPOINTS ENDPOINTS_PER_SCOPE MINUTES]");
}

function rowsOf(label: string, size: Size, rounds: StoreRound[]): BenchRow[] {
  const points = size.endpoints * size.minutes * endpointFamily.values.length;
  const rate = (seconds: number) => points / seconds;
  const ratios = rounds.map(({ copy, store }) => copy / store);
  return [
    { measured: `bare COPY`, value: rate(median(rounds.map(({ copy }) => copy))), unit: "points/s" },
    {
      measured: label,
      value: rate(median(rounds.map(({ store }) => store))),
      unit: "points/s",
      comparedTo: "COPY of the same rows",
      ratio: median(ratios),
      atLeast: 0.5,
    },
  ];
}

const median = (values: number[]) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] as number;

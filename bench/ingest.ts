import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { eachLimited } from "#collectors/aws/pages.ts";
import { defaultConcurrency } from "#collectors/slots.ts";
import { openEmbedded } from "#lib/db/embedded.ts";
import { migrate } from "#lib/db/migrate.ts";
import { ensurePartitions } from "#lib/db/partitions.ts";
import { openPool } from "#lib/db/pool.ts";
import { inTransaction } from "#lib/db/transaction.ts";
import { ConfigurationError } from "#lib/errors.ts";
import { rowColumns } from "#lib/metrics/copy.ts";
import { partitioning } from "#lib/metrics/partitions.ts";
import { resolutionNames } from "#lib/metrics/schema.ts";
import { storeAnswers } from "#lib/metrics/storeAnswers.ts";
import { endpointFamily } from "#lib/metrics/tables.ts";
import { type Asking, answersOf, asMinutes, columnsAsked, pollsOf, type Size } from "./fleet/pollAnswers.ts";
import type { Bench, BenchRow } from "./schema.ts";

const sizes: Size = { endpoints: 5000, endpointsPerScope: 100, minutes: 120 };
const rounds = 3;
// A worker stores the answers of as many scopes at the same time.
const scopesAtOnce = defaultConcurrency;
const dayMs = 86_400_000;
/** Midnight of a Tuesday, so that one partition of each width takes all rows. */
const start = Date.parse("2026-11-17T00:00:00Z");

/** How an endpoint is asked, and what is said of it. */
const askings: Asking[] = [
  { title: "all metrics every hour", groups: [{ columns: "all", everyMinutes: 60 }] },
  { title: "all metrics every 15 minutes", groups: [{ columns: "all", everyMinutes: 15 }] },
  {
    title: "as active endpoints are asked: bytes every 15 minutes, the rest every 2 hours",
    groups: [
      { columns: "traffic", everyMinutes: 15 },
      { columns: "detail", everyMinutes: 120 },
    ],
  },
  {
    title: "as watched endpoints are asked: both every 5 minutes",
    groups: [
      { columns: "traffic", everyMinutes: 5 },
      { columns: "detail", everyMinutes: 5 },
    ],
  },
];

export const bench: Bench = {
  question:
    "How many points a second are stored with all that belongs to them, held against a bare COPY of the same rows?",
  async run(args) {
    const size = readSizes(args);
    const dataDir = mkdtempSync(join(tmpdir(), "linkledger-bench-"));
    const server = await openEmbedded({ dataDir });
    const pool = openPool(server.url, { statementTimeoutMs: 0 });
    try {
      await migrate(pool, resolve("prisma/migrations"));
      for (const resolution of resolutionNames) {
        await ensurePartitions(
          pool,
          partitioning(endpointFamily, resolution),
          new Date(start),
          new Date(start + dayMs),
        );
      }
      const rows: BenchRow[] = [];
      for (const asking of askings) rows.push(...(await compare(pool, size, asking)));
      return rows;
    } finally {
      await pool.end();
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

interface Round {
  copy: number;
  store: number;
}

async function compare(pool: pg.Pool, size: Size, asking: Asking): Promise<BenchRow[]> {
  const measured: Round[] = [];
  for (let round = 0; round < rounds; round++) {
    // In turns, so that whatever else the machine does hits both alike.
    measured.push({ copy: await copyRound(pool, size, asking), store: await storeRound(pool, size, asking) });
  }
  const points = size.endpoints * size.minutes * endpointFamily.values.length;
  const rate = (seconds: number) => points / seconds;
  const ratios = measured.map(({ copy, store }) => copy / store);
  const label = asking.title;
  return [
    { measured: `bare COPY`, value: rate(median(measured.map(({ copy }) => copy))), unit: "points/s" },
    {
      measured: label,
      value: rate(median(measured.map(({ store }) => store))),
      unit: "points/s",
      comparedTo: "COPY of the same rows",
      ratio: median(ratios),
      atLeast: 0.5,
    },
  ];
}

const median = (values: number[]) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] as number;

async function clear(pool: pg.Pool): Promise<void> {
  const tables = resolutionNames.map((resolution) => `vpc_endpoint_metric_${resolution}`);
  await pool.query(`TRUNCATE ${tables.join(", ")}, metric_watermark`);
  await pool.query("CHECKPOINT");
}

/** The rows of minutes that an asking leaves, in COPY's text format, by one statement for each set of columns. */
async function copyRound(pool: pg.Pool, size: Size, { groups }: Asking): Promise<number> {
  await clear(pool);
  const statements = groups.map((group) => ({
    columns: rowColumns(endpointFamily, columnsAsked(group.columns), true),
    text: asMinutes(size, start, group),
  }));
  const begun = performance.now();
  await inTransaction(pool, async (client) => {
    for (const { columns, text } of statements) {
      const stream = client.query(copyFrom(`COPY vpc_endpoint_metric_1m (${columns.join(", ")}) FROM STDIN`));
      await pipeline(Readable.from(text), stream);
    }
  });
  return (performance.now() - begun) / 1000;
}

async function storeRound(pool: pg.Pool, size: Size, asking: Asking): Promise<number> {
  await clear(pool);
  let seconds = 0;
  for (const poll of pollsOf(size, asking, start)) {
    // What AWS answers is there before the clock runs.
    const answers = answersOf(size, poll);
    const begun = performance.now();
    await eachLimited([...answers], scopesAtOnce, ({ scope, units }) =>
      storeAnswers(pool, endpointFamily, scope, units, poll.now),
    );
    seconds += (performance.now() - begun) / 1000;
  }
  return seconds;
}

// Run by `bench ingest` as a process of its own: rounds of bare COPY and of storing, for each way of asking.
import { resolve } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { eachLimited } from "#collectors/aws/pages.ts";
import { defaultConcurrency } from "#collectors/slots.ts";
import { migrate } from "#lib/db/migrate.ts";
import { ensurePartitions } from "#lib/db/partitions.ts";
import { openDatabase } from "#lib/db/pool.ts";
import { inTransaction } from "#lib/db/transaction.ts";
import { rowColumns } from "#lib/metrics/copy.ts";
import { partitioning } from "#lib/metrics/partitions.ts";
import { resolutionNames } from "#lib/metrics/schema.ts";
import { storeAnswers } from "#lib/metrics/storeAnswers.ts";
import { endpointFamily } from "#lib/metrics/tables.ts";
import {
  type Asking,
  answersOf,
  askings,
  asMinutes,
  columnsAsked,
  pollsOf,
  type Size,
} from "./pollAnswers.ts";

/** Seconds that both sides of a round took. */
export interface StoreRound {
  copy: number;
  store: number;
}

const rounds = 3;
// A worker stores the answers of as many scopes at the same time.
const scopesAtOnce = defaultConcurrency;
const dayMs = 86_400_000;
/** Midnight of a Tuesday, so that one partition of each width takes all rows. */
const start = Date.parse("2026-11-17T00:00:00Z");

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

async function compare(pool: pg.Pool, size: Size, asking: Asking): Promise<StoreRound[]> {
  const measured: StoreRound[] = [];
  for (let round = 0; round < rounds; round++) {
    // In turns, so that whatever else the machine does hits both alike.
    measured.push({ copy: await copyRound(pool, size, asking), store: await storeRound(pool, size, asking) });
  }
  return measured;
}

async function measure(size: Size): Promise<StoreRound[][]> {
  const { pool, close } = await openDatabase({ statementTimeoutMs: 0 });
  await migrate(pool, resolve("prisma/migrations"));
  for (const resolution of resolutionNames) {
    const table = partitioning(endpointFamily, resolution);
    await ensurePartitions(pool, table, new Date(start), new Date(start + dayMs));
  }
  const measured: StoreRound[][] = [];
  for (const asking of askings) measured.push(await compare(pool, size, asking));
  await close();
  return measured;
}

console.log(JSON.stringify(await measure(JSON.parse(process.argv[2] as string))));

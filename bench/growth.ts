import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type pg from "pg";
import { openEmbedded } from "#lib/db/embedded.ts";
import { migrate } from "#lib/db/migrate.ts";
import { openPool } from "#lib/db/pool.ts";
import { ConfigurationError } from "#lib/errors.ts";
import { partitioning } from "#lib/metrics/partitions.ts";
import { type Resolution, resolutionNames } from "#lib/metrics/schema.ts";
import { storeAnswers } from "#lib/metrics/storeAnswers.ts";
import { endpointFamily, tableOf } from "#lib/metrics/tables.ts";
import { dayOfAnswers, sampleOfFleet } from "./fleet/fleetDay.ts";
import type { Bench, BenchRow } from "./schema.ts";

const defaultEndpoints = 60;

export const bench: Bench = {
  question:
    "How much does the database grow per endpoint, at each resolution, with the mix of a simulated fleet?",
  async run(args) {
    const endpoints = args.length === 0 ? defaultEndpoints : Number(args[0]);
    if (!Number.isInteger(endpoints) || endpoints < 1) {
      throw new ConfigurationError("expected npm run bench -- growth [ENDPOINTS]");
    }
    const dataDir = mkdtempSync(join(tmpdir(), "linkledger-bench-"));
    const server = await openEmbedded({ dataDir, durable: false });
    const pool = openPool(server.url, { statementTimeoutMs: 0 });
    try {
      await migrate(pool, resolve("prisma/migrations"));
      const sample = await sampleOfFleet(endpoints);
      for (const { scope, units, now } of dayOfAnswers(sample)) {
        await storeAnswers(pool, endpointFamily, scope, units, now);
      }
      await pool.query("VACUUM ANALYZE");
      return await rowsOf(pool, endpoints, sample.carrying);
    } finally {
      await pool.end();
      await server.release();
      rmSync(dataDir, { recursive: true, force: true });
    }
  },
};

interface Stored {
  rows: number;
  bytes: number;
}

async function sizeOf(pool: pg.Pool, resolution: Resolution): Promise<Stored> {
  const { rows } = await pool.query<Stored>(
    `SELECT sum(pg_total_relation_size(inhrelid))::float8 AS bytes,
       (SELECT count(*)::float8 FROM ${tableOf(endpointFamily, resolution)}) AS rows
     FROM pg_inherits WHERE inhparent = to_regclass($1)`,
    [tableOf(endpointFamily, resolution)],
  );
  return rows[0] as Stored;
}

async function rowsOf(pool: pg.Pool, endpoints: number, carrying: number): Promise<BenchRow[]> {
  const result: BenchRow[] = [
    {
      measured: "endpoints loaded, of which with traffic in the day",
      value: carrying,
      unit: `of ${endpoints}`,
    },
  ];
  let steady = 0;
  let year = 0;
  let later = 0;
  let hourly = 0;
  for (const resolution of resolutionNames) {
    const { rows, bytes } = await sizeOf(pool, resolution);
    // A day of days fills less than a page: its rows are as wide as hours.
    const each = resolution === "1d" ? hourly : bytes / Math.max(1, rows);
    if (resolution === "1h") hourly = each;
    const { retentionDays } = partitioning(endpointFamily, resolution);
    const perDay = (each * rows) / endpoints;
    steady += perDay * retentionDays;
    year += perDay * Math.min(365, retentionDays);
    if (retentionDays > 365) later += perDay * Math.min(365, retentionDays - 365);
    const label = tableOf(endpointFamily, resolution);
    result.push(
      { measured: `${label}: rows`, value: rows / endpoints, unit: "per endpoint and day" },
      { measured: `${label}: size of a row with its index`, value: each, unit: "bytes" },
      {
        measured: `${label}: kept ${retentionDays} days`,
        value: (perDay * retentionDays) / 1024,
        unit: "KiB per endpoint",
      },
    );
  }
  const mib = 1024 * 1024;
  result.push(
    { measured: "growth in the first year", value: year / mib, unit: "MiB per endpoint" },
    { measured: "growth in the second year", value: later / mib, unit: "MiB per endpoint" },
    { measured: "in the end, all retentions full", value: steady / mib, unit: "MiB per endpoint" },
    { measured: "the same for 100,000 endpoints", value: (steady * 100_000) / (mib * 1024), unit: "GiB" },
  );
  return result;
}

import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type pg from "pg";
import { GET } from "#app/metrics/route.ts";
import { fillEndpoints } from "./fleet/fillEndpoints.ts";
import type { Bench, BenchRow } from "./schema.ts";
import {
  bestSeconds,
  type Measured,
  measure,
  readAnswer,
  readCopy,
  serveRoute,
  withOwnDatabase,
} from "./streams/served.ts";

const rounds = 5;

export const bench: Bench = {
  question:
    "Can Prometheus scrape /metrics at 100,000 endpoints: how large, how long and with how much memory, held against COPY of the same rows?",
  async run([size = "100000"]) {
    const endpoints = Number(size);
    return withOwnDatabase(async (pool, dataDir) => {
      await fillEndpoints(pool, endpoints);
      const http = await serveRoute(GET);
      const rows: BenchRow[] = [];
      for (const series of [0, 2000, endpoints]) {
        setSeries(series);
        rows.push(...(await compare(pool, http.port, series, endpoints)));
      }
      rows.push(...(await byPrometheus(http.port, dataDir)));
      http.close();
      return rows;
    });
  },
};

let changes = 0;

function setSeries(series: number): void {
  // A file of another name, so that nobody goes by the time of the one before.
  process.env.LINKLEDGER_CONFIG = join(tmpdir(), `linkledger-bench-${process.pid}-${++changes}.yaml`);
  writeFileSync(process.env.LINKLEDGER_CONFIG, `metrics: { endpointSeries: ${series} }\n`);
}

async function compare(pool: pg.Pool, port: number, series: number, size: number): Promise<BenchRow[]> {
  const address = `http://127.0.0.1:${port}/metrics`;
  const copies: Measured[] = [];
  const answers: Measured[] = [];
  await measure(() => readAnswer(address));
  for (let round = 0; round < rounds; round++) {
    copies.push(await measure(() => readCopy(pool, rowsOf(series))));
    answers.push(await measure(() => readAnswer(address)));
  }
  const of = `${size.toLocaleString("en-US")} endpoints, ${series.toLocaleString("en-US")} of them with series`;
  const whole = series === size;
  return [
    {
      measured: `/metrics, ${of}`,
      value: bestSeconds(answers),
      unit: "s",
      // Without series of endpoints there is nothing to copy.
      ...(series > 0 && {
        comparedTo: "COPY of the same rows",
        ratio: bestSeconds(answers) / bestSeconds(copies),
      }),
      ...(whole && { atMost: 5 }),
    },
    { measured: "its size", value: (answers[0]?.bytes ?? 0) / 1e6, unit: "MB" },
    {
      measured: "memory above the start",
      value: Math.max(...answers.map(({ memoryMb }) => memoryMb)),
      unit: "MB",
      ...(whole && { atMost: 96 }),
    },
  ];
}

/** What each series is made of, as Postgres writes it. */
const rowsOf = (
  series: number,
) => `SELECT e.vpc_endpoint_id, e.account_id, e.region, t.bytes_30d, t.last_traffic_at,
    greatest(e.last_seen_at, s.last_success_at)
  FROM vpc_endpoint e
  LEFT JOIN vpc_endpoint_traffic t ON t.account_id = e.account_id AND t.vpc_endpoint_id = e.vpc_endpoint_id
  LEFT JOIN collector_scope s ON s.account_id = e.account_id AND s.region = e.region AND s.collector = e.collector
  WHERE e.gone_at IS NULL ORDER BY t.bytes_30d DESC NULLS LAST, e.account_id, e.vpc_endpoint_id LIMIT ${series}`;

/** Scraped by a real Prometheus, as it says itself; nothing where it is not installed. */
async function byPrometheus(port: number, folder: string): Promise<BenchRow[]> {
  const config = join(folder, "prometheus.yml");
  const scrape = { job_name: "linkledger", static_configs: [{ targets: [`127.0.0.1:${port}`] }] };
  const text = { global: { scrape_interval: "15s", scrape_timeout: "15s" }, scrape_configs: [scrape] };
  writeFileSync(config, JSON.stringify(text));
  const own = port === 65_535 ? port - 1 : port + 1;
  const child = spawn(
    "prometheus",
    [
      `--config.file=${config}`,
      `--storage.tsdb.path=${join(folder, "tsdb")}`,
      `--web.listen-address=127.0.0.1:${own}`,
    ],
    { stdio: "ignore" },
  );
  const missing = new Promise<boolean>((done) => child.once("error", () => done(true)));
  try {
    for (let attempt = 0; attempt < 60; attempt++) {
      if (await Promise.race([missing, delay(1000, false)])) return [];
      const samples = await ask(own, "scrape_samples_scraped");
      if (samples === undefined) continue;
      return [
        {
          measured: "the same, scraped by Prometheus",
          value: (await ask(own, "scrape_duration_seconds")) ?? Number.NaN,
          unit: "s",
          // Of the scrape_timeout above.
          atMost: 15,
        },
        { measured: "samples that it took", value: samples, unit: "samples" },
        { measured: "up", value: (await ask(own, "up")) ?? 0, unit: "", atLeast: 1 },
      ];
    }
    throw new Error("Prometheus has not scraped within a minute");
  } finally {
    child.kill();
  }
}

async function ask(port: number, query: string): Promise<number | undefined> {
  const answer = await fetch(`http://127.0.0.1:${port}/api/v1/query?query=${query}`).catch(() => undefined);
  if (!answer?.ok) return undefined;
  const { data } = (await answer.json()) as { data: { result: { value: [number, string] }[] } };
  const value = data.result[0]?.value[1];
  return value === undefined ? undefined : Number(value);
}

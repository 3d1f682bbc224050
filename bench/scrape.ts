import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setTimeout as delay } from "node:timers/promises";
import type pg from "pg";
import { to as copyTo } from "pg-copy-streams";
import { GET } from "#app/metrics/route.ts";
import { openEmbedded } from "#lib/db/embedded.ts";
import { migrate } from "#lib/db/migrate.ts";
import { closeDatabase, type Database, openPool } from "#lib/db/pool.ts";
import { fillEndpoints } from "./fleet/fillEndpoints.ts";
import type { Bench, BenchRow } from "./schema.ts";

const rounds = 5;

interface Measured {
  seconds: number;
  bytes: number;
  memoryMb: number;
}

export const bench: Bench = {
  question:
    "Can Prometheus scrape /metrics at 100,000 endpoints: how large, how long and with how much memory, held against COPY of the same rows?",
  async run([size = "100000"]) {
    const endpoints = Number(size);
    const dataDir = mkdtempSync(join(tmpdir(), "linkledger-bench-"));
    process.env.LINKLEDGER_CONFIG = join(dataDir, "linkledger.yaml");
    const server = await openEmbedded({ dataDir, durable: false });
    const pool = openPool(server.url, { statementTimeoutMs: 0 });
    const shared = globalThis as { linkledgerDatabase?: Promise<Database> };
    shared.linkledgerDatabase = Promise.resolve({ pool, url: server.url, close: () => pool.end() });
    try {
      await migrate(pool, resolve("prisma/migrations"));
      await fillEndpoints(pool, endpoints);
      const http = await serve();
      const { port } = http.address() as AddressInfo;
      const rows: BenchRow[] = [];
      for (const series of [0, 2000, endpoints]) {
        setSeries(series);
        rows.push(...(await compare(pool, port, series, endpoints)));
      }
      rows.push(...(await byPrometheus(port, dataDir)));
      http.closeAllConnections();
      http.close();
      return rows;
    } finally {
      await closeDatabase();
      await server.release();
      rmSync(dataDir, { recursive: true, force: true });
    }
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
  await measure(() => read(address));
  for (let round = 0; round < rounds; round++) {
    copies.push(await measure(() => readCopy(pool, series)));
    answers.push(await measure(() => read(address)));
  }
  const best = (measured: Measured[]) => Math.min(...measured.map(({ seconds }) => seconds));
  const of = `${size.toLocaleString("en-US")} endpoints, ${series.toLocaleString("en-US")} of them with series`;
  const whole = series === size;
  return [
    {
      measured: `/metrics, ${of}`,
      value: best(answers),
      unit: "s",
      // Without series of endpoints there is nothing to copy.
      ...(series > 0 && { comparedTo: "COPY of the same rows", ratio: best(answers) / best(copies) }),
      ...(whole && { atMost: 25 }),
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
async function readCopy(pool: pg.Pool, series: number): Promise<number> {
  const client = await pool.connect();
  const rows = `SELECT e.vpc_endpoint_id, e.account_id, e.region, t.bytes_30d, t.last_traffic_at,
      greatest(e.last_seen_at, s.last_success_at)
    FROM vpc_endpoint e
    LEFT JOIN vpc_endpoint_traffic t ON t.account_id = e.account_id AND t.vpc_endpoint_id = e.vpc_endpoint_id
    LEFT JOIN collector_scope s ON s.account_id = e.account_id AND s.region = e.region AND s.collector = e.collector
    WHERE e.gone_at IS NULL ORDER BY t.bytes_30d DESC NULLS LAST, e.account_id, e.vpc_endpoint_id LIMIT ${series}`;
  try {
    return await drain(client.query(copyTo(`COPY (${rows}) TO STDOUT`)));
  } finally {
    client.release();
  }
}

/** The route handler behind Node's own HTTP server. */
async function serve(): Promise<Server> {
  const server = createServer(async (incoming, outgoing) => {
    const answer = await GET(new Request(`http://127.0.0.1${incoming.url}`), { params: Promise.resolve({}) });
    outgoing.writeHead(answer.status, Object.fromEntries(answer.headers));
    const body = Readable.fromWeb(answer.body as Parameters<typeof Readable.fromWeb>[0]);
    await pipeline(body, outgoing).catch(() => {});
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return server;
}

async function measure(work: () => Promise<number>): Promise<Measured> {
  globalThis.gc?.();
  const before = process.memoryUsage.rss();
  let peak = before;
  const sampling = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss());
  }, 10);
  const start = performance.now();
  const bytes = await work();
  const seconds = (performance.now() - start) / 1000;
  clearInterval(sampling);
  return { seconds, bytes, memoryMb: (peak - before) / 1e6 };
}

async function read(address: string): Promise<number> {
  const asked = request(address, { agent: false });
  asked.end();
  const [answer] = (await once(asked, "response")) as [Readable & { statusCode?: number }];
  if (answer.statusCode !== 200) throw new Error(`/metrics answered ${answer.statusCode}`);
  return drain(answer);
}

async function drain(stream: Readable): Promise<number> {
  let bytes = 0;
  for await (const chunk of stream) bytes += (chunk as Buffer).length;
  return bytes;
}

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

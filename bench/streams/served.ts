// One route handler behind Node's own HTTP server, over a database of its own, and what reading from it takes.
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type pg from "pg";
import { to as copyTo } from "pg-copy-streams";
import { openEmbedded } from "#lib/db/embedded.ts";
import { migrate } from "#lib/db/migrate.ts";
import { closeDatabase, type Database, openPool } from "#lib/db/pool.ts";

/** What a run measured: seconds, bytes, and how far memory rose above where it stood before. */
export interface Measured {
  seconds: number;
  bytes: number;
  memoryMb: number;
}

type Route = (request: Request, context: { params: Promise<Record<string, never>> }) => Promise<Response>;

/** An empty migrated database that this process takes for its own, for as long as `work` runs. */
export async function withOwnDatabase<T>(work: (pool: pg.Pool, dataDir: string) => Promise<T>): Promise<T> {
  const dataDir = mkdtempSync(join(tmpdir(), "linkledger-bench-"));
  const server = await openEmbedded({ dataDir, durable: false });
  const pool = openPool(server.url, { statementTimeoutMs: 0 });
  const shared = globalThis as { linkledgerDatabase?: Promise<Database> };
  shared.linkledgerDatabase = Promise.resolve({ pool, url: server.url, close: () => pool.end() });
  try {
    await migrate(pool, resolve("prisma/migrations"));
    return await work(pool, dataDir);
  } finally {
    await closeDatabase();
    await server.release();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** Serves `route` at every path. */
export async function serveRoute(route: Route): Promise<{ port: number; close(): void }> {
  const server = createServer(async (incoming, outgoing) => {
    const abort = new AbortController();
    outgoing.once("close", () => abort.abort());
    const asked = new Request(`http://127.0.0.1${incoming.url}`, { signal: abort.signal });
    const answer = await route(asked, { params: Promise.resolve({}) });
    outgoing.writeHead(answer.status, Object.fromEntries(answer.headers));
    const body = Readable.fromWeb(answer.body as Parameters<typeof Readable.fromWeb>[0]);
    await pipeline(body, outgoing).catch(() => {});
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

export async function measure(read: () => Promise<number>): Promise<Measured> {
  globalThis.gc?.();
  const before = process.memoryUsage.rss();
  let peak = before;
  const sampling = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss());
  }, 10);
  const start = performance.now();
  const bytes = await read();
  const seconds = (performance.now() - start) / 1000;
  clearInterval(sampling);
  return { seconds, bytes, memoryMb: (peak - before) / 1e6 };
}

/** The fastest round is the one that the rest of the machine disturbed least. */
export const bestSeconds = (measured: Measured[]) => Math.min(...measured.map(({ seconds }) => seconds));

/** Reads an answer to its end over a connection of its own, and tells its bytes. */
export async function readAnswer(address: string): Promise<number> {
  const asked = request(address, { agent: false });
  asked.end();
  const [answer] = (await once(asked, "response")) as [Readable & { statusCode?: number }];
  if (answer.statusCode !== 200) throw new Error(`${address} answered ${answer.statusCode}`);
  return drain(answer);
}

/** Reads `rows` as Postgres writes CSV without any care for spreadsheets, and tells their bytes. */
export async function readCopy(pool: pg.Pool, rows: string): Promise<number> {
  const client = await pool.connect();
  try {
    return await drain(client.query(copyTo(`COPY (${rows}) TO STDOUT WITH (FORMAT csv, HEADER)`)));
  } finally {
    client.release();
  }
}

async function drain(stream: Readable): Promise<number> {
  let bytes = 0;
  for await (const chunk of stream) bytes += (chunk as Buffer).length;
  return bytes;
}

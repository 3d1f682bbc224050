import { rmSync } from "node:fs";
import { resolve } from "node:path";
import type pg from "pg";
import { type EmbeddedPostgres, openEmbedded } from "../db/embedded.ts";
import { processAlive } from "../db/fileLock.ts";
import { migrate } from "../db/migrate.ts";
import { openPool } from "../db/pool.ts";

const dataDir = resolve(".data/test");

async function openServer(): Promise<EmbeddedPostgres> {
  const options = { dataDir, durable: false };
  try {
    return await openEmbedded(options);
  } catch {
    // Without fsync a crash of the machine may leave a server that cannot start; there is nothing to lose in it.
    rmSync(dataDir, { recursive: true, force: true });
    return await openEmbedded(options);
  }
}

/** Databases carry the process id of their run; those of runs that were killed are dropped by the next one. */
async function dropLeftovers(pool: pg.Pool): Promise<void> {
  const { rows } = await pool.query<{ name: string }>(
    "SELECT datname AS name FROM pg_database WHERE datname ~ '^test_[0-9]+_'",
  );
  for (const { name } of rows) {
    if (!processAlive(Number(name.split("_")[1])))
      await pool.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  }
}

/**
 * A migrated database on the embedded server for tests, which all test runs of this checkout share.
 * `close` drops the database and lets go of the server.
 */
export async function openMigratedDatabase(label: string): Promise<{ url: string; close(): Promise<void> }> {
  const server = await openServer();
  const admin = openPool(server.url, { max: 1 });
  await dropLeftovers(admin);
  const name = `test_${process.pid}_${label}`;
  await admin.query(`CREATE DATABASE ${name}`);
  const url = server.url.replace(/[^/]+$/, name);
  const pool = openPool(url, { max: 1 });
  await migrate(pool, resolve("prisma/migrations"));
  await pool.end();
  return {
    url,
    async close() {
      await admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
      await admin.end();
      await server.release();
    },
  };
}

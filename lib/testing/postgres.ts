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

export interface MigratedDatabase {
  url: string;
  /** Makes a database of the same server with all that is in this one, which nobody may be connected to meanwhile. */
  copy(label: string): Promise<string>;
  /** Drops the database and its copies, and lets go of the server. */
  close(): Promise<void>;
}

/** A migrated database on the embedded server for tests, which all test runs of this checkout share. */
export async function openMigratedDatabase(label: string): Promise<MigratedDatabase> {
  const server = await openServer();
  const admin = openPool(server.url, { max: 1 });
  await dropLeftovers(admin);
  const names: string[] = [];
  const create = async (suffix: string, from = "") => {
    const name = `test_${process.pid}_${suffix}`;
    await admin.query(`CREATE DATABASE ${name} ${from}`);
    names.push(name);
    return server.url.replace(/[^/]+$/, name);
  };
  const url = await create(label);
  const pool = openPool(url, { max: 1 });
  await migrate(pool, resolve("prisma/migrations"));
  await pool.end();
  return {
    url,
    copy: (suffix) => create(suffix, `TEMPLATE ${names[0]} STRATEGY FILE_COPY`),
    async close() {
      for (const name of names) await admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
      await admin.end();
      await server.release();
    },
  };
}

import { rmSync } from "node:fs";
import { resolve } from "node:path";
import type pg from "pg";
import type { TestProject } from "vitest/node";
import { type EmbeddedPostgres, openEmbedded } from "../db/embedded.ts";
import { processAlive } from "../db/fileLock.ts";
import { migrate } from "../db/migrate.ts";
import { openPool } from "../db/pool.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Connection string of the migrated template database of this run. */
    templateUrl: string;
  }
}

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

/** One server per run, or the one of a run that is going on beside it, and one migrated template in it. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await openServer();
  const admin = openPool(server.url, { max: 1 });
  await dropLeftovers(admin);
  const name = `test_${process.pid}_template`;
  await admin.query(`CREATE DATABASE ${name}`);
  const templateUrl = server.url.replace(/[^/]+$/, name);
  const template = openPool(templateUrl, { max: 1 });
  await migrate(template, resolve("prisma/migrations"));
  await template.end();
  project.provide("templateUrl", templateUrl);
  return async () => {
    await admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    await admin.end();
    await server.release();
  };
}

import { setTimeout as delay } from "node:timers/promises";
import type pg from "pg";
import { afterAll, beforeAll, inject } from "vitest";
import { type Database, openPool } from "../db/pool.ts";

let counter = 0;

function urlOf(template: string, name: string): string {
  return template.replace(/[^/]+$/, name);
}

/** Sessions still open in `name`, waiting a moment for those whose end is on its way. */
async function sessions(admin: pg.Pool, name: string): Promise<string[]> {
  for (let attempt = 0; ; attempt++) {
    const { rows } = await admin.query<{ session: string }>(
      `SELECT application_name || ': ' || left(query, 200) AS session FROM pg_stat_activity
       WHERE datname = $1 AND backend_type = 'client backend'`,
      [name],
    );
    if (rows.length === 0 || attempt >= 40) return rows.map(({ session }) => session);
    await delay(50);
  }
}

/**
 * Makes a database of its own from the run's migrated template, or from another that nobody is connected to. `close`
 * drops it and throws if sessions are left.
 */
export async function cloneDatabase(template: string = inject("templateUrl")): Promise<Database> {
  const templateName = new URL(template).pathname.slice(1);
  const run = templateName.split("_")[1];
  const name = `test_${run}_${process.pid}_${++counter}`;
  const admin = openPool(urlOf(template, "postgres"), { max: 1 });
  await admin.query(`CREATE DATABASE ${name} TEMPLATE ${templateName} STRATEGY FILE_COPY`);
  const url = urlOf(template, name);
  const pool = openPool(url, { max: 5, applicationName: "test" });
  return {
    url,
    pool,
    async close() {
      if (!pool.ended) await pool.end();
      const left = await sessions(admin, name);
      await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
      await admin.end();
      if (left.length > 0) throw new Error(`database connections left open:\n${left.join("\n")}`);
    },
  };
}

/**
 * A database for the suite (file or describe) that calls it: cloned before its tests, dropped after them.
 * The suite fails when it leaves a connection open. `pool` and `url` are there once tests run.
 */
export function testDatabase(): Database {
  let open: Database | undefined;
  const current = () => {
    if (!open) throw new Error("the test database exists only while tests and their hooks run");
    return open;
  };
  beforeAll(async () => {
    open = await cloneDatabase();
  });
  afterAll(async () => {
    await open?.close();
  });
  return {
    get pool() {
      return current().pool;
    },
    get url() {
      return current().url;
    },
    // The suite's end closes it; code under test that closes its database must not take it from the next test.
    close: async () => {},
  };
}

import { expect, it, vi } from "vitest";
import { isConnectionError } from "#lib/db/connectionErrors.ts";
import { type Database, openPool } from "#lib/db/pool.ts";
import { testDatabase } from "#lib/testing/database.ts";
import { openDatabaseProxy } from "./faults/testing/databaseProxy.ts";
import { collect, organizationConfig, testSimulator } from "./testing.ts";

testSimulator({ fleet: { accounts: 1, regions: 1, endpoints: 6 } });
const db = testDatabase();
const only = ({ collector }: { collector: string }) =>
  ["accounts", "regions", "endpoints"].includes(collector);

/** The collectors' way to the database breaks once, at the first statement with this text. */
async function collectOver(statement: string) {
  let broken = false;
  const proxy = await openDatabaseProxy(db.url, statement, () => {
    const once = broken;
    broken = true;
    return once;
  });
  const pool = openPool(proxy.url, { max: 5 });
  try {
    return await collect(
      { pool, url: proxy.url, close: async () => {} } satisfies Database,
      organizationConfig(),
      only,
    );
  } finally {
    await pool.end();
    await proxy.close();
  }
}

it("buckets that cannot be reached for a moment hold nobody up", async () => {
  const runs = await collectOver("INSERT INTO api_bucket");
  expect(new Set(runs.map(({ outcome }) => outcome))).toEqual(new Set(["success"]));
});

it("a run whose database goes away is closed as interrupted, and its scope stays as it was", async () => {
  await db.pool.query("UPDATE collector_scope SET content_digest = NULL WHERE collector = 'endpoints'");
  const scopes =
    "SELECT md5(string_agg(s::text, ',' ORDER BY s::text)) AS sum FROM collector_scope s WHERE collector = 'endpoints'";
  const before = (await db.pool.query(scopes)).rows[0];
  const thrown = await collectOver("FOR UPDATE").catch((error: unknown) => error);
  expect(isConnectionError(thrown)).toBe(true);
  const { rows } = await db.pool.query(
    `SELECT collector, error_class AS class, error_code AS code FROM collector_run
     WHERE ended_at IS NULL OR outcome <> 'success'`,
  );
  expect(rows).toEqual([{ collector: "endpoints", class: "interrupted", code: "DatabaseUnavailable" }]);
  expect((await db.pool.query(scopes)).rows[0]).toEqual(before);
});

it("leaves no timer behind that would keep its process waiting", async () => {
  const set = vi.spyOn(globalThis, "setTimeout");
  const cleared = vi.spyOn(globalThis, "clearTimeout");
  // Runs that are not disturbed have a timer each, so that there is something to leave behind.
  await collectOver("a statement that nobody sends");
  await expect(collectOver("status <> 'ACTIVE'")).rejects.toThrow();
  const long = set.mock.results.filter((_, i) => (set.mock.calls[i]?.[1] ?? 0) > 60_000);
  const gone = new Set(cleared.mock.calls.map(([timer]) => timer));
  expect(long.filter(({ value }) => !gone.has(value))).toEqual([]);
  expect(long.length).toBeGreaterThan(0);
  vi.restoreAllMocks();
});

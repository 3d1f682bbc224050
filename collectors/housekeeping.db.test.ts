import { runMigrations } from "graphile-worker";
import { expect, it, vi } from "vitest";
import { configSchema } from "#lib/config/schema.ts";
import { ScopeLocks } from "#lib/runs/locks.ts";
import { testDatabase } from "#lib/testing/database.ts";
import { keepHouse } from "./housekeeping.ts";

const db = testDatabase();

async function addRun(startedAt: Date): Promise<void> {
  await db.pool.query(
    `INSERT INTO collector_run (account_id, run_id, region, collector, started_at, ended_at)
     VALUES ('111111111111', gen_random_uuid(), 'us-east-1', 'endpoints', $1, $1)`,
    [startedAt],
  );
}
const runs = async () => (await db.pool.query("SELECT started_at FROM collector_run")).rowCount;
const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000);

it("forgets runs of more than a month ago, but not because this machine's clock runs ahead", async () => {
  await runMigrations({ connectionString: db.url });
  const runtime = { db, locks: new ScopeLocks(db), config: configSchema.parse({}) };
  await addRun(daysAgo(1));
  await addRun(daysAgo(40));
  vi.stubEnv("LINKLEDGER_NOW", new Date(Date.now() + 400 * 86_400_000).toISOString());
  await keepHouse(runtime);
  expect(await runs()).toBe(1);
  vi.stubEnv("LINKLEDGER_NOW", daysAgo(0).toISOString());
  await keepHouse(runtime);
  expect(await runs()).toBe(1);
  await runtime.locks.close();
});

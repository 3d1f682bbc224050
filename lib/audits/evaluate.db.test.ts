import { beforeAll, expect, it } from "vitest";
import { configSchema } from "../config/schema.ts";
import { endpointRow, insertEndpoints, scopeRow } from "../testing/endpointRows.ts";
import { insertRows, processDatabase } from "../testing/rows.ts";
import { evaluator } from "./evaluate.ts";

const db = processDatabase();
const config = configSchema.parse({});
const at = (now: string) => evaluator.evaluate({ db, config, now: new Date(now) });
const run = (runId: number, startedAt: string, overrides: Record<string, unknown> = {}) => ({
  accountId: "111111111111",
  runId: `0190e0e0-0000-7000-8000-${String(runId).padStart(12, "0")}`,
  region: "us-east-1",
  collector: "endpoints",
  startedAt: new Date(startedAt),
  outcome: "success",
  ...overrides,
});

async function ledger(): Promise<Record<string, string>> {
  const { rows } = await db.pool.query<{ quarter: string; days: string }>(
    "SELECT quarter, days FROM scope_quarter WHERE collector = 'endpoints'",
  );
  return Object.fromEntries(rows.map(({ quarter, days }) => [quarter, days]));
}

async function snapshots() {
  const { rows } = await db.pool.query<{ quarter: string; made_by: string; as_of: Date }>(
    "SELECT quarter, made_by, as_of FROM audit_snapshot ORDER BY as_of",
  );
  return rows.map((row) => `${row.quarter} ${row.made_by} ${row.as_of.toISOString()}`);
}

beforeAll(async () => {
  await insertRows(db, "collector_scope", [scopeRow()]);
  await insertEndpoints(db, [endpointRow("vpce-1", { firstSeenAt: new Date("2026-09-29T00:00:00Z") })]);
});

it("records complete days while records of runs are there, and makes each quarter's audit once, when it has settled", async () => {
  await insertRows(db, "collector_run", [
    run(1, "2026-09-29T05:00:00Z"),
    run(2, "2026-09-30T05:00:00Z", { outcome: "failed" }),
  ]);
  expect(await at("2026-09-30T12:00:00Z")).toEqual({ asOf: null, judged: 0, changed: 0 });
  expect(await ledger()).toEqual({ "2026Q3": `${".".repeat(90)}cf` });

  await insertRows(db, "collector_run", [
    run(3, "2026-09-30T23:00:00Z"),
    run(4, "2026-10-01T05:00:00Z", { outcome: "partial" }),
  ]);
  expect(await at("2026-10-03T23:59:00Z")).toMatchObject({ changed: 0 });
  expect(await ledger()).toEqual({ "2026Q3": `${".".repeat(90)}cc`, "2026Q4": "p" });
  expect(await snapshots()).toEqual([]);

  expect(await at("2026-10-04T00:00:00Z")).toEqual({
    asOf: new Date("2026-10-01T00:00:00Z"),
    judged: 1,
    changed: 1,
  });
  expect(await at("2026-10-04T01:00:00Z")).toMatchObject({ judged: 1, changed: 0 });
  expect(await snapshots()).toEqual(["2026Q3 schedule 2026-10-01T00:00:00.000Z"]);

  await db.pool.query("DELETE FROM collector_run");
  await at("2026-10-05T00:00:00Z");
  expect(await ledger()).toEqual({ "2026Q3": `${".".repeat(90)}cc`, "2026Q4": "p" });
});

it("makes none of a quarter in which nothing was ever complete", async () => {
  expect(await at("2027-02-01T00:00:00Z")).toEqual({ asOf: null, judged: 0, changed: 0 });
  expect(await snapshots()).toHaveLength(1);
});

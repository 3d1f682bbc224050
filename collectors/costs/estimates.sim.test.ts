import { expect, it } from "vitest";
import { configSchema } from "#lib/config/schema.ts";
import { evaluator } from "#lib/cost/evaluate.ts";
import { testDatabase } from "#lib/testing/database.ts";
import { collect, organizationConfig, testNow, testSimulator } from "../testing.ts";

testSimulator({ fleet: { accounts: 3, regions: 2, endpoints: 40 } });
const db = testDatabase();
const now = new Date(testNow);
const evaluate = (at = now) => evaluator.evaluate({ db, config: configSchema.parse({}), now: at });

interface Day {
  accountId: string;
  day: string;
  region: string;
  charge: string;
  estimated: number | null;
  billed: number | null;
  unexplained: number;
  causes: { cause: string; usd: number }[];
  flagged: boolean;
}

const reconciled = async (first: string, last: string) =>
  (
    await db.pool.query<Day>(
      `SELECT account_id AS "accountId", day, region, charge, estimated_usd AS estimated, billed_usd AS billed,
         unexplained_usd AS unexplained, causes, flagged
       FROM cost_reconciliation_day WHERE charge LIKE 'VpcEndpoint-%' AND day BETWEEN $1 AND $2 ORDER BY 1, 2, 3, 4`,
      [first, last],
    )
  ).rows;

/** What the estimate and the bill are made of. */
const needed = new Set([
  "accounts",
  "regions",
  "endpoints",
  "network",
  "load-balancers",
  "prices",
  "metrics",
  "costs",
]);

it("estimates the bill of every account, region, charge and day to the cent, where nothing is planted", async () => {
  const runs = await collect(db, organizationConfig(), ({ collector }) => needed.has(collector));
  expect(runs.filter(({ outcome }) => outcome === "failed" || outcome === "partial")).toEqual([]);
  await evaluate();
  const days = await reconciled("2026-11-01", "2026-11-16");
  expect(days.length).toBeGreaterThan(100);
  expect(days.filter(({ unexplained }) => Math.abs(unexplained) > 1e-5)).toEqual([]);
  expect(days.filter(({ estimated }) => !estimated).length).toBeLessThan(days.length / 2);
  const sum = (pick: (day: Day) => number | null) => days.reduce((added, day) => added + (pick(day) ?? 0), 0);
  expect(sum(({ estimated }) => estimated)).toBeCloseTo(
    sum(({ billed }) => billed),
    3,
  );
});

it("stores nothing again that it estimated before, and says the same by zone, by endpoint and by day", async () => {
  const content = async () =>
    (
      await db.pool.query(
        `SELECT md5(string_agg(d::text || d.xmin::text, ',' ORDER BY d::text)) AS days,
           (SELECT md5(string_agg(c::text || c.xmin::text, ',' ORDER BY c::text)) FROM cost_reconciliation_day c) AS bill
         FROM endpoint_cost_day d`,
      )
    ).rows[0];
  const before = await content();
  expect(await evaluate(new Date(testNow + 60_000))).toMatchObject({ changed: 0 });
  expect(await content()).toEqual(before);
});

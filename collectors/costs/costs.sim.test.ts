import { expect, it } from "vitest";
import { regionOfUsageType } from "#lib/cost/usageTypes.ts";
import { testDatabase } from "#lib/testing/database.ts";
import { collect, organizationConfig, testNow, testSimulator } from "../testing.ts";
import { daysToAsk } from "./days.ts";

const simulator = testSimulator({ fleet: { accounts: 3, regions: 2, endpoints: 30 } });
const db = testDatabase();
const only = ({ collector }: { collector: string }) => collector === "accounts" || collector === "costs";

const billed = async () =>
  (
    await db.pool.query<{ total: number; days: number; content: string; unknown: number }>(
      `SELECT sum(unblended_cost_usd) AS total, count(DISTINCT day)::int AS days,
         md5(string_agg(t::text || xmin::text, ',' ORDER BY t::text)) AS content,
         (count(*) FILTER (WHERE region = '' AND usage_type <> 'NoUsageType'))::int AS unknown
       FROM billed_cost t`,
    )
  ).rows[0];

it("is collected once for the payer, for more than a year, whatever the size of a page", async () => {
  simulator.it.control.costPageSize = 300;
  const runs = await collect(db, organizationConfig(), only);
  const costs = runs.filter(({ scope }) => scope.collector === "costs");
  expect(costs).toHaveLength(1);
  expect(costs[0]).toMatchObject({ outcome: "success" });
  expect(costs[0]?.costUsd).toBeCloseTo((costs[0]?.apiCalls ?? 0) * 0.01, 10);
  const all = await billed();
  expect(all?.days).toBeGreaterThan(365);
  expect(all?.unknown).toBe(0);
  let expected = 0;
  const { bills, fleet } = simulator.it;
  for (const month of monthsOf(testNow)) {
    for (const region of fleet.regions) {
      for (const line of await bills.month(region, month, testNow)) {
        const credit = line.service === "Amazon Virtual Private Cloud" && line.recordType === "Credit";
        if (!credit && !/VpcEndpoint|LoadBalancerUsage$|LCUUsage$/.test(line.usageType)) continue;
        for (const cost of line.cost) expected += cost;
      }
    }
  }
  expect(all?.total).toBeCloseTo(expected, 4);
});

it("rewrites no line that says the same", async () => {
  const before = await billed();
  const runs = await collect(db, organizationConfig(), only);
  expect(runs.find(({ scope }) => scope.collector === "costs")).toMatchObject({ created: 0, modified: 0 });
  expect(await billed()).toEqual(before);
});

it("keeps the bill when Cost Explorer refuses", async () => {
  const before = await billed();
  simulator.it.control.faults.add({ kind: "denied", action: "GetCostAndUsage" });
  const runs = await collect(db, organizationConfig(), only);
  expect(runs.find(({ scope }) => scope.collector === "costs")).toMatchObject({
    outcome: "failed",
    failure: { errorClass: "denied" },
  });
  expect(await billed()).toEqual(before);
});

it("asks again for the days that may still change, and never for more than the bill of two months", () => {
  const now = new Date("2026-11-18T14:05:00Z");
  expect(daysToAsk({ lastDay: null, firstEstimatedDay: null }, now)).toEqual({
    start: "2025-11-01",
    end: "2026-11-19",
  });
  expect(daysToAsk({ lastDay: "2026-11-18", firstEstimatedDay: null }, now).start).toBe("2026-11-15");
  expect(daysToAsk({ lastDay: "2026-11-18", firstEstimatedDay: "2026-11-01" }, now).start).toBe("2026-11-01");
  expect(daysToAsk({ lastDay: "2026-11-18", firstEstimatedDay: "2025-01-01" }, now).start).toBe("2026-10-02");
  // After a year of not running, everything since is asked for.
  expect(daysToAsk({ lastDay: "2025-11-18", firstEstimatedDay: null }, now).start).toBe("2025-11-15");
});

it("knows the region of a usage type by its prefix", () => {
  expect(regionOfUsageType("VpcEndpoint-Hours")).toBe("us-east-1");
  expect(regionOfUsageType("USE1-VpcEndpoint-Hours")).toBe("us-east-1");
  expect(regionOfUsageType("EU-VpcEndpoint-Bytes")).toBe("eu-west-1");
  expect(regionOfUsageType("APS3-VpcEndpoint-Hours")).toBe("ap-south-1");
  expect(regionOfUsageType("LoadBalancerUsage")).toBe("us-east-1");
  expect(regionOfUsageType("XYZ9-VpcEndpoint-Hours")).toBe("");
});

function monthsOf(now: number): string[] {
  const year = new Date(now).getUTCFullYear();
  const month = new Date(now).getUTCMonth();
  return Array.from({ length: 13 }, (_, i) =>
    new Date(Date.UTC(year, month - i, 1)).toISOString().slice(0, 7),
  );
}

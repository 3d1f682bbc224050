import { expect, it } from "vitest";
import { testDatabase } from "#lib/testing/database.ts";
import { MANAGEMENT_ACCOUNT } from "#simulator/fleet/make.ts";
import { collect, organizationConfig, testNow, testSimulator } from "../testing.ts";

const simulator = testSimulator({ fleet: { accounts: 3, regions: 2, endpoints: 30 } });
const db = testDatabase();
const vpc = "Amazon Virtual Private Cloud";

const run = async (costs = { resourceLevel: true, zoneLevel: true }) => {
  const only = ({ collector }: { collector: string }) => collector === "accounts" || collector === "costs";
  const runs = await collect(db, organizationConfig({ costs }), only);
  const found = runs.find(({ scope }) => scope.collector === "costs");
  if (!found) throw new Error("no run of costs");
  return found;
};
const rowsOf = async <T extends object>(sql: string, values: unknown[] = []) =>
  (await db.pool.query<T>(sql, values)).rows;
const content = async (table: string) =>
  rowsOf(
    `SELECT count(*)::int AS rows, md5(string_agg(t::text || xmin::text, ',' ORDER BY t::text)) AS content FROM ${table} t`,
  );
/** Dollars by day from the newest thirteen on, of the whole bill of endpoints or of one of its splits. */
const byDay = (table: string) =>
  rowsOf<{ day: string; usd: number }>(
    `SELECT day::text, round(sum(unblended_cost_usd), 4) AS usd FROM ${table}
     WHERE service = $1 AND day >= '2026-11-05' GROUP BY 1 ORDER BY 1`,
    [vpc],
  );

it("asks for neither unless the configuration does", async () => {
  const plain = await run({ resourceLevel: false, zoneLevel: false });
  expect(plain.outcome).toBe("success");
  expect(plain.parts.map(({ part }) => part)).toEqual([vpc, "Amazon Elastic Load Balancing"]);
  expect(await content("billed_resource_cost")).toMatchObject([{ rows: 0 }]);
});

it("notes that the payer has not opted in, and counts the run as complete", async () => {
  const found = await run();
  expect(found.outcome).toBe("success");
  expect(found.failure).toBeUndefined();
  expect(found.parts.find(({ part }) => part === "by resource")).toMatchObject({
    outcome: "failed",
    errorClass: "absent",
    errorCode: "DataUnavailableException",
  });
  expect(await content("billed_resource_cost")).toMatchObject([{ rows: 0 }]);
  expect(await byDay("billed_zone_cost")).toEqual(await byDay("billed_cost"));
});

it("splits two weeks by endpoint, which adds up to the bill, and pays for each page", async () => {
  simulator.it.control.resourceCosts.add(MANAGEMENT_ACCOUNT);
  simulator.it.control.costPageSize = 60;
  const found = await run();
  expect(found.outcome).toBe("success");
  expect(found.apiCalls).toBeGreaterThan(10);
  expect(found.costUsd).toBeCloseTo(found.apiCalls * 0.01, 10);
  const days = await byDay("billed_resource_cost");
  expect(days).toHaveLength(14);
  expect(days).toEqual(await byDay("billed_cost"));
  const endpoint = simulator.it.fleet.plan.endpoints.find(({ type }) => type === "Interface");
  const [hours] = await rowsOf<{ accountId: string; region: string; hours: number; usd: number }>(
    `SELECT account_id AS "accountId", region, usage_quantity AS hours, unblended_cost_usd AS usd
     FROM billed_resource_cost WHERE resource_id = $1 AND day = '2026-11-10' AND usage_type LIKE '%Hours'`,
    [endpoint?.id],
  );
  expect(hours).toMatchObject({
    accountId: endpoint?.accountId,
    region: endpoint?.region,
    hours: 24 * (endpoint?.azIds.length ?? 0),
  });
});

it("names the zones as the account does", async () => {
  const zones = await rowsOf<{ zone: string; region: string }>(
    `SELECT DISTINCT availability_zone AS zone, region FROM billed_zone_cost WHERE charge = 'hours' ORDER BY 1`,
  );
  expect(zones.length).toBeGreaterThan(2);
  for (const { zone, region } of zones) expect(zone.slice(0, -1)).toBe(region);
});

it("rewrites no line that says the same", async () => {
  simulator.it.control.resourceCosts.add(MANAGEMENT_ACCOUNT);
  const before = [await content("billed_resource_cost"), await content("billed_zone_cost")];
  expect(await run()).toMatchObject({ outcome: "success", created: 0, modified: 0 });
  expect([await content("billed_resource_cost"), await content("billed_zone_cost")]).toEqual(before);
});

it("keeps what it has where the split is refused, and asks no further back than AWS keeps it", async () => {
  const before = await content("billed_resource_cost");
  simulator.it.control.faults.add({ kind: "denied", action: "GetCostAndUsageWithResources" });
  const found = await run();
  expect(found.outcome).toBe("success");
  expect(found.parts.find(({ part }) => part === "by resource")).toMatchObject({ errorClass: "denied" });
  expect(await content("billed_resource_cost")).toEqual(before);
  simulator.it.control.faults.clear();
  simulator.it.control.resourceCosts.add(MANAGEMENT_ACCOUNT);
  simulator.at(testNow + 40 * 86_400_000);
  expect((await run()).outcome).toBe("success");
  const [span] = await rowsOf<{ first: string; gap: number }>(
    `SELECT min(day)::text AS first, (count(DISTINCT day) FILTER (WHERE day > '2026-11-18' AND day < '2026-12-15'))::int AS gap
     FROM billed_resource_cost`,
  );
  expect(span).toEqual({ first: "2026-11-05", gap: 0 });
});

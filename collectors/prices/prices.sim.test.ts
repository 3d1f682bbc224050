import { expect, it } from "vitest";
import { priceAt } from "#lib/cost/prices/compute.ts";
import { loadPriceTable } from "#lib/cost/prices/data.ts";
import type { PriceProduct } from "#lib/cost/prices/schema.ts";
import { testDatabase } from "#lib/testing/database.ts";
import { regionInfo } from "#simulator/fleet/regions.ts";
import { collect, organizationConfig, testNow, testSimulator } from "../testing.ts";

const simulator = testSimulator({ fleet: { accounts: 2, regions: 2, endpoints: 10 } });
const db = testDatabase();
const day = 86_400_000;

const run = async () => {
  const only = ({ collector }: { collector: string }) => collector === "accounts" || collector === "prices";
  const runs = await collect(db, organizationConfig(), only);
  const prices = runs.filter(({ scope }) => scope.collector === "prices");
  expect(prices).toHaveLength(1);
  return prices[0];
};
const content = async () =>
  (
    await db.pool.query<{ rows: number; content: string }>(
      "SELECT count(*)::int AS rows, md5(string_agg(t::text || xmin::text, ',' ORDER BY t::text)) AS content FROM price t",
    )
  ).rows[0];
const price = async (product: PriceProduct, region: string, at = testNow) =>
  priceAt(await loadPriceTable(db.pool), { product, region, at: new Date(at) });

it("stands a dated fallback in while the list refuses, and says so", async () => {
  simulator.it.control.faults.add({ kind: "denied", service: "pricing" });
  expect(await run()).toMatchObject({
    outcome: "partial",
    failure: { errorClass: "denied", code: "AccessDeniedException" },
  });
  expect(await price("vpce-interface-hour", "ap-northeast-1")).toMatchObject({
    usdPerUnit: 0.014,
    source: "fallback",
    effectiveFrom: "2026-11-01",
  });
  expect(await price("nlb-hour", "ap-south-1")).toMatchObject({ known: false });
});

it("keeps the list's price of every region and tier, which outranks the fallback", async () => {
  expect(await run()).toMatchObject({ outcome: "success", costUsd: 0 });
  for (const region of ["us-east-1", "eu-west-1", "ap-south-1"]) {
    const { endpointHour, nlbHour, nlcuHour } = regionInfo(region);
    const list = { known: true, source: "price-list", effectiveFrom: "2025-10-01" };
    expect(await price("vpce-interface-hour", region)).toMatchObject({ ...list, usdPerUnit: endpointHour });
    expect(await price("nlb-hour", region)).toMatchObject({ ...list, usdPerUnit: nlbHour });
    expect(await price("nlb-lcu-hour", region)).toMatchObject({ ...list, usdPerUnit: nlcuHour });
    expect(await price("inter-az-gb", region)).toMatchObject({ ...list, usdPerUnit: 0.01 });
    expect(await price("transit-gateway-hour", region)).toMatchObject({ ...list, usdPerUnit: 0.05 });
    expect(await price("cloudwatch-metric", region)).toMatchObject({ ...list, usdPerUnit: 0.00001 });
    expect(await price("logs-insights-gb", region)).toMatchObject({ ...list, usdPerUnit: 0.005 });
  }
  expect(await price("cost-explorer-request", "eu-west-1")).toMatchObject({
    usdPerUnit: 0.01,
    source: "price-list",
  });
  const { rows } = await db.pool.query<{ tier: number }>(
    `SELECT tier_from_units AS tier FROM price WHERE product = 'vpce-interface-gb' AND region = 'eu-west-1'
       AND source = 'price-list' ORDER BY 1`,
  );
  expect(rows.map(({ tier }) => tier)).toEqual([0, 1_048_576, 5_242_880]);
});

it("changes no row when nothing has changed", async () => {
  const before = await content();
  expect(await run()).toMatchObject({ outcome: "success", created: 0, modified: 0 });
  expect(await content()).toEqual(before);
});

it("keeps the old price beside a new one, each with its days", async () => {
  const before = await content();
  simulator.it.control.priceChange = {
    usagetype: "EU-VpcEndpoint-Hours",
    factor: 2,
    effectiveDate: "2026-11-15T00:00:00Z",
  };
  expect(await run()).toMatchObject({ outcome: "success", created: 1 });
  expect((await content())?.rows).toBe((before?.rows ?? 0) + 1);
  const hour = (at: number) => price("vpce-interface-hour", "eu-west-1", at);
  expect(await hour(testNow)).toMatchObject({ usdPerUnit: 0.022, effectiveFrom: "2026-11-15" });
  expect(await hour(testNow - 5 * day)).toMatchObject({ usdPerUnit: 0.011, effectiveFrom: "2025-10-01" });
});

it("keeps everything when the list refuses again", async () => {
  const before = await content();
  simulator.it.control.faults.add({ kind: "denied", service: "pricing" });
  expect(await run()).toMatchObject({ outcome: "partial", created: 0 });
  expect(await content()).toEqual(before);
});

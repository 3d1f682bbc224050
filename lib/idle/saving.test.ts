import { expect, test } from "vitest";
import { priceTable } from "../cost/prices/compute.ts";
import { endpointHourOf, monthlySaving, noSaving } from "./saving.ts";

const prices = priceTable([
  {
    ...{
      region: "us-east-1",
      product: "vpce-interface-hour",
      effectiveFrom: "2026-03-01",
      source: "price-list",
    },
    ...{ unit: "Hrs", tiers: [{ fromUnits: 0, usdPerUnit: 0.01 }] },
  },
]);
const saving = (region: string, at: string, units = 3) =>
  monthlySaving(prices, { product: "vpce-interface-hour", region, units, at: new Date(at) });

test("hours of all zones over a month, with the price and its day", () => {
  expect(saving("us-east-1", "2026-11-18T14:00:00Z")).toEqual({
    ...{
      savingUsd: 21.9,
      priceUsd: 0.01,
      units: 3,
      priceDate: "2026-03-01",
      priceSource: "price-list",
      note: null,
    },
  });
});

test("a price that is known from a later day on is taken, and said to be", () => {
  const found = saving("us-east-1", "2026-02-01T00:00:00Z");
  expect([found.savingUsd, found.note]).toEqual([21.9, "the price is known from 2026-03-01 on"]);
});

test("no other region's price stands in: there is no figure, and a note", () => {
  const found = saving("eu-north-1", "2026-11-18T14:00:00Z");
  expect(found).toMatchObject({ savingUsd: null, priceUsd: null, priceDate: null });
  expect(found.note).toContain("eu-north-1");
  expect(noSaving(null)).toMatchObject({ savingUsd: null, note: null });
});

test.each([
  ["Interface", "vpce-interface-hour"],
  ["GatewayLoadBalancer", "vpce-gwlb-hour"],
  ["Resource", "vpce-resource-hour"],
  ["ServiceNetwork", "vpce-service-network-hour"],
  ["Gateway", undefined],
])("an hour of %s is %s", (type, product) => expect(endpointHourOf(type)).toBe(product));

import { expect, it } from "vitest";
import { priceTable } from "../../cost/prices/compute.ts";
import { now } from "../testing/world.ts";
import { type SharedRow, sharedWhatIf } from "./sharedServices.ts";

const prices = priceTable(
  (["vpce-interface-hour", "vpce-interface-gb"] as const).map((product) => ({
    ...{ region: "us-east-1", product, effectiveFrom: "2026-01-01", source: "price-list" as const },
    ...{ unit: "Hrs", tiers: [{ fromUnits: 0, usdPerUnit: 0.01 }] },
  })),
);
const row = (more: Partial<SharedRow> = {}): SharedRow => ({
  ...{ region: "us-east-1", serviceName: "com.amazonaws.us-east-1.kms", accountId: "222222222222" },
  ...{
    endpoints: 20,
    outOfDate: 0,
    vpcs: 20,
    accounts: 9,
    zones: 40,
    mostZones: 2,
    bytes: 100 * 2 ** 30,
    asOf: now,
  },
  ...more,
});

it.each<[string, Partial<SharedRow>, string, RegExp]>([
  [
    "little data",
    {},
    "cheaper",
    /cost \$293\.00 a month, one for all \$15\.60 before transit of 100\.0 GB.*\$2\.77/,
  ],
  ["no data at all", { bytes: 0 }, "cheaper", /nothing was sent/],
  ["much data", { bytes: 1e4 * 2 ** 30 }, "dearer", /less than \$0\.03/],
  ["data not measured", { bytes: null }, "unknown", /not measured/],
  ["no price of the region", { region: "eu-west-9" }, "unknown", /no price/],
])("%s", (_, more, state, reason) => {
  const answer = sharedWhatIf(row(more), prices, now);
  expect(answer.state).toBe(state);
  expect(answer.reason).toMatch(reason);
});

it("finds nothing to save by sharing one endpoint", () => {
  expect(sharedWhatIf(row({ zones: 2, endpoints: 1 }), prices, now).state).toBe("dearer");
});

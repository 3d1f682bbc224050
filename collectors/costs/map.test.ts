import { expect, it } from "vitest";
import { mapResourceCosts, mapZoneCosts } from "./map.ts";

const service = "Amazon Virtual Private Cloud";
const results = (...groups: [string, string][]) => [
  {
    TimePeriod: { Start: "2026-11-10", End: "2026-11-11" },
    Estimated: true,
    Groups: groups.map((Keys) => ({
      Keys,
      Metrics: {
        UnblendedCost: { Amount: "0.72", Unit: "USD" },
        UsageQuantity: { Amount: "72", Unit: "Hrs" },
      },
    })),
  },
];
const line = {
  unblendedCostUsd: "0.72",
  usageQuantity: "72",
  unit: "Hrs",
  estimated: true,
  day: "2026-11-10",
  service,
};

it("reads the account of an endpoint out of its ARN, and leaves it open where there is none", () => {
  const usageType = "EU-VpcEndpoint-Hours";
  expect(
    mapResourceCosts(
      service,
      results(
        ["arn:aws:ec2:eu-west-1:222222222222:vpc-endpoint/vpce-0ab12", usageType],
        ["vpce-0cd34", usageType],
        ["NoResourceId", usageType],
      ),
    ),
  ).toEqual([
    { ...line, usageType, region: "eu-west-1", accountId: "222222222222", resourceId: "vpce-0ab12" },
    { ...line, usageType, region: "eu-west-1", accountId: undefined, resourceId: "vpce-0cd34" },
    { ...line, usageType, region: "eu-west-1", accountId: undefined, resourceId: "NoResourceId" },
  ]);
});

it("takes a zone for a zone and anything else for none", () => {
  const rows = mapZoneCosts(
    service,
    "hours",
    results(["222222222222", "eu-west-1b"], ["222222222222", "NoAZ"], ["222222222222", "eu-west-1"]),
  );
  expect(rows.map(({ availabilityZone, region }) => [availabilityZone, region])).toEqual([
    ["eu-west-1b", "eu-west-1"],
    ["", ""],
    ["", ""],
  ]);
});

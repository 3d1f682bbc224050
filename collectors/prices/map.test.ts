import { expect, it } from "vitest";
import { productOf } from "./catalog.ts";
import { mapPrices, parseProduct } from "./map.ts";

type Tier = [begin: string, end: string, usd: string];

function listed(attributes: Record<string, string>, tiers: Tier[], effectiveDate = "2026-11-01T00:00:00Z") {
  const priceDimensions = Object.fromEntries(
    tiers.map(([beginRange, endRange, USD], index) => [
      `rate${index}`,
      { beginRange, endRange, unit: "GB", pricePerUnit: { USD } },
    ]),
  );
  const text = JSON.stringify({
    product: { sku: "X", attributes: { locationType: "AWS Region", regionCode: "eu-west-1", ...attributes } },
    terms: { OnDemand: { offer: { effectiveDate, priceDimensions } } },
  });
  const product = parseProduct(text);
  if (!product) throw new Error("not read");
  return product;
}
const data = { usagetype: "EU-VpcEndpoint-Bytes" };
const flat: Tier[] = [["0", "Inf", "0.0100000000"]];

it.each([
  ["AmazonVPC", { usagetype: "VpcEndpoint-Hours" }, "vpce-interface-hour"],
  ["AmazonVPC", { usagetype: "EU-VpcEndpoint-Hours" }, "vpce-interface-hour"],
  ["AmazonVPC", { usagetype: "APS7-VpcEndpoint-GWLBE-Bytes" }, "vpce-gwlb-gb"],
  ["AmazonVPC", { usagetype: "USE1-VpcEndpoint-Resource-Hours" }, "vpce-resource-hour"],
  ["AmazonVPC", { usagetype: "APN1-VpcEndpoint-Service-Hours" }, "vpce-service-remote-region-hour"],
  [
    "AmazonVPC",
    { usagetype: "USE1-VpcEndpoint-Service-Hours", endpointType: "ServiceNetwork" },
    "vpce-service-network-hour",
  ],
  [
    "AmazonVPC",
    { usagetype: "EU-TransitGateway-Hours", operation: "TransitGatewayVPC" },
    "transit-gateway-hour",
  ],
  ["AmazonVPC", { usagetype: "EU-TransitGateway-Hours", operation: "TransitGatewayVPN" }, undefined],
  ["AWSELB", { usagetype: "LCUUsage", operation: "LoadBalancing:Network" }, "nlb-lcu-hour"],
  ["AWSELB", { usagetype: "LoadBalancerUsage", operation: "LoadBalancing:Gateway" }, "gwlb-hour"],
  ["AWSELB", { usagetype: "EU-LCUUsage", operation: "LoadBalancing:Application" }, undefined],
  ["AWSELB", { usagetype: "EU-TS-LoadBalancerUsage", operation: "LoadBalancing:Network" }, undefined],
  ["AWSELB", { usagetype: "USE1-Outposts-LCUUsage", operation: "LoadBalancing:Network" }, undefined],
  ["AmazonEC2", { usagetype: "NatGateway-Hours" }, "nat-gateway-hour"],
  ["AWSDataTransfer", { usagetype: "DataTransfer-Regional-Bytes" }, undefined],
  [
    "AWSDataTransfer",
    { usagetype: "EUC1-DataTransfer-Regional-Bytes", transferType: "IntraRegion" },
    "inter-az-gb",
  ],
  ["AmazonCloudWatch", { usagetype: "EU-CW:GMD-Metrics" }, "cloudwatch-metric"],
  ["AWSCostExplorer", { usagetype: "USE1-APIRequest" }, "cost-explorer-request"],
])("%s %o is %s", (serviceCode, attributes, product) => {
  expect(productOf(serviceCode, attributes)).toBe(product);
});

it("reads tiers in order, with the day they are in effect from", () => {
  const product = listed(data, [
    ["5242880", "Inf", "0.0040000000"],
    ["0", "1048576", "0.0100000000"],
    ["1048576", "5242880", "0.0060000000"],
  ]);
  expect(mapPrices("AmazonVPC", [product])).toEqual([
    {
      region: "eu-west-1",
      product: "vpce-interface-gb",
      effectiveFrom: "2026-11-01",
      source: "price-list",
      unit: "GB",
      tiers: [
        { fromUnits: 0, usdPerUnit: 0.01 },
        { fromUnits: 1_048_576, usdPerUnit: 0.006 },
        { fromUnits: 5_242_880, usdPerUnit: 0.004 },
      ],
    },
  ]);
});

it("takes a ladder with a gap, or without an end, for no price", () => {
  const gap = listed(data, [
    ["0", "1000", "0.01"],
    ["1024", "Inf", "0.006"],
  ]);
  const open = listed(data, [["0", "1048576", "0.01"]]);
  expect(mapPrices("AmazonVPC", [gap])).toEqual([]);
  expect(mapPrices("AmazonVPC", [open])).toEqual([]);
});

it("leaves local zones and wavelength zones to themselves", () => {
  const local = { ...data, locationType: "AWS Local Zone", regionCode: "us-west-2" };
  const wavelength = { ...data, regionCode: "us-east-1-wl1-bos-wlz-1" };
  expect(mapPrices("AmazonVPC", [listed(local, flat), listed(wavelength, flat)])).toEqual([]);
});

it("does not choose between two different prices of one product, and takes two equal ones for one", () => {
  const dearer = listed(data, [["0", "Inf", "0.02"]]);
  expect(mapPrices("AmazonVPC", [listed(data, flat), dearer])).toEqual([]);
  expect(mapPrices("AmazonVPC", [listed(data, flat), listed(data, flat)])).toHaveLength(1);
});

it("takes the price of all operations before that of a single one", () => {
  const single = listed({ ...data, operation: "PublicIP-In" }, [["0", "Inf", "0.0000000000"]]);
  const general = listed({ ...data, operation: "" }, flat);
  for (const both of [
    [single, general],
    [general, single],
  ])
    expect(mapPrices("AmazonVPC", both)).toMatchObject([{ tiers: [{ fromUnits: 0, usdPerUnit: 0.01 }] }]);
});

it("passes over products without a price in dollars", () => {
  const yuan = JSON.stringify({
    product: { attributes: data },
    terms: {
      OnDemand: {
        offer: {
          effectiveDate: "2026-11-01T00:00:00Z",
          priceDimensions: {
            rate: { beginRange: "0", endRange: "Inf", unit: "GB", pricePerUnit: { CNY: "0.07" } },
          },
        },
      },
    },
  });
  expect(parseProduct(yuan)).toBeUndefined();
});

import {
  DescribeServicesCommand,
  GetAttributeValuesCommand,
  GetProductsCommand,
  paginateGetProducts,
} from "@aws-sdk/client-pricing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { dataCost } from "./fleet/data-price.ts";
import { REGIONS, regionInfo } from "./fleet/regions.ts";
import { type Simulator, startSimulator } from "./server.ts";
import { clientsFor, codeOf } from "./testing/clients.ts";

interface Product {
  product: { productFamily: string; sku: string; attributes: Record<string, string> };
  terms: {
    OnDemand: Record<
      string,
      {
        effectiveDate: string;
        priceDimensions: Record<
          string,
          { beginRange: string; endRange: string; unit: string; pricePerUnit: { USD: string } }
        >;
      }
    >;
  };
}

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator({ now: Date.parse("2026-03-18T15:20:00Z") });
});
afterAll(() => simulator.close());

async function products(ServiceCode: string, filters: Record<string, string> = {}, MaxResults?: number) {
  const { pricing } = await clientsFor(simulator);
  const Filters = Object.entries(filters).map(([Field, Value]) => ({
    Type: "TERM_MATCH" as const,
    Field,
    Value,
  }));
  const found: Product[] = [];
  for await (const page of paginateGetProducts({ client: pricing }, { ServiceCode, Filters, MaxResults })) {
    expect(page.PriceList?.length).toBeLessThanOrEqual(MaxResults ?? 100);
    for (const text of page.PriceList ?? []) found.push(JSON.parse(String(text)) as Product);
  }
  return found;
}

const dimensions = (product: Product | undefined) =>
  Object.values(Object.values(product?.terms.OnDemand ?? {})[0]?.priceDimensions ?? {});

test("an endpoint hour costs in the list what it costs on the bill, in every region", async () => {
  for (const region of REGIONS) {
    const usagetype = `${region.billingPrefix}-VpcEndpoint-Hours`;
    const [product] = await products("AmazonVPC", { regionCode: region.name, usagetype });
    expect(product?.product.productFamily).toBe("VpcEndpoint");
    const [price] = dimensions(product);
    expect(price?.unit).toBe("Hrs");
    expect(Number(price?.pricePerUnit.USD)).toBe(regionInfo(region.name).endpointHour);
  }
});

test("data has three tiers without a gap, which add up to the bill's own price", async () => {
  const [product] = await products("AmazonVPC", { usagetype: "USE1-VpcEndpoint-Bytes" });
  const tiers = dimensions(product).sort((a, b) => Number(a.beginRange) - Number(b.beginRange));
  expect(tiers.map((tier) => tier.beginRange)).toEqual(["0", "1048576", "5242880"]);
  expect(tiers.map((tier) => tier.endRange)).toEqual(["1048576", "5242880", "Inf"]);
  const gigabytes = 7_000_000;
  const cost = tiers.reduce((sum, { beginRange, endRange, pricePerUnit }) => {
    const to = endRange === "Inf" ? gigabytes : Math.min(gigabytes, Number(endRange));
    return sum + (to - Number(beginRange)) * Number(pricePerUnit.USD);
  }, 0);
  expect(cost).toBeCloseTo(dataCost(gigabytes), 6);
});

test("pages go on to the end, and no product comes twice", async () => {
  const whole = await products("AmazonVPC");
  const paged = await products("AmazonVPC", {}, 7);
  expect(paged).toEqual(whole);
  expect(new Set(whole.map((one) => one.product.sku)).size).toBe(whole.length);
  expect(whole.length).toBe(REGIONS.length * 10);
});

test("load balancers and NAT gateways stand under their own services", async () => {
  const balancers = await products("AWSELB", { regionCode: "eu-west-1", operation: "LoadBalancing:Network" });
  const prices = balancers.map((one) => Number(dimensions(one)[0]?.pricePerUnit.USD));
  expect(prices).toEqual([regionInfo("eu-west-1").nlbHour, regionInfo("eu-west-1").nlcuHour]);
  expect(await products("AmazonEC2", { productFamily: "NAT Gateway", regionCode: "us-east-1" })).toHaveLength(
    2,
  );
});

test("what lies around endpoints is listed too, Cost Explorer once for all regions", async () => {
  const usd = async (code: string, filters: Record<string, string>) =>
    (await products(code, filters)).map((one) => Number(dimensions(one)[0]?.pricePerUnit.USD));
  expect(await usd("AWSDataTransfer", { usagetype: "EU-DataTransfer-Regional-Bytes" })).toEqual([0.01]);
  expect(await usd("AmazonCloudWatch", { usagetype: "CW:GMD-Metrics" })).toEqual([0.00001]);
  expect(await usd("AmazonCloudWatch", { usagetype: "USE1-DataScanned-Bytes" })).toEqual([0.005]);
  expect(await usd("AWSCostExplorer", {})).toEqual([0.01]);
});

test("a price that AWS changed shows from its day on", async () => {
  simulator.control.priceChange = {
    usagetype: "EU-VpcEndpoint-Hours",
    factor: 2,
    effectiveDate: "2026-03-01T00:00:00Z",
  };
  const [product] = await products("AmazonVPC", { usagetype: "EU-VpcEndpoint-Hours" });
  expect(Number(dimensions(product)[0]?.pricePerUnit.USD)).toBe(0.022);
  expect(Object.values(product?.terms.OnDemand ?? {})[0]?.effectiveDate).toBe("2026-03-01T00:00:00Z");
  simulator.control.reset();
});

test("services and attribute values can be asked for, unknown ones are not found", async () => {
  const { pricing } = await clientsFor(simulator);
  const { Services } = await pricing.send(new DescribeServicesCommand({ ServiceCode: "AmazonVPC" }));
  expect(Services?.[0]?.AttributeNames).toContain("usagetype");
  const values = new GetAttributeValuesCommand({ ServiceCode: "AmazonVPC", AttributeName: "regionCode" });
  expect((await pricing.send(values)).AttributeValues).toHaveLength(REGIONS.length);
  expect(await codeOf(pricing.send(new GetProductsCommand({ ServiceCode: "AmazonTea" })))).toBe(
    "NotFoundException",
  );
  const bad = new GetProductsCommand({ ServiceCode: "AmazonVPC", NextToken: "bm8=" });
  expect(await codeOf(pricing.send(bad))).toBe("InvalidNextTokenException");
  simulator.control.faults.add({ kind: "throttle", service: "pricing" });
  expect(await codeOf(pricing.send(new GetProductsCommand({ ServiceCode: "AmazonVPC" })))).toBe(
    "ThrottlingException",
  );
  simulator.control.reset();
});

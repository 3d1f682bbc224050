import { describe, expect, it } from "vitest";
import { priceTable } from "../prices/compute.ts";
import { fallbackPrices } from "../prices/fallback.ts";
import { endpointAnswer, sharedAnswer } from "./answers.ts";
import type { SharedEndpoints, WhatIfEndpoint } from "./facts.ts";
import { regionPrices } from "./prices.ts";

const now = new Date("2026-11-18T14:00:00Z");
const table = priceTable(fallbackPrices);
const prices = regionPrices(table, "us-east-1", now, null);
const gb = 2 ** 30;

const endpoint: WhatIfEndpoint = {
  ...{ vpcEndpointId: "vpce-1", accountId: "111111111111", region: "us-east-1", vpcId: "vpc-1" },
  ...{ vpcEndpointType: "Interface", serviceName: "com.amazonaws.us-east-1.s3", serviceRegion: null },
  ...{ state: "available", goneAt: null, azIds: ["use1-az1", "use1-az2", "use1-az4"], azCount: 3 },
  ...{ bytes30d: 300 * gb, bytesByAz30d: { "use1-az1": 200 * gb, "use1-az2": 10 * gb, "use1-az4": 90 * gb } },
  ...{ monthlyDataUsd: 3, natGatewayIds: ["nat-1"], gatewayEndpointIds: [] },
};

describe("of one endpoint", () => {
  it("keeps the AZs that carry most, and names the price and what it takes for granted", () => {
    const answer = endpointAnswer("fewer-azs", endpoint, prices, {});
    expect(answer).toMatchObject({
      ...{ state: "cheaper", azCount: 2, keptAzIds: ["use1-az1", "use1-az4"], breakEvenGb: null },
      ...{ presentUsd: expect.closeTo(21.9), savingUsd: expect.closeTo(7.3), priceDate: "2026-09-17" },
      prices: [{ product: "vpce-interface-hour", usdPerUnit: 0.01, source: "fallback" }],
    });
    expect(answer.reason).toBe("$21.90 a month now, $14.60 then: $7.30 less.");
    expect(answer.assumptions.join(" ")).toMatch(/interAzData=charged/);
    const charged = endpointAnswer("fewer-azs", endpoint, prices, { interAzData: "charged" });
    // 10 GB both ways at a cent; what is saved pays for 365 GB.
    expect(charged).toMatchObject({ savingUsd: expect.closeTo(7.1), breakEvenGb: expect.closeTo(365) });
  });

  it("does not know what crosses where traffic is not known by AZ, and still knows the hours where that is free", () => {
    const blind = { ...endpoint, bytesByAz30d: {} };
    expect(endpointAnswer("fewer-azs", blind, prices, {})).toMatchObject({
      ...{ state: "cheaper", keptAzIds: null },
    });
    expect(endpointAnswer("fewer-azs", blind, prices, { interAzData: "charged" })).toMatchObject({
      ...{ state: "unknown", savingUsd: null, reason: "Not known: its data is not known by zone." },
    });
  });

  it.each([
    [{}, 0, "From 625.7 GB a month on the endpoint costs less.", "lead out through nat-1"],
    [{ natGatewayIds: [] }, 3, "The endpoint costs less at any amount of data.", "made in each of 3 AZs"],
    [{ natGatewayIds: null }, 3, "The endpoint costs less at any amount of data.", "are not known"],
  ])("compares with the NAT gateways of its VPC: %o", (facts, natGateways, breakEven, assumed) => {
    const answer = endpointAnswer("nat", { ...endpoint, ...facts }, prices, {});
    expect(answer).toMatchObject({ natGateways, breakEven: breakEven.replace("625.7", "626") });
    expect(answer.assumptions.join(" ")).toContain(assumed);
    expect(endpointAnswer("nat", { ...endpoint, ...facts }, prices, { natGateways: 1 }).natGateways).toBe(1);
  });

  it("says why where a price or the traffic is missing, with the break-even all the same", () => {
    const unmeasured = endpointAnswer("nat", { ...endpoint, bytes30d: null }, prices, {});
    expect(unmeasured).toMatchObject({
      ...{ state: "unknown", presentUsd: null, savingUsd: null, breakEvenGb: expect.closeTo(625.714, 2) },
      reason: "Not known: its data was not measured.",
    });
    const elsewhere = regionPrices(table, "eu-south-2", now, null);
    expect(endpointAnswer("gateway", endpoint, elsewhere, {})).toMatchObject({
      ...{ state: "unknown", prices: [], priceDate: null },
      reason: "Not known: no price of endpoints is known.",
    });
  });

  it.each<["gateway" | "nat" | "fewer-azs", Partial<WhatIfEndpoint>, string]>([
    [
      "gateway",
      { serviceName: "com.amazonaws.us-east-1.sqs" },
      "Only S3 and DynamoDB have gateway endpoints.",
    ],
    [
      "gateway",
      { serviceRegion: "eu-west-1" },
      "A gateway endpoint reaches the service of its own region only.",
    ],
    ["nat", { vpcEndpointType: "Gateway" }, "A gateway endpoint costs nothing."],
    ["nat", { goneAt: now }, "The endpoint is gone."],
    ["fewer-azs", { azIds: ["use1-az1"], azCount: 1 }, "It is in one AZ only."],
  ])("%s does not arise for %o", (question, facts, reason) => {
    const answer = endpointAnswer(question, { ...endpoint, ...facts }, prices, {});
    expect(answer).toMatchObject({ state: "not-applicable", reason, savingUsd: null });
  });

  it("takes the tier that the estimate was made with", () => {
    expect(regionPrices(table, "us-east-1", now, 0.0061).values.endpointGb).toBe(0.006);
    expect(regionPrices(table, "us-east-1", now, 0.01).values.endpointGb).toBe(0.01);
  });
});

describe("one endpoint for many", () => {
  const shared: SharedEndpoints = {
    ...{ accountId: "111111111111", region: "us-east-1", serviceName: "com.amazonaws.us-east-1.sqs" },
    ...{
      vpcEndpointIds: ["vpce-1", "vpce-2"],
      endpoints: 10,
      vpcs: 10,
      accounts: 4,
      zones: 20,
      mostZones: 2,
    },
    ...{ bytes30d: 100 * gb, unmeasured: 0, monthlyDataUsd: 1, vpcsWithTransit: 10, vpcsWithRoutes: 10 },
  };

  it("pays for the way there, by what the VPCs' routes show of it", () => {
    expect(sharedAnswer(shared, prices, {})).toMatchObject({
      ...{ state: "cheaper", transitGatewayAttachments: 0, savingUsd: expect.closeTo(18 * 7.3 - 2) },
      ...{ breakEvenGb: expect.closeTo((18 * 7.3) / 0.02), azCount: 2 },
    });
    const unattached = sharedAnswer({ ...shared, vpcsWithTransit: 0 }, prices, {});
    expect(unattached).toMatchObject({ state: "dearer", transitGatewayAttachments: 10, breakEvenGb: null });
    expect(unattached.breakEven).toMatch(/^Attachments/);
    expect(
      sharedAnswer({ ...shared, vpcsWithTransit: 0 }, prices, { transitGatewayAttachments: 0 }).state,
    ).toBe("cheaper");
  });

  it("is not known where one of them was not measured or transit has no price", () => {
    expect(sharedAnswer({ ...shared, bytes30d: null, unmeasured: 3 }, prices, {})).toMatchObject({
      ...{ state: "unknown", reason: "Not known: the data of 3 of them was not measured." },
      breakEvenGb: expect.closeTo(6570),
    });
    const dublin = regionPrices(table, "eu-west-1", now, null);
    expect(sharedAnswer({ ...shared, region: "eu-west-1" }, dublin, {})).toMatchObject({
      ...{ state: "unknown", reason: "Not known: no price of a transit gateway is given." },
    });
    expect(sharedAnswer({ ...shared, vpcs: 1 }, prices, {}).state).toBe("not-applicable");
  });
});

import { beforeAll, describe, expect, it } from "vitest";
import { configSchema } from "#lib/config/schema.ts";
import { evaluator } from "#lib/cost/evaluate.ts";
import { accountRow, endpointRow, fixtureNow, insertEndpoints, scopeRow } from "#lib/testing/endpointRows.ts";
import { insertRows, processDatabase } from "#lib/testing/rows.ts";
import { GET } from "./costs/what-if/route.ts";

const db = processDatabase();
const accountId = "111111111111";
const seen = { firstSeenAt: fixtureNow, lastSeenAt: fixtureNow };

async function get(query: string) {
  const request = new Request(`http://x/api/v1/costs/what-if?${query}`);
  const response = await GET(request, { params: Promise.resolve({}) });
  return { status: response.status, body: await response.json() };
}

const service = (name: string) => `com.amazonaws.us-east-1.${name}`;
const zones = { subnetIds: ["subnet-1", "subnet-2"], azIds: ["use1-az1", "use1-az2"] };

beforeAll(async () => {
  await insertRows(db, "account", [accountRow(accountId, "payments-prod")]);
  await insertRows(db, "collector_scope", [scopeRow({ collector: "endpoints" })]);
  const made = ["vpc-1", "vpc-2", "vpc-3"].map((vpcId, index) =>
    endpointRow(`vpce-sqs${index}`, { vpcId, serviceName: service("sqs"), ...zones }),
  );
  await insertEndpoints(db, [
    ...made,
    endpointRow("vpce-s3", { vpcId: "vpc-1", serviceName: service("s3"), ...zones }),
    endpointRow("vpce-gone", { vpcId: "vpc-1", serviceName: service("s3"), goneAt: fixtureNow, ...zones }),
  ]);
  await insertRows(
    db,
    "vpc_endpoint_traffic",
    [...made.map(({ vpcEndpointId }) => vpcEndpointId), "vpce-s3"].map((vpcEndpointId) => ({
      ...{ accountId, vpcEndpointId, bytes30d: 100 * 2 ** 30, updatedAt: fixtureNow },
      bytesByAz30d: JSON.stringify({ "use1-az1": 100 * 2 ** 30, "use1-az2": 0 }),
    })),
  );
  const route = (vpcId: string, more: object) => ({
    ...{ accountId, region: "us-east-1", routeTableId: `rtb-${vpcId}`, vpcId, collector: "network", ...seen },
    routes: JSON.stringify([{ DestinationCidrBlock: "10.0.0.0/8", State: "active", ...more }]),
  });
  await insertRows(db, "route_table", [
    route("vpc-1", { DestinationCidrBlock: "0.0.0.0/0", NatGatewayId: "nat-1" }),
    route("vpc-2", { TransitGatewayId: "tgw-1" }),
  ]);
});

describe("GET /api/v1/costs/what-if", () => {
  it("answers what saves most first, with how many VPCs each is about, as evaluated", async () => {
    expect((await get("")).body).toMatchObject({ total: 0, items: [], savingUsd: null });
    await evaluator.evaluate({ db, config: configSchema.parse({}), now: fixtureNow });
    const { body } = await get("");
    expect(body).toMatchObject({
      total: 2,
      currency: "USD",
      savingUsd: expect.closeTo(15.6),
      nextCursor: null,
    });
    expect(body.items).toMatchObject([
      {
        ...{ question: "gateway", state: "cheaper", vpcEndpointIds: ["vpce-s3"], vpcId: "vpc-1" },
        ...{ savingUsd: expect.closeTo(15.6), gb30d: 100, priceDate: "2026-09-17" },
      },
      {
        ...{ question: "central", state: "dearer", serviceName: service("sqs"), vpcs: 3, vpcId: null },
        ...{ transitGatewayAttachments: 2, gb30d: 300 },
      },
    ]);
    expect((await get("transitGatewayAttachments=0")).body.items[0]).toMatchObject({
      ...{ question: "central", savingUsd: expect.closeTo(4 * 7.3 - 6) },
    });
    expect((await get("limit=1")).body).toMatchObject({ total: 2, items: [{ question: "gateway" }] });
    expect((await get("question=central")).body).toMatchObject({ total: 1, savingUsd: null });
    expect((await get("question=nat")).body.items).toHaveLength(4);
    const again = await evaluator.evaluate({ db, config: configSchema.parse({}), now: fixtureNow });
    expect(again.changed).toBe(0);
  });

  it("answers every question about one endpoint", async () => {
    const { body } = await get("vpcEndpointId=vpce-s3");
    const of = (question: string) =>
      body.items.find((one: { question: string }) => one.question === question);
    expect(body.total).toBe(4);
    expect(of("nat")).toMatchObject({
      natGateways: 0,
      savingUsd: expect.closeTo(15.6 - 4.5),
      state: "cheaper",
    });
    expect(of("fewer-azs")).toMatchObject({
      azCount: 1,
      keptAzIds: ["use1-az1"],
      savingUsd: expect.closeTo(7.3),
    });
    expect(of("central")).toMatchObject({ state: "not-applicable" });
    expect((await get("vpcEndpointId=vpce-sqs1&question=central")).body.items).toMatchObject([
      { endpoints: 3 },
    ]);
    expect((await get("vpcEndpointId=vpce-gone&question=central")).body.items).toMatchObject([
      { state: "not-applicable", reason: "The endpoint is gone." },
    ]);
  });

  it.each([
    ["question=vpn", 400, "question"],
    ["azCount=0", 400, "azCount"],
    ["vpcEndpointId=vpce-s3&azCount=2", 400, "azCount"],
    ["natGateways=-1", 400, "natGateways"],
    ["transitGatewayAttachments=x", 400, "transitGatewayAttachments"],
    ["interAzData=no", 400, "interAzData"],
    ["vpcEndpointId=", 400, "vpcEndpointId"],
    ["limit=5000", 400, "limit"],
    ["vpcEndpointId=vpce-nobody", 404, undefined],
  ])("%s is refused, naming the field", async (query, status, field) => {
    const answer = await get(query);
    expect(answer.status).toBe(status);
    expect(answer.body.field).toBe(field);
  });
});

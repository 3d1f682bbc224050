import { beforeAll, describe, expect, it } from "vitest";
import { configSchema } from "#lib/config/schema.ts";
import { evaluator } from "#lib/cost/evaluate.ts";
import { fixtureNow } from "#lib/testing/endpointRows.ts";
import { insertFleet } from "#lib/testing/fleetRows.ts";
import { processDatabase } from "#lib/testing/rows.ts";
import { GET as GET_OUTLOOK } from "./costs/outlook/route.ts";
import { GET } from "./costs/route.ts";
import { GET as GET_CSV } from "./costs.csv/route.ts";

const db = processDatabase();
beforeAll(() => insertFleet(db));

async function get(query: string) {
  const response = await GET(new Request(`http://x/api/v1/costs?${query}`), { params: Promise.resolve({}) });
  return { status: response.status, body: await response.json() };
}

describe("GET /api/v1/costs", () => {
  it("answers this month by account, billed only", async () => {
    const { body } = await get("");
    expect(body).toMatchObject({
      asOf: "2026-11-18T14:00:00.000Z",
      from: "2026-11-01",
      to: "2026-11-19",
      latestDay: "2026-11-17",
      groupBy: "account",
      currency: "USD",
      items: [
        {
          account: "111111111111",
          accountName: "payments-prod",
          billed: 1.75,
          estimated: null,
          unexplained: null,
          provisional: true,
        },
      ],
    });
  });

  it.each([
    [
      "region",
      [
        { region: "us-east-1", billed: 1.25 },
        { region: null, billed: 0.5 },
      ],
    ],
    [
      "day",
      [
        { day: "2026-11-02", billed: 1.25 },
        { day: "2026-11-17", billed: 0.5 },
      ],
    ],
    [
      "usageType",
      [
        { usageType: "USE1-VpcEndpoint-Hours", billed: 1.25 },
        { usageType: "VpcEndpoint-Bytes", billed: 0.5 },
      ],
    ],
    ["endpoint", [{ endpoint: null, billed: 1.75 }]],
  ])("groups by %s", async (groupBy, rows) => {
    const { body } = await get(`groupBy=${groupBy}`);
    expect(body.total).toBe(rows.length);
    expect(body.items).toMatchObject(rows);
  });

  it("takes days, the last exclusive", async () => {
    expect((await get("from=2026-11-02&to=2026-11-03")).body.items).toMatchObject([
      { billed: 1.25, provisional: false },
    ]);
    expect((await get("from=2026-11-03T00:00:00Z&to=2026-11-17")).body.items).toEqual([]);
    expect((await get("to=2026-11-01")).body.from).toBe("2026-10-01");
  });

  it.each([
    ["groupBy=nothing", "groupBy"],
    ["groupBy=day&groupBy=az", "groupBy"],
    ["from=2026-11-31", "from"],
    ["to=now", "to"],
    ["from=2026-11-05&to=2026-11-05", "from"],
    ["from=2027-01-01", "from"],
    ["limit=5", "limit"],
  ])("%s is a 400 that names the field", async (query, field) => {
    expect(await get(query)).toMatchObject({ status: 400, body: { field } });
  });
});

describe("after an evaluation", () => {
  const context = { params: Promise.resolve({}) };
  const csv = async (query: string) =>
    (await GET_CSV(new Request(`http://x/api/v1/costs.csv?${query}`), context)).text();
  beforeAll(() => evaluator.evaluate({ db, config: configSchema.parse({}), now: fixtureNow }));

  it("tells what is estimated of each day beside the bill, and what lies between", async () => {
    const { body } = await get("groupBy=day&from=2026-11-02&to=2026-11-04");
    expect(body).toMatchObject({ estimatedFrom: "2026-11-02", estimatedAsOf: "2026-11-18T14:00:00.000Z" });
    // A day of one zone at the fallback's $0.01 an hour, from what was billed 1.25 for an unknown quantity.
    expect(body.items).toMatchObject([
      {
        ...{ day: "2026-11-02", estimated: 0.24, billed: 1.25, unexplained: 1.01, flagged: true },
        ...{ unestimated: 1, attributed: true, priceSources: ["fallback"] },
        causes: [{ cause: "unknown-endpoint", usd: 1.01 }],
      },
      {
        day: "2026-11-03",
        estimated: 0.24,
        billed: null,
        unexplained: -0.24,
        causes: [{ cause: "bill-delay" }],
      },
    ]);
  });

  it.each([
    ["endpoint", "vpce-1"],
    ["az", "use1-az1"],
    ["vpc", "vpc-1"],
    ["serviceName", "com.amazonaws.us-east-1.sqs"],
    ["owner", "core"],
  ])(
    "by %s gives every part to one row, and leaves the bill where it does not know",
    async (groupBy, value) => {
      const { body } = await get(`groupBy=${groupBy}&from=2026-11-02&to=2026-11-04`);
      expect(body.items).toMatchObject([
        {
          [groupBy]: value,
          estimated: 0.48,
          billed: null,
          unexplained: null,
          attributed: true,
          unestimated: 2,
        },
        { [groupBy]: null, estimated: null, billed: 1.25, attributed: false },
      ]);
    },
  );

  it("gives an endpoint the bill by resource where it is there for every day", async () => {
    await db.pool.query(
      "CREATE TABLE resource_2026_11 PARTITION OF billed_resource_cost FOR VALUES FROM ('2026-11-01') TO ('2026-12-01')",
    );
    await db.pool.query(
      `INSERT INTO billed_resource_cost (account_id, day, service, usage_type, resource_id, region, unblended_cost_usd, estimated, collected_at)
       VALUES ('111111111111', '2026-11-02', 'Amazon Virtual Private Cloud', 'USE1-VpcEndpoint-Hours', 'vpce-1', 'us-east-1', 0.25, false, now())`,
    );
    const { body } = await get("groupBy=endpoint&from=2026-11-02&to=2026-11-03");
    expect(body.items).toMatchObject([
      { endpoint: "vpce-1", estimated: 0.24, billed: 0.25, billedReason: null },
      // What is billed and told of no endpoint.
      { endpoint: null, billed: 1, attributed: false },
    ]);
  });

  it("gives a zone the bill by zone where it is there for every day, and says why where it is not", async () => {
    const before = await get("groupBy=az&from=2026-11-02&to=2026-11-03");
    expect(before.body.items[0]).toMatchObject({
      ...{ az: "use1-az1", billed: null, billedReason: expect.stringContaining("costs.zoneLevel") },
    });
    await db.pool.query(
      `INSERT INTO availability_zone (account_id, region, az_id, zone_name, tags, raw, first_seen_at, last_seen_at, collector)
       VALUES ('111111111111', 'us-east-1', 'use1-az1', 'us-east-1c', '{}', '{}', now(), now(), 'network')`,
    );
    const zone = (charge: string, name: string, usd: number) =>
      db.pool.query(
        `INSERT INTO billed_zone_cost (account_id, day, service, charge, availability_zone, region, unblended_cost_usd, estimated, collected_at)
         VALUES ('111111111111', '2026-11-02', 'Amazon Virtual Private Cloud', $1, $2, 'us-east-1', $3, false, now())`,
        [charge, name, usd],
      );
    await zone("hours", "us-east-1c", 0.24);
    await zone("data", "us-east-1c", 0.01);
    await zone("hours", "", 1);
    const { body } = await get("groupBy=az&from=2026-11-02&to=2026-11-03");
    expect(body.items).toMatchObject([
      {
        az: "use1-az1",
        estimated: 0.24,
        billed: 0.25,
        unexplained: expect.closeTo(0.01),
        billedReason: null,
      },
      { az: null, billed: 1, attributed: false },
    ]);
  });

  it("counts an endpoint that was made and deleted before anybody looked, from what CloudTrail saw", async () => {
    const trail = (id: string, name: string, at: string, resources: string[]) =>
      db.pool.query(
        `INSERT INTO trail_event (account_id, event_id, region, event_time, event_name, event_source, resource_ids, request)
         VALUES ('111111111111', $1, 'us-east-1', $2, $3, 'ec2.amazonaws.com', $4, $5)`,
        [
          id,
          at,
          name,
          resources,
          JSON.stringify({ CreateVpcEndpointRequest: { VpcEndpointType: "Interface" } }),
        ],
      );
    await trail("1", "CreateVpcEndpoint", "2026-11-05T10:50:00Z", ["vpce-0a1", "subnet-1", "subnet-9"]);
    await trail("2", "DeleteVpcEndpoints", "2026-11-05T11:10:00Z", ["vpce-0a1"]);
    await evaluator.evaluate({ db, config: configSchema.parse({}), now: fixtureNow });
    const { body } = await get("groupBy=endpoint&from=2026-11-05&to=2026-11-06");
    // Two begun hours in two zones, one of them without a name; its data nobody measured.
    expect(body.items).toMatchObject([
      { endpoint: "vpce-1", estimated: 0.24 },
      { endpoint: "vpce-0a1", estimated: 0.04, unestimated: 2 },
    ]);
    const zones = await get("groupBy=az&from=2026-11-05&to=2026-11-06");
    expect(zones.body.items).toMatchObject([
      { az: "use1-az1", estimated: 0.26 },
      { az: null, estimated: 0.02 },
    ]);
  });

  it("has the same rows as CSV", async () => {
    const lines = (await csv("groupBy=day&from=2026-11-02&to=2026-11-04")).split("\r\n");
    expect(lines[0]).toBe(
      "day,estimated,billed,billedReason,billedAmortized,unexplained,causes,flagged,unestimated,attributed,provisional,priceDate,priceSources",
    );
    expect(lines[1]).toMatch(/^2026-11-02,0.24,1.25,,,1.01,unknown-endpoint=1.01,true,1,true,false,/);
    expect(lines).toHaveLength(4);
    expect(await csv("groupBy=nothing")).toContain('"field":"groupBy"');
  });

  it("says what the month has cost so far", async () => {
    const response = await GET_OUTLOOK(new Request("http://x/api/v1/costs/outlook"), context);
    expect(await response.json()).toMatchObject({
      month: "2026-11",
      monthToDate: { estimatedUsd: expect.closeTo(0.24 * 16 + 0.14 + 0.04), missingDays: [] },
      forecast: { usd: null, reason: "fewer than 7 complete days are known" },
      budget: { state: "none" },
    });
  });
});

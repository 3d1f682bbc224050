import { beforeAll, describe, expect, it } from "vitest";
import { GET } from "#app/api/v1/endpoints/[id]/metrics/route.ts";
import { endpointRow, insertEndpoints } from "../testing/endpointRows.ts";
import { insertRows, processDatabase } from "../testing/rows.ts";

const db = processDatabase();
const accountId = "111111111111";

async function get(id: string, query: string) {
  const response = await GET(new Request(`http://x/api/v1/endpoints/${id}/metrics?${query}`), {
    params: Promise.resolve({ id }),
  });
  return { status: response.status, body: await response.json() };
}

beforeAll(async () => {
  await insertEndpoints(db, [
    endpointRow("vpce-1"),
    endpointRow("vpce-silent"),
    endpointRow("vpce-gateway", { vpcEndpointType: "Gateway" }),
    endpointRow("vpce-far", { serviceRegion: "eu-west-1" }),
  ]);
  for (const table of ["5m", "1h"])
    await db.pool.query(
      `CREATE TABLE vpc_endpoint_metric_${table}_test PARTITION OF vpc_endpoint_metric_${table}
       FOR VALUES FROM ('2026-11-01') TO ('2026-12-01')`,
    );
  await insertRows(db, "subnet", [
    {
      accountId,
      region: "us-east-1",
      subnetId: "subnet-z",
      vpcId: "vpc-1",
      azId: "use1-az1",
      firstSeenAt: new Date(0),
      lastSeenAt: new Date(0),
      collector: "network",
    },
  ]);
  const point = (subnetId: string, time: string, more: object) => ({
    accountId,
    vpcEndpointId: "vpce-1",
    subnetId,
    ts: new Date(`2026-11-18T${time}:00Z`),
    ...more,
  });
  await insertRows(db, "vpc_endpoint_metric_5m", [
    point("", "13:00", { bytesProcessed: 30, newConnections: 0, activeConnectionsAvg: 1.5 }),
    point("", "13:10", { bytesProcessed: 5 }),
    point("subnet-a", "13:00", { bytesProcessed: 10, azId: "use1-az4" }),
    point("subnet-z", "13:00", { bytesProcessed: 20 }),
  ]);
  const watermark = {
    accountId,
    namespace: "AWS/PrivateLinkEndpoints",
    grain: "endpoint",
    periodSeconds: 300,
    region: "us-east-1",
    updatedAt: new Date(0),
  };
  const collected = {
    watermark: new Date("2026-11-18T13:30:00Z"),
    collectedFrom: new Date("2026-11-18T12:00:00Z"),
  };
  await insertRows(db, "metric_watermark", [
    { ...watermark, ...collected, resourceId: "vpce-1" },
    {
      ...watermark,
      ...collected,
      resourceId: "vpce-1",
      grain: "subnet",
      collectedFrom: new Date("2026-11-18T12:30:00Z"),
    },
    { ...watermark, ...collected, resourceId: "vpce-silent" },
  ]);
});

describe("GET /api/v1/endpoints/{id}/metrics", () => {
  it("answers the whole endpoint first, then its subnets by AZ ID, without nulls or invented buckets", async () => {
    const { body } = await get("vpce-1", "from=2026-11-18T11:02:30Z&to=2026-11-18T14:00:00Z");
    expect(body).toMatchObject({
      from: "2026-11-18T11:00:00.000Z",
      resolution: "5m",
      periodSeconds: 300,
      asOf: "2026-11-18T13:30:00.000Z",
      measurable: true,
      gaps: [
        { from: "2026-11-18T11:00:00.000Z", to: "2026-11-18T12:00:00.000Z", reason: "before-collection" },
        { from: "2026-11-18T13:30:00.000Z", to: "2026-11-18T14:00:00.000Z", reason: "after-watermark" },
      ],
      subnetGaps: [
        { from: "2026-11-18T11:00:00.000Z", to: "2026-11-18T12:30:00.000Z", reason: "before-collection" },
        { from: "2026-11-18T13:30:00.000Z", to: "2026-11-18T14:00:00.000Z", reason: "after-watermark" },
      ],
      units: { bytesProcessed: { statistic: "Sum", unit: "Bytes" } },
    });
    expect(body.series).toEqual([
      {
        grain: "endpoint",
        subnetId: null,
        azId: null,
        points: [
          {
            ts: "2026-11-18T13:00:00.000Z",
            bytesProcessed: 30,
            newConnections: 0,
            activeConnectionsAvg: 1.5,
          },
          { ts: "2026-11-18T13:10:00.000Z", bytesProcessed: 5 },
        ],
      },
      {
        grain: "subnet",
        subnetId: "subnet-z",
        azId: "use1-az1",
        points: [{ ts: "2026-11-18T13:00:00.000Z", bytesProcessed: 20 }],
      },
      {
        grain: "subnet",
        subnetId: "subnet-a",
        azId: "use1-az4",
        points: [{ ts: "2026-11-18T13:00:00.000Z", bytesProcessed: 10 }],
      },
    ]);
  });

  it("tells silence from what was never collected, and from what cannot be measured", async () => {
    const range = "from=2026-11-18T12:00:00Z&to=2026-11-18T13:00:00Z&resolution=5m";
    const whole = { from: "2026-11-18T12:00:00.000Z", to: "2026-11-18T13:00:00.000Z" };
    expect((await get("vpce-silent", range)).body).toMatchObject({
      series: [],
      gaps: [],
      subnetGaps: [{ ...whole, reason: "never-collected" }],
      measurable: true,
    });
    expect((await get("vpce-silent", range.replace("5m", "1m"))).body.gaps).toEqual([
      { ...whole, reason: "never-collected" },
    ]);
    for (const id of ["vpce-gateway", "vpce-far"])
      expect((await get(id, range)).body).toMatchObject({
        measurable: false,
        gaps: [{ ...whole, reason: "not-measurable" }],
      });
  });

  it.each([
    ["from=yesterday", "from"],
    ["to=", "to"],
    ["resolution=2m", "resolution"],
    ["from=2026-11-18T13:00:00Z&to=2026-11-18T13:00:00Z", "from"],
    ["from=2026-11-01&to=2026-11-18&resolution=1m", "resolution"],
    ["from=1970-01-01", "resolution"],
    ["period=60", "period"],
  ])("%s is a 400 that names the field", async (query, field) => {
    expect(await get("vpce-1", query)).toMatchObject({ status: 400, body: { field } });
  });

  it("answers 404 for an endpoint that was never seen", async () => {
    expect((await get("vpce-none", "")).status).toBe(404);
  });
});

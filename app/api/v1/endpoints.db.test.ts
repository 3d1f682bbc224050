import { beforeAll, describe, expect, it } from "vitest";
import { GET as one } from "#app/api/v1/endpoints/[id]/route.ts";
import { GET as list } from "#app/api/v1/endpoints/route.ts";
import { GET as listCsv } from "#app/api/v1/endpoints.csv/route.ts";
import { type Endpoint, endpointSchema } from "#lib/inventory/schema.ts";
import { accountRow, endpointRow, insertEndpoints, scopeRow } from "#lib/testing/endpointRows.ts";
import { insertRows, processDatabase } from "#lib/testing/rows.ts";

const db = processDatabase();
const denied = "222222222222";

const context = { params: Promise.resolve({}) };
async function get(query: string) {
  const response = await list(new Request(`http://x/api/v1/endpoints?${query}`), context);
  return { status: response.status, body: await response.json() };
}
async function ids(query: string): Promise<string[]> {
  const { status, body } = await get(query);
  expect(status, JSON.stringify(body)).toBe(200);
  return (body.items as Endpoint[]).map(({ vpcEndpointId }) => vpcEndpointId);
}

beforeAll(async () => {
  await insertRows(db, "account", [
    accountRow("111111111111", "Payments 100%"),
    accountRow(denied, "data_lake"),
  ]);
  await insertRows(db, "collector_scope", [
    scopeRow(),
    scopeRow({ accountId: denied, outcome: "failed", errorCode: "UnauthorizedOperation" }),
    scopeRow({ region: "eu-west-1", lastSuccessAt: new Date("2026-11-18T13:00:00Z") }),
  ]);
  await insertEndpoints(db, [
    endpointRow("vpce-a", {
      tags: { team: "core", note: "a%b" },
      owner: "core",
      azIds: ["use1-az1", "use1-az2"],
    }),
    endpointRow("vpce-b", { state: "Rejected", owner: "", privateDnsEnabled: null, tags: { team: "" } }),
    endpointRow("vpce-c", {
      tags: { quoted: 'say "no\\"' },
      vpcEndpointType: "Gateway",
      subnetIds: [],
      azIds: [],
      networkInterfaceIds: [],
    }),
    endpointRow("vpce-d", { accountId: denied, tags: { team: "lake" }, serviceName: null }),
    endpointRow("vpce-e", { region: "eu-west-1", creationTimestamp: null }),
    endpointRow("vpce-g", { goneAt: new Date("2026-11-10T00:00:00Z") }),
  ]);
  await insertRows(db, "vpc_endpoint_traffic", [
    {
      accountId: "111111111111",
      vpcEndpointId: "vpce-a",
      bytes30d: 123,
      lastTrafficAt: new Date("2026-11-18T13:59:00Z"),
      measuredFrom: new Date("2026-10-19T00:00:00Z"),
      measuredTo: new Date("2026-11-18T14:00:00Z"),
      bytesDaily: [5, -1, 0],
      updatedAt: new Date("2026-11-18T14:00:00Z"),
    },
    {
      accountId: "111111111111",
      vpcEndpointId: "vpce-b",
      bytes30d: 0,
      updatedAt: new Date("2026-11-18T14:00:00Z"),
    },
  ]);
  await insertRows(db, "network_interface", [
    {
      accountId: "111111111111",
      region: "us-east-1",
      networkInterfaceId: "eni-vpce-a",
      azId: "use1-az1",
      privateIpAddress: "10.20.16.50",
      privateIpAddresses: ["10.20.16.50"],
      firstSeenAt: new Date("2026-10-01T00:00:00Z"),
      lastSeenAt: new Date("2026-10-01T00:00:00Z"),
      collector: "network",
    },
  ]);
});

describe("GET /api/v1/endpoints", () => {
  it("answers the envelope with every field of the contract", async () => {
    const { body } = await get("sort=vpcEndpointId");
    expect(body.asOf).toBe("2026-11-18T14:00:00.000Z");
    expect(body.coverage).toEqual({ scopes: 3, fresh: 1 });
    expect(body.total).toBe(5);
    expect(body.nextCursor).toBeNull();
    expect(Object.keys(body.items[0])).toEqual([
      "vpcEndpointId", "accountId", "accountName", "region", "vpcId", "vpcEndpointType", "serviceName",
      "serviceRegion", "state", "privateDnsEnabled", "subnetIds", "azIds", "networkInterfaceIds",
      "securityGroupIds", "ipAddressType", "creationTimestamp", "requesterManaged", "tags", "owner",
      "environment", "application", "firstSeen", "lastSeen", "goneAt", "stale", "bytes30d", "lastTrafficAt",
      "idleState", "idleDays", "monthlyCostUsd", "savingUsd", "worstFinding",
    ]); // biome-ignore format: the contract's own order, as it stands there
    for (const item of body.items) expect(endpointSchema.strict().parse(item)).toEqual(item);
    expect(body.items[0]).toMatchObject({
      accountName: "Payments 100%",
      creationTimestamp: "2026-01-02T03:04:05.678Z",
      lastSeen: "2026-11-18T14:00:00.000Z",
      stale: false,
      bytes30d: 123,
      idleState: null,
    });
  });

  it("shows the rows of failed and overdue scopes as stale, and not as gone", async () => {
    expect(await ids("stale=true&sort=vpcEndpointId")).toEqual(["vpce-d", "vpce-e"]);
    expect(await ids("stale=false&sort=vpcEndpointId")).toEqual(["vpce-a", "vpce-b", "vpce-c"]);
  });

  it.each([
    ["state=AVAILABLE&accountId=111111111111&region=us-east-1", ["vpce-a", "vpce-c"]],
    ["state=rejected&state=nonsense", ["vpce-b"]],
    ["owner=", ["vpce-b", "vpce-c", "vpce-d", "vpce-e"]],
    ["owner=&owner=core", ["vpce-a", "vpce-b", "vpce-c", "vpce-d", "vpce-e"]],
    ["privateDnsEnabled=", ["vpce-b"]],
    ["azIds=use1-az2", ["vpce-a"]],
    ["azIds=", ["vpce-c"]],
    ["gone=true", ["vpce-g"]],
    ["gone=any&vpcEndpointType=interface", ["vpce-a", "vpce-b", "vpce-d", "vpce-e", "vpce-g"]],
    ["tag.team=core&tag.team=lake", ["vpce-a", "vpce-d"]],
    ["tag.team=", ["vpce-b", "vpce-c", "vpce-e"]],
    ["bytes30d=", ["vpce-c", "vpce-d", "vpce-e"]],
    ["bytes30d=0", ["vpce-b"]],
    ["bytes30d.min=1", ["vpce-a"]],
    ["creationTimestamp.from=2026-01-02&creationTimestamp.to=2026-01-03&gone=true", ["vpce-g"]],
    ["creationTimestamp.from=2026-01-03", []],
    ["creationTimestamp=2026-01-02T04:04:05.678%2B01:00&tag.team=core", ["vpce-a"]],
    ["accountName=data_lake", ["vpce-d"]],
    ["q=DATA_l", ["vpce-d"]],
    ["q=100%25", ["vpce-a", "vpce-b", "vpce-c", "vpce-e"]],
    ["q=a%25b", ["vpce-a"]],
    ["q=_", ["vpce-d"]],
    ["q=10.20.16.50", ["vpce-a"]],
    ["q=VPCE-b", ["vpce-b"]],
    ["q=%5C", ["vpce-c"]],
    ["q=say+%22", ["vpce-c"]],
    ["q=quoted", []],
    ["q=%2C", []],
    ["q=%2C+", []],
    ["q=%5B", []],
  ])("filters by %s", async (query, expected) => {
    expect(await ids(`${query}&sort=vpcEndpointId`)).toEqual(expected);
  });

  it("puts nulls last in both directions", async () => {
    expect(await ids("sort=bytes30d")).toEqual(["vpce-b", "vpce-a", "vpce-e", "vpce-c", "vpce-d"]);
    expect(await ids("sort=-bytes30d")).toEqual(["vpce-a", "vpce-b", "vpce-e", "vpce-c", "vpce-d"]);
  });
});

describe("bad input", () => {
  it.each([
    ["limit=0", "limit"],
    ["limit=1001", "limit"],
    ["limit=abc", "limit"],
    ["limit=1e3", "limit"],
    ["limit=99999999999999999999", "limit"],
    ["limit=5&limit=6", "limit"],
    ["sort=nothing", "sort"],
    ["sort=tags", "sort"],
    ["sort=securityGroupIds", "sort"],
    ["sort=--region", "sort"],
    ["sort=__proto__", "sort"],
    ["cursor=garbage", "cursor"],
    ["cursor=eyJhIjoxfQ", "cursor"],
    ["q=%00", "q"],
    [`q=${"x".repeat(3000)}`, "q"],
    ["region=a%00b", "region"],
    ["bytes30d=1.5", "bytes30d"],
    ["bytes30d.min=9223372036854775808", "bytes30d.min"],
    ["bytes30d.from=1", "bytes30d.from"],
    ["stale=maybe", "stale"],
    ["gone=perhaps", "gone"],
    ["gone=__proto__", "gone"],
    ["creationTimestamp.from=yesterday", "creationTimestamp.from"],
    ["creationTimestamp.from=2026-02-30", "creationTimestamp.from"],
    ["creationTimestamp.from=2026-13-01T00:00:00Z", "creationTimestamp.from"],
    ["creationTimestamp.from=2026-01-01T00:00:00", "creationTimestamp.from"],
    ["creationTimestamp.to=2026-01-01&creationTimestamp.to=2026-01-02", "creationTimestamp.to"],
    ["raw=idle", "raw"],
    ["colour=blue", "colour"],
    ["__proto__=1", "__proto__"],
    ["constructor=1", "constructor"],
    ["tag.=1", "tag."],
    ["=1", ""],
  ])("%s is a 400 that names the field", async (query, field) => {
    const { status, body } = await get(query);
    expect(status).toBe(400);
    expect(body).toMatchObject({ type: "about:blank", title: "Bad Request", status: 400, field });
    expect(body.instance).toBe("/api/v1/endpoints");
    expect(body.errors).toEqual([{ field, message: expect.any(String) }]);
    const csv = await listCsv(new Request(`http://x/api/v1/endpoints.csv?${query}`), context);
    expect(field === "cursor" ? 200 : 400).toBe(csv.status);
    await csv.body?.cancel();
  });

  it("names every bad field at once", async () => {
    const { body } = await get("limit=0&stale=maybe&colour=blue");
    expect(body.errors.map(({ field }: { field: string }) => field)).toEqual(["limit", "stale", "colour"]);
  });

  it("refuses a cursor of another filter or sort", async () => {
    const { body } = await get("limit=1");
    for (const query of ["limit=1&owner=core", "limit=1&sort=region", "limit=1&q=x", "limit=1&gone=any"]) {
      const answer = await get(`${query}&cursor=${body.nextCursor}`);
      expect(answer.status).toBe(400);
      expect(answer.body.field).toBe("cursor");
    }
    expect((await get(`limit=2&cursor=${body.nextCursor}`)).status).toBe(200);
  });
});

describe("GET /api/v1/endpoints/{id}", () => {
  const find = (id: string) =>
    one(new Request(`http://x/api/v1/endpoints/${encodeURIComponent(id)}`), {
      params: Promise.resolve({ id }),
    });

  it("answers interfaces by AZ ID, provenance, and null for what nobody judges yet", async () => {
    const body = await (await find("vpce-a")).json();
    expect(body).toMatchObject({
      vpcEndpointId: "vpce-a",
      path: null,
      verdicts: null,
      changes: [],
      networkInterfaces: [
        {
          networkInterfaceId: "eni-vpce-a",
          azId: "use1-az1",
          privateIpAddress: "10.20.16.50",
          collected: true,
        },
      ],
      provenance: {
        collector: "endpoints",
        outcome: "success",
        traffic: { measuredTo: "2026-11-18T14:00:00.000Z", bytesDaily: [5, null, 0] },
      },
    });
    const named = await (await find("vpce-b")).json();
    expect(named.networkInterfaces).toMatchObject([
      { networkInterfaceId: "eni-vpce-b", azId: null, collected: false },
    ]);
  });

  it("finds what is gone, and answers 404 for what was never seen", async () => {
    expect((await (await find("vpce-g")).json()).goneAt).toBe("2026-11-10T00:00:00.000Z");
    for (const id of [
      "vpce-none",
      "%00",
      "\0",
      "%zz",
      "x".repeat(5000),
      "'; DROP TABLE account;--",
      "\u{1f4a5}",
    ]) {
      const response = await find(id);
      expect(response.status).toBe(404);
      expect(response.headers.get("content-type")).toBe("application/problem+json");
      expect(await response.json()).toMatchObject({ status: 404, title: "Not Found" });
    }
  });
});

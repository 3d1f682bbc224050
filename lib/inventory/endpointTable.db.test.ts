import { beforeAll, expect, it } from "vitest";
import { accountRow, endpointRow, insertEndpoints, scopeRow } from "../testing/endpointRows.ts";
import { insertRows, processDatabase } from "../testing/rows.ts";
import { endpointFacets } from "./endpointFacets.ts";
import { listEndpointRows } from "./endpointRows.ts";
import { loadEndpointTable } from "./endpointTableLoaders.ts";
import { facetFields } from "./endpointTableSchema.ts";
import { endpointOtherSide } from "./otherSide/data.ts";

const db = processDatabase();
const other = "222222222222";
const seen = new Date("2026-10-01T00:00:00Z");
const serviceName = "com.amazonaws.vpce.us-east-1.vpce-svc-1";
const arn = (name: string) =>
  `arn:aws:elasticloadbalancing:us-east-1:${other}:loadbalancer/net/${name}/0123456789abcdef`;

beforeAll(async () => {
  await insertRows(db, "account", [
    accountRow("111111111111", "payments-prod"),
    accountRow(other, "ledger-prod"),
  ]);
  await insertRows(db, "collector_scope", [scopeRow(), scopeRow({ accountId: other, outcome: "failed" })]);
  await insertEndpoints(db, [
    endpointRow("vpce-1", { owner: "core", azIds: ["use1-az1", "use1-az2"], serviceName }),
    endpointRow("vpce-2", { owner: "core", state: "Available", azIds: ["use1-az1"] }),
    endpointRow("vpce-3", { owner: null, state: "rejected", azIds: [], region: "eu-west-1" }),
    endpointRow("vpce-4", { accountId: other, owner: "ledger" }),
    endpointRow("vpce-5", { owner: "core", goneAt: seen }),
  ]);
  await insertRows(db, "vpc_endpoint_traffic", [
    {
      accountId: "111111111111",
      vpcEndpointId: "vpce-1",
      bytes30d: 30,
      bytesDaily: [-1, 0, 30],
      bytesDailyFrom: new Date("2026-11-16T00:00:00Z"),
      measuredFrom: new Date("2026-11-17T00:00:00Z"),
      updatedAt: seen,
    },
  ]);
  const service = { accountId: other, region: "us-east-1", firstSeenAt: seen, lastSeenAt: seen };
  await insertRows(db, "vpc_endpoint_service", [
    {
      ...service,
      serviceId: "vpce-svc-1",
      serviceName,
      application: "ledger-api",
      networkLoadBalancerArns: [arn("seen"), arn("unseen")],
      collector: "services",
    },
  ]);
  await insertRows(db, "vpc_endpoint_connection", [
    {
      ...service,
      serviceId: "vpce-svc-1",
      vpcEndpointId: "vpce-1",
      vpcEndpointState: "pendingAcceptance",
      collector: "connections",
    },
  ]);
  await insertRows(db, "load_balancer", [
    {
      ...service,
      loadBalancerArn: arn("seen"),
      loadBalancerName: "seen",
      crossZoneEnabled: false,
      collector: "load-balancers",
    },
  ]);
});

const counts = (values: { value: string; count: number }[]) =>
  Object.fromEntries(values.map(({ value, count }) => [value, count]));

it("counts the values of every field over the endpoints that exist", async () => {
  const facets = await endpointFacets();
  expect(Object.keys(facets).toSorted()).toEqual(facetFields.toSorted());
  expect(counts(facets.owner)).toEqual({ core: 2, ledger: 1, "": 1 });
  expect(counts(facets.state)).toEqual({ available: 3, rejected: 1 });
  expect(counts(facets.azIds)).toEqual({ "use1-az1": 3, "use1-az2": 1 });
  expect(counts(facets.stale)).toEqual({ false: 2, true: 2 });
  expect(facets.accountId[0]).toEqual({ value: "111111111111", name: "payments-prod", count: 3 });
  expect(facets.serviceName.find(({ value }) => value === serviceName)?.name).toBe("ledger-api");
});

it("counts a filtered field without its own filter, and the others with it", async () => {
  const facets = await endpointFacets({ filter: { owner: ["core"] } });
  expect(counts(facets.owner)).toEqual({ core: 2, ledger: 1, "": 1 });
  expect(counts(facets.region)).toEqual({ "us-east-1": 2 });
  expect(counts((await endpointFacets({ q: "vpce-4" })).owner)).toEqual({ ledger: 1 });
});

it("looks for what begins like an id in ids alone, and for other words everywhere, counted on any page", async () => {
  const found = async (q: string, limit = 100) => {
    const { items, total } = await listEndpointRows({ q, limit, sort: "vpcEndpointId" });
    return [total, ...items.map(({ vpcEndpointId }) => vpcEndpointId)];
  };
  expect(await found("VPCE-1")).toEqual([1, "vpce-1"]);
  expect(await found("vpce-svc-1")).toEqual([1, "vpce-1"]);
  expect(await found("CORE")).toEqual([2, "vpce-1", "vpce-2"]);
  expect(await found("core", 1)).toEqual([2, "vpce-1"]);
  expect(await found("prod", 4)).toEqual([4, "vpce-1", "vpce-2", "vpce-3", "vpce-4"]);
});

it("promises with each count what choosing the value then shows", async () => {
  const facets = await endpointFacets();
  for (const field of facetFields) {
    for (const { value, count } of facets[field]) {
      const { total } = await listEndpointRows({ filter: { [field]: value } });
      expect(total, `${field}=${value}`).toBe(count);
    }
  }
});

it("gives each row its days, with null where a day was not collected", async () => {
  const { items } = await listEndpointRows({ sort: "vpcEndpointId" });
  expect(items[0]).toMatchObject({
    vpcEndpointId: "vpce-1",
    serviceTitle: "ledger-api",
    bytesDaily: [null, 0, 30],
    bytesDailyFrom: "2026-11-16T00:00:00.000Z",
    measuredFrom: "2026-11-17T00:00:00.000Z",
  });
  expect(items[1]).toMatchObject({ serviceTitle: null, bytesDaily: [], measuredFrom: null });
});

it("answers bad input with the problem instead of failing", async () => {
  const table = await loadEndpointTable({ sort: "nope" });
  expect(table.page).toBeNull();
  expect(table.problem).toMatchObject({ status: 400, field: "sort" });
});

it("finds the provider's side of an endpoint, with a load balancer that was never seen", async () => {
  const found = await endpointOtherSide({ vpcEndpointId: "vpce-1", serviceName });
  expect(found).toMatchObject({
    accountName: "ledger-prod",
    serviceId: "vpce-svc-1",
    connectionState: "pendingAcceptance",
    loadBalancers: [
      { loadBalancerName: "seen", collected: true, crossZoneEnabled: false },
      { loadBalancerName: "unseen", collected: false, crossZoneEnabled: null },
    ],
  });
});

it("knows a service of ours by its name alone, and none of AWS's", async () => {
  const listed = await endpointOtherSide({ vpcEndpointId: "vpce-9", serviceName });
  expect(listed).toMatchObject({ serviceId: "vpce-svc-1", connectionState: null });
  expect(
    await endpointOtherSide({ vpcEndpointId: "vpce-2", serviceName: "com.amazonaws.us-east-1.sqs" }),
  ).toBeUndefined();
});

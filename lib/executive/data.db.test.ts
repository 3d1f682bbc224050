import { beforeAll, describe, expect, it } from "vitest";
import {
  accountRow,
  endpointRow,
  insertEndpoints,
  fixtureNow as now,
  scopeRow,
} from "../testing/endpointRows.ts";
import { insertRows, processDatabase } from "../testing/rows.ts";
import {
  changeCounts,
  endpointStates,
  serviceZones,
  silentGroups,
  trafficCounts,
  watchCosts,
} from "./data.ts";
import { loadExecutive } from "./loaders.ts";

const db = processDatabase();
const accountId = "111111111111";
const region = "us-east-1";
const seen = new Date("2026-09-01T00:00:00Z");
const entity = { accountId, region, firstSeenAt: seen, lastSeenAt: seen };
const balancer = "arn:aws:elasticloadbalancing:us-east-1:111111111111:loadbalancer/net/a/1";
const group = "arn:aws:elasticloadbalancing:us-east-1:111111111111:targetgroup/a/1";

const traffic = (vpcEndpointId: string, more: Record<string, unknown> = {}) => ({
  accountId,
  vpcEndpointId,
  bytes30d: 0,
  measuredFrom: new Date("2026-10-18T14:00:00Z"),
  measuredTo: new Date("2026-11-18T14:00:00Z"),
  updatedAt: now,
  ...more,
});

beforeAll(async () => {
  await insertRows(db, "account", [accountRow(accountId, "payments-prod")]);
  await insertRows(db, "collector_scope", [
    scopeRow({ collector: "endpoints" }),
    scopeRow({ collector: "endpoints", region: "eu-west-1", outcome: "failed" }),
    scopeRow({ collector: "load-balancers" }),
    scopeRow({ collector: "metrics" }),
  ]);
  const created = { creationTimestamp: seen, azIds: ["use1-az1", "use1-az2"], owner: "core" };
  await insertEndpoints(db, [
    endpointRow("vpce-busy", created),
    endpointRow("vpce-silent", created),
    endpointRow("vpce-measured-no-more", created),
    endpointRow("vpce-not-collected", created),
    endpointRow("vpce-young", { ...created, creationTimestamp: new Date("2026-11-10T00:00:00Z") }),
    endpointRow("vpce-gateway", { ...created, vpcEndpointType: "Gateway" }),
    endpointRow("vpce-far", { ...created, serviceRegion: "ap-south-1" }),
    endpointRow("vpce-rejected", { ...created, state: "Rejected" }),
    endpointRow("vpce-unseen", { ...created, region: "eu-west-1", serviceRegion: "eu-west-1" }),
    endpointRow("vpce-gone", { ...created, goneAt: now }),
    endpointRow("vpce-deleted", { ...created, state: "deleted" }),
  ]);
  await insertRows(db, "vpc_endpoint_traffic", [
    traffic("vpce-busy", { bytes30d: 5, lastTrafficAt: new Date("2026-11-18T13:00:00Z") }),
    traffic("vpce-silent"),
    traffic("vpce-measured-no-more", { measuredTo: new Date("2026-11-10T00:00:00Z") }),
    traffic("vpce-not-collected", { bytes30d: null }),
    traffic("vpce-young"),
    traffic("vpce-far"),
    traffic("vpce-gone"),
  ]);
  await insertRows(db, "load_balancer", [
    {
      ...entity,
      loadBalancerArn: balancer,
      loadBalancerName: "a",
      azIds: ["use1-az1", "use1-az2"],
      collector: "load-balancers",
    },
  ]);
  await insertRows(db, "target_group", [
    {
      ...entity,
      targetGroupArn: group,
      targetGroupName: "a",
      loadBalancerArns: [balancer],
      collector: "load-balancers",
    },
  ]);
  const target = { ...entity, targetGroupArn: group, port: 443, collector: "load-balancers" };
  await insertRows(db, "target_health", [
    { ...target, targetId: "i-1", azId: "use1-az1", state: "healthy" },
    { ...target, targetId: "i-2", azId: "use1-az2", state: "unhealthy" },
    { ...target, targetId: "i-3", azId: "use1-az2", state: "healthy", goneAt: now },
  ]);
  await insertRows(db, "vpc_endpoint_service", [
    {
      ...entity,
      serviceId: "vpce-svc-1",
      serviceName: "svc-1",
      networkLoadBalancerArns: [balancer],
      collector: "services",
    },
    { ...entity, serviceId: "vpce-svc-2", serviceName: "svc-2", collector: "services" },
  ]);
  const change = {
    accountId,
    region,
    resourceType: "vpc_endpoint",
    collector: "endpoints",
    runId: "0190e0e0-0000-7000-8000-000000000001",
  };
  await insertRows(db, "resource_change", [
    { ...change, observedAt: now, resourceId: "vpce-busy", change: "created" },
    { ...change, observedAt: now, resourceId: "vpce-busy", change: "modified", field: "tags" },
    { ...change, observedAt: new Date("2026-11-01T00:00:00Z"), resourceId: "vpce-busy", change: "gone" },
  ]);
  const run = { accountId, region, outcome: "success" };
  await insertRows(db, "collector_run", [
    {
      ...run,
      runId: "0190e0e0-0000-7000-8000-000000000001",
      collector: "metrics",
      startedAt: now,
      costUsd: 0.25,
    },
    {
      ...run,
      runId: "0190e0e0-0000-7000-8000-000000000002",
      collector: "metrics",
      startedAt: new Date("2026-10-31T23:59:00Z"),
      costUsd: 9,
    },
  ]);
});

describe("facts of the executive page", () => {
  it("counts states, and knows which of them are of a failing scope", async () => {
    const rows = await endpointStates(now);
    expect(rows.map(({ region: at, state, endpoints, stale }) => [at, state, endpoints, stale])).toEqual([
      ["eu-west-1", "available", 1, 1],
      [region, "available", 7, 0],
      [region, "rejected", 1, 0],
    ]);
  });

  it("calls silent only what was old enough and measured until now", async () => {
    const [row] = await trafficCounts(now);
    expect(row).toMatchObject({ endpoints: 9, active: 1, silent: 1, young: 1, notMeasurable: 2, unknown: 4 });
    const groups = await silentGroups(now);
    expect(groups).toEqual([
      expect.objectContaining({ owner: "core", endpoints: 1, zones: 2, withoutZones: 0 }),
    ]);
  });

  it("sees healthy targets by zone of the load balancer", async () => {
    const rows = await serviceZones(now);
    expect(
      rows.map(({ serviceId, azId, targets, healthy, stale }) => [serviceId, azId, targets, healthy, stale]),
    ).toEqual([
      ["vpce-svc-1", "use1-az1", 1, 1, false],
      ["vpce-svc-1", "use1-az2", 1, 0, false],
      ["vpce-svc-2", null, 0, 0, false],
    ]);
  });

  it("counts changes and dollars within their days", async () => {
    const changes = await changeCounts(new Date("2026-11-11T00:00:00Z"));
    expect(changes.map(({ change, field }) => [change, field])).toEqual(
      expect.arrayContaining([
        ["created", null],
        ["modified", "tags"],
      ]),
    );
    expect(changes).toHaveLength(2);
    const costs = await watchCosts(new Date("2026-11-01T00:00:00Z"), new Date("2026-12-01T00:00:00Z"));
    expect(costs).toEqual([{ collector: "metrics", costUsd: 0.25, runs: 1 }]);
  });

  it("are all there for the page, with unknown query values dropped", async () => {
    const page = await loadExecutive({ month: "2027-13", by: "nonsense" });
    expect(page.month).toBe("2026-11");
    expect(page.cost.dimension).toBe("account");
    expect(page.states.counts).toMatchObject({ available: 7, failing: 1, unknown: 1 });
    expect(page.statesBasis).toMatchObject({ scopes: 2, fresh: 1 });
    expect(page.waste.usdPerMonth).toBeNull();
  });
});

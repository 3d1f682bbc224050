import { beforeAll, describe, expect, it } from "vitest";
import {
  accountRow,
  endpointRow,
  insertEndpoints,
  fixtureNow as now,
  scopeRow,
} from "../testing/endpointRows.ts";
import { insertRows, processDatabase } from "../testing/rows.ts";
import { changeCounts, endpointStates, idleGroups, serviceZones, verdictCounts, watchCosts } from "./data.ts";
import { loadExecutive } from "./loaders.ts";

const db = processDatabase();
const accountId = "111111111111";
const region = "us-east-1";
const seen = new Date("2026-09-01T00:00:00Z");
const entity = { accountId, region, firstSeenAt: seen, lastSeenAt: seen };
const balancer = "arn:aws:elasticloadbalancing:us-east-1:111111111111:loadbalancer/net/a/1";
const group = "arn:aws:elasticloadbalancing:us-east-1:111111111111:targetgroup/a/1";

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
  const verdict = (resourceId: string, state: string, more = {}) => ({
    ...{ accountId, region, resourceType: "endpoint", resourceId, owner: "core", state, cause: "no-traffic" },
    ...{ reason: "for the test", since: seen, evaluatedAt: now },
    ...more,
  });
  await insertRows(db, "idle_verdict", [
    verdict("vpce-busy", "active"),
    verdict("vpce-measured-no-more", "low-use"),
    verdict("vpce-silent", "idle", { savingUsd: 14.6 }),
    verdict("vpce-rejected", "idle", { savingUsd: 14.6 }),
    verdict("vpce-not-collected", "unknown"),
    verdict("vpce-young", "too-new"),
    verdict("vpce-gateway", "not-measurable"),
    verdict("vpce-far", "not-measurable"),
  ]);
  await insertRows(db, "idle_decision", [
    {
      ...{ accountId, region, resourceType: "endpoint", resourceId: "vpce-rejected", decision: "keep" },
      ...{ reason: "for the audit", decidedBy: "core", decidedAt: now },
      keepUntil: new Date(now.getTime() + 30 * 86_400_000),
    },
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

  it("counts endpoints by their verdict, and what no verdict was given for as unknown", async () => {
    const [row] = await verdictCounts();
    expect(row).toMatchObject({ endpoints: 9, active: 2, idle: 2, tooNew: 1, notMeasurable: 2, unknown: 2 });
  });

  it("leaves out of waste what an owner keeps, until that expires", async () => {
    const idle = { owner: "core", resourceType: "endpoint", count: 1, savingUsd: 14.6, unpriced: 0 };
    expect(await idleGroups(now)).toEqual([expect.objectContaining(idle)]);
    const later = new Date(now.getTime() + 40 * 86_400_000);
    expect(await idleGroups(later)).toEqual([expect.objectContaining({ count: 2, savingUsd: 29.2 })]);
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
    expect(page.waste).toMatchObject({ endpoints: 1, usdPerMonth: 14.6 });
  });
});

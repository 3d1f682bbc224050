import { beforeAll, expect, it } from "vitest";
import { endpointZoneCost } from "../cost/endpointZoneData.ts";
import { ensurePartitions } from "../db/partitions.ts";
import { readHealthyHosts } from "../metrics/healthyHosts.ts";
import { partitioning } from "../metrics/partitions.ts";
import { loadBalancerFamily } from "../metrics/tables.ts";
import { probeAttempts } from "../probes/attemptData.ts";
import { endpointRow, fixtureNow, insertEndpoints } from "../testing/endpointRows.ts";
import { insertRows, processDatabase } from "../testing/rows.ts";
import { endpointCalls } from "../trail/callData.ts";
import { similarEndpoints } from "./similar/data.ts";

const db = processDatabase();
const account = "111111111111";
const region = "us-east-1";
const own = { accountId: account, region, vpcEndpointId: "vpce-own" };
const ago = (minutes: number) => new Date(fixtureNow.getTime() - minutes * 60_000);
const seen = { firstSeenAt: ago(1e5), lastSeenAt: ago(1), collector: "test" };

beforeAll(async () => {
  const service = "com.amazonaws.vpce.us-east-1.vpce-svc-1";
  const other = (id: string, more: Record<string, unknown> = {}) =>
    endpointRow(id, { vpcId: "vpc-2", serviceName: service, securityGroupIds: ["sg-2"], ...more });
  await insertEndpoints(db, [
    endpointRow("vpce-own", { serviceName: service }),
    other("vpce-works"),
    other("vpce-broken"),
    other("vpce-gone", { goneAt: ago(5) }),
    other("vpce-else", { serviceName: "com.amazonaws.us-east-1.kms" }),
    other("vpce-gateway", { vpcEndpointType: "Gateway", vpcId: "vpc-1" }),
  ]);
  const walked = (vpcEndpointId: string, verdict: string) => ({
    ...{ accountId: account, region, vpcEndpointId, consumerOurs: true, providerOurs: true, verdict },
    ...{ sentence: "s", walk: Buffer.from(""), walkDigest: "d", walkedAt: ago(5), evaluatedAt: ago(5) },
  });
  await insertRows(db, "endpoint_diagnosis", [
    ...["vpce-works", "vpce-gone", "vpce-else", "vpce-gateway"].map((id) => walked(id, "in-order")),
    walked("vpce-broken", "broken"),
    walked("vpce-own", "broken"),
  ]);
  await insertRows(db, "security_group", [
    {
      accountId: account,
      region,
      groupId: "sg-2",
      vpcId: "vpc-2",
      ipPermissions: [{ IpProtocol: "-1" }],
      ...seen,
    },
  ]);

  const arns = ["arn:aws:elasticloadbalancing:us-east-1:222:loadbalancer/net/a/1"];
  await insertRows(db, "vpc_endpoint_service", [
    {
      accountId: "222",
      region,
      serviceId: "vpce-svc-1",
      serviceName: service,
      networkLoadBalancerArns: arns,
      ...seen,
    },
  ]);
  await ensurePartitions(db.pool, partitioning(loadBalancerFamily, "5m"), ago(60), fixtureNow);
  const hosts = (targetGroup: string, minutes: number, healthyHostCountMin: number) => ({
    ...{ accountId: "222", loadBalancer: "net/a/1", azId: "use1-az1", targetGroup },
    ...{ ts: ago(minutes), healthyHostCountMin },
  });
  await insertRows(db, "load_balancer_metric_5m", [
    hosts("tg/1", 30, 3),
    hosts("tg/2", 30, 1),
    hosts("tg/1", 25, 2),
  ]);
  await insertRows(db, "metric_watermark", [
    {
      ...{
        accountId: "222",
        namespace: "AWS/NetworkELB",
        resourceId: "net/a/1 tg/1",
        grain: "target-group-az",
      },
      ...{ periodSeconds: 60, region, watermark: ago(10), collectedFrom: ago(40), updatedAt: ago(10) },
    },
  ]);

  await ensurePartitions(
    db.pool,
    { table: "probe_result", per: "day", retentionDays: 15 },
    ago(60),
    fixtureNow,
  );
  const seriesId = "00000000-0000-4000-8000-000000000001";
  await insertRows(db, "probe_series", [
    {
      ...{ ...own, seriesId, source: "push:a", location: "agent", kind: "tcp", target: "x:443" },
      ...{ intervalSeconds: 60, firstResultAt: ago(9), lastResultAt: ago(1) },
    },
  ]);
  await insertRows(
    db,
    "probe_result",
    [3, 2, 1].map((minutes) => ({ accountId: account, seriesId, ts: ago(minutes), success: minutes !== 1 })),
  );

  const call = (eventId: string, minutes: number, resourceIds: string[]) => ({
    ...{ accountId: account, eventId, region, eventTime: ago(minutes), eventName: "ModifyVpcEndpoint" },
    ...{ eventSource: "ec2.amazonaws.com", resourceIds },
  });
  await insertRows(db, "trail_event", [
    call("old", 90, ["vpce-own"]),
    call("new", 30, ["vpce-own", "sg-1"]),
    call("other", 10, ["vpce-works"]),
  ]);

  await db.pool.query(
    "CREATE TABLE IF NOT EXISTS endpoint_cost_day_test PARTITION OF endpoint_cost_day FOR VALUES FROM ('2026-11-01') TO ('2026-12-01')",
  );
  const day = (azId: string, date: string, more: object = {}) => ({
    ...{ accountId: account, region, vpcEndpointId: "vpce-own", azId, day: date, hours: 24, hoursUsd: 0.24 },
    ...{ bytes: 100, dataUsd: 0.01, asOf: ago(5), evaluatedAt: ago(5), ...more },
  });
  await insertRows(db, "endpoint_cost_day", [
    day("use1-az1", "2026-11-16"),
    day("use1-az1", "2026-11-17"),
    day("use1-az2", "2026-11-17", { bytes: null, dataUsd: null, reason: "not-collected-yet" }),
  ]);
  await insertRows(db, "endpoint_cost", [
    {
      accountId: account,
      region,
      vpcEndpointId: "vpce-own",
      monthlyHoursUsd: 14.6,
      asOf: ago(5),
      evaluatedAt: ago(5),
    },
  ]);
});

it("holds an endpoint against those of its type and service that work and exist", async () => {
  const endpoint = { ...own, vpcId: "vpc-1", serviceName: "com.amazonaws.vpce.us-east-1.vpce-svc-1" };
  const found = await similarEndpoints({ ...endpoint, vpcEndpointType: "Interface" });
  expect(found?.similar.map(({ vpcEndpointId, shares }) => [vpcEndpointId, shares])).toEqual([
    ["vpce-works", "service"],
  ]);
  const security = found?.similar[0]?.traits.find(({ trait }) => trait === "security");
  // Its own group is not collected: what it lets in is not known, and so no difference is claimed.
  expect(security).toEqual({ trait: "security", text: "all traffic from nowhere", differs: null });
});

it("takes the target group with the fewest healthy hosts, and says for which time it was asked", async () => {
  const range = { from: ago(60), to: fixtureNow };
  expect(await readHealthyHosts("com.amazonaws.vpce.us-east-1.vpce-svc-1", range, "5m")).toEqual({
    asOf: ago(10).toISOString(),
    gaps: [
      { from: ago(60).toISOString(), to: ago(40).toISOString(), reason: "before-collection" },
      { from: ago(10).toISOString(), to: fixtureNow.toISOString(), reason: "after-watermark" },
    ],
    zones: [
      {
        azId: "use1-az1",
        points: [
          { ts: ago(30).toISOString(), healthy: 1 },
          { ts: ago(25).toISOString(), healthy: 2 },
        ],
      },
    ],
  });
  expect(await readHealthyHosts("com.amazonaws.us-east-1.sqs", range, "5m")).toBeNull();
});

it("has the last attempts of a series, in order of time", async () => {
  const [series] = await probeAttempts(db.pool, own, fixtureNow, 2);
  expect(series?.attempts.map(({ time, success }) => [time, success])).toEqual([
    [ago(2).toISOString(), true],
    [ago(1).toISOString(), false],
  ]);
});

it("has the calls that named the endpoint, newest first, and that nothing is covered", async () => {
  const { calls, coveredTo } = await endpointCalls(own);
  expect(calls.map(({ eventId }) => eventId)).toEqual(["new", "old"]);
  expect(coveredTo).toBeNull();
});

it("adds up a zone's days, and says of how many each sum is", async () => {
  const cost = await endpointZoneCost(own, fixtureNow);
  expect(cost).toMatchObject({ monthlyCostUsd: null, monthlyHoursUsd: 14.6 });
  expect(cost?.zones).toEqual([
    {
      ...{ azId: "use1-az1", days: 2, reason: null },
      ...{
        hoursUsd: { value: 0.48, days: 2 },
        dataUsd: { value: 0.02, days: 2 },
        bytes: { value: 200, days: 2 },
      },
    },
    {
      ...{ azId: "use1-az2", days: 1, reason: "not-collected-yet" },
      ...{
        hoursUsd: { value: 0.24, days: 1 },
        dataUsd: { value: null, days: 0 },
        bytes: { value: null, days: 0 },
      },
    },
  ]);
  expect(await endpointZoneCost({ ...own, vpcEndpointId: "vpce-works" }, fixtureNow)).toBeNull();
});

import { beforeAll, describe, expect, it } from "vitest";
import { configSchema } from "../config/schema.ts";
import { ensurePartitions } from "../db/partitions.ts";
import { partitioning } from "../metrics/partitions.ts";
import { endpointFamily, loadBalancerFamily, serviceFamily } from "../metrics/tables.ts";
import { testDatabase } from "../testing/database.ts";
import { endpointRow, insertEndpoints, scopeRow } from "../testing/endpointRows.ts";
import { insertRows } from "../testing/rows.ts";
import { evaluator } from "./evaluate.ts";
import { daysBefore, now } from "./testing.ts";

const db = testDatabase();
const accountId = "111111111111";
const arn = (name: string) =>
  `arn:aws:elasticloadbalancing:us-east-1:${accountId}:loadbalancer/net/${name}/1`;
const entity = { accountId, region: "us-east-1", firstSeenAt: daysBefore(20), lastSeenAt: daysBefore(20) };
const watermark = daysBefore(0);
const hour = 1 / 24;
const hourOf = (time: Date) => new Date(Math.floor(time.getTime() / 3_600_000) * 3_600_000);
const dayOf = (time: Date) => new Date(Math.floor(time.getTime() / 86_400_000) * 86_400_000);

interface Asked {
  namespace?: string;
  region?: string;
  /** When it last published anything; null never did. */
  last?: Date | null;
  from?: Date;
}

/** A series that was asked for by the day and the hour for 31 days, up to the watermark. */
async function asked(
  resourceId: string,
  grain: string,
  { namespace = "AWS/PrivateLinkEndpoints", ...of }: Asked = {},
) {
  const { last = null, from = dayOf(daysBefore(31)), region = "us-east-1" } = of;
  const hourly =
    namespace === "AWS/PrivateLinkEndpoints" && grain === "endpoint" ? from : dayOf(daysBefore(8));
  const mark = { accountId, region, namespace, resourceId, grain, watermark, updatedAt: now };
  const seen = { firstDatapointAt: last, lastDatapointAt: last };
  await insertRows(db, "metric_watermark", [
    { ...mark, ...seen, periodSeconds: 60, collectedFrom: hourOf(daysBefore(3 * hour)) },
    { ...mark, ...seen, periodSeconds: 3600, collectedFrom: hourly },
    { ...mark, ...seen, periodSeconds: 86_400, collectedFrom: from },
  ]);
}

/** A byte, or something else, at a time, rolled up as it would be: the open hour is in five minutes alone. */
async function carried(
  vpcEndpointId: string,
  at: Date,
  values: Record<string, number> = { bytesProcessed: 1 },
  subnetId = "",
) {
  const row = { accountId, vpcEndpointId, subnetId, ...values };
  if (at >= hourOf(watermark)) return insertRows(db, "vpc_endpoint_metric_5m", [{ ...row, ts: at }]);
  await insertRows(db, "vpc_endpoint_metric_1h", [{ ...row, ts: hourOf(at) }]);
  return insertRows(db, "vpc_endpoint_metric_1d", [{ ...row, ts: dayOf(at) }]);
}

const evaluate = async (days = 30) => {
  const config = configSchema.parse({ idle: { days } });
  const result = await evaluator.evaluate({ db, config, now });
  const { rows } = await db.pool.query<Record<string, string | number | null>>(
    `SELECT resource_type AS type, resource_id AS id, subnet_id AS subnet, state, cause, reason, idle_days AS days,
       window_bytes AS bytes, saving_usd AS saving FROM idle_verdict`,
  );
  const of = (id: string, subnet = "") => rows.find((row) => row.id === id && row.subnet === subnet);
  return { ...result, rows, of };
};

beforeAll(async () => {
  for (const family of [endpointFamily, serviceFamily, loadBalancerFamily]) {
    for (const resolution of ["5m", "1h", "1d"] as const)
      await ensurePartitions(db.pool, partitioning(family, resolution), daysBefore(40), now);
  }
  await insertRows(
    db,
    "collector_scope",
    ["endpoints", "metrics", "services", "connections", "load-balancers"].flatMap((collector) => [
      scopeRow({ collector }),
      scopeRow({ collector, region: "eu-west-1" }),
    ]),
  );
});

describe("endpoints, by the rows that are stored of them", () => {
  beforeAll(async () => {
    const on = (id: string, more: Record<string, unknown> = {}) => endpointRow(`vpce-${id}`, more);
    await insertEndpoints(db, [
      ...["silent", "inside", "outside", "open", "recent", "zeros", "tried", "hole", "busy", "lost"].map(
        (id) => on(id),
      ),
      on("young", { creationTimestamp: daysBefore(3) }),
      on("gateway", { vpcEndpointType: "Gateway", networkInterfaceIds: [] }),
      on("afar", { serviceRegion: "eu-west-1" }),
      on("resource", { vpcEndpointType: "Resource" }),
      on("network", { vpcEndpointType: "ServiceNetwork" }),
      on("network-2", { vpcEndpointType: "ServiceNetwork" }),
      on("unasked"),
      on("zones", { subnetIds: ["s-1", "s-2", "s-3"], azIds: ["use1-az1", "use1-az2", "use1-az3"] }),
      on("part", { subnetIds: ["s-1", "s-2"], azIds: ["use1-az1", "use1-az2"] }),
      // In this region no endpoint is ever published as a whole.
      on("eu-byte", { region: "eu-west-1", serviceRegion: "eu-west-1" }),
      on("eu-silent", { region: "eu-west-1", serviceRegion: "eu-west-1" }),
      on("eu-half", { region: "eu-west-1", serviceRegion: "eu-west-1" }),
    ]);
    const byte = { bytesProcessed: 1 };
    const whole: [string, Date | null, object?][] = [
      ["silent", null],
      ["inside", daysBefore(30 - hour)],
      ["outside", daysBefore(30 + hour)],
      ["open", daysBefore(-0)],
      ["recent", daysBefore(5)],
      ["zeros", daysBefore(5), { bytesProcessed: 0 }],
      ["hole", null],
      ["busy", daysBefore(1), { bytesProcessed: 5e9 }],
      ["young", null],
      ["network-2", daysBefore(2)],
      ["network", null],
      ["resource", null],
      ["tried", null],
      ["zones", daysBefore(hour), { bytesProcessed: 9e9 }],
      ["part", daysBefore(hour), { bytesProcessed: 9e9 }],
    ];
    for (const [id, last, values = byte] of whole) {
      await asked(`vpce-${id}`, "endpoint", { last, ...(id === "hole" && { from: daysBefore(29) }) });
      if (last) await carried(`vpce-${id}`, last, values as Record<string, number>);
    }
    await asked("vpce-lost", "endpoint", { last: daysBefore(2) });
    await asked("vpce-tried", "endpoint-detail", { last: daysBefore(2) });
    await carried("vpce-tried", daysBefore(2), { packetsDropped: 7 });
    for (const id of ["zones", "part"]) await asked(`vpce-${id}`, "subnet", { last: daysBefore(hour) });
    await carried("vpce-zones", daysBefore(hour), { bytesProcessed: 9e9 }, "s-1");
    await carried("vpce-part", daysBefore(hour), { bytesProcessed: 3e9 }, "s-1");
    await insertRows(db, "resource_change", [
      {
        ...{ accountId, observedAt: daysBefore(5), region: "us-east-1", resourceType: "vpc-endpoint" },
        ...{ resourceId: "vpce-zones", change: "modified", field: "subnetIds", collector: "endpoints" },
        ...{
          before: '["s-1","s-2"]',
          after: '["s-1","s-2","s-3"]',
          runId: "0190e0e0-0000-7000-8000-000000000001",
        },
      },
    ]);
    const eu = { region: "eu-west-1" };
    for (const id of ["eu-byte", "eu-silent", "eu-half"]) await asked(`vpce-${id}`, "endpoint", eu);
    await asked("vpce-eu-byte", "subnet", { ...eu, last: daysBefore(9) });
    await carried("vpce-eu-byte", daysBefore(9), byte, "subnet-1");
    await asked("vpce-eu-silent", "subnet", eu);
  });

  it.each([
    ["silent", "idle", "no-traffic", 0],
    ["inside", "low-use", "little-traffic", 1],
    ["outside", "idle", "no-traffic", 0],
    ["open", "low-use", "little-traffic", 1],
    ["recent", "low-use", "little-traffic", 1],
    ["zeros", "idle", "no-traffic", 0],
    ["lost", "unknown", "parts-missing", 0],
    ["tried", "low-use", "attempts-only", 0],
    ["hole", "unknown", "coverage-gap", 0],
    ["busy", "active", "traffic", 5e9],
    ["young", "too-new", "created-lately", 0],
    ["gateway", "not-measurable", "not-published", null],
    ["afar", "not-measurable", "not-published", null],
    ["resource", "not-measurable", "not-published", 0],
    ["network", "idle", "no-traffic", 0],
    ["network-2", "low-use", "little-traffic", 1],
    ["unasked", "unknown", "never-measured", null],
    ["eu-byte", "low-use", "little-traffic", 1],
    ["eu-silent", "idle", "no-traffic", 0],
    ["eu-half", "unknown", "never-measured", null],
  ])("vpce-%s is %s", async (id, state, cause, bytes) => {
    const { of } = await evaluate();
    expect(of(`vpce-${id}`)).toMatchObject({ state, cause, bytes });
    if (state !== "idle") expect(of(`vpce-${id}`)?.saving).toBeNull();
  });

  it("ends at the hour: with a window of a day more, the byte outside is inside", async () => {
    expect((await evaluate(31)).of("vpce-outside")).toMatchObject({ state: "low-use", bytes: 1 });
    expect((await evaluate(4)).of("vpce-recent")).toMatchObject({ state: "idle", days: 5 });
  });

  it("judges zones of what is in use: one carries, one never did, one is new, and where parts miss nobody knows", async () => {
    const { of, rows } = await evaluate();
    // What is in use is what is usual, and has no row.
    expect(of("vpce-zones", "s-1")).toBeUndefined();
    expect(of("vpce-zones", "s-2")).toMatchObject({ state: "idle", saving: 7.3 });
    expect(of("vpce-zones", "s-3")).toMatchObject({ state: "too-new" });
    expect(of("vpce-part", "s-2")).toMatchObject({ state: "unknown", cause: "parts-missing" });
    expect(rows.filter(({ type }) => type === "endpoint-az")).toHaveLength(3);
  });

  it("changes nothing when it judges the same again, and forgets what is gone", async () => {
    await evaluate();
    expect(await evaluate()).toMatchObject({ changed: 0, asOf: watermark });
    const gone = (at: Date | null) =>
      db.pool.query("UPDATE vpc_endpoint SET gone_at = $1 WHERE vpc_endpoint_id = 'vpce-silent'", [at]);
    await gone(now);
    expect((await evaluate()).of("vpce-silent")).toBeUndefined();
    await gone(null);
    const { rows } = await db.pool.query("SELECT FROM idle_transition WHERE resource_id = 'vpce-silent'");
    expect(rows).toEqual([]);
  });
});

it("puts on record that a zone falls silent and wakes up, though there are no rows of zones in use", async () => {
  const changes = async () =>
    (
      await db.pool.query<{ id: string; subnet: string; change: string | null }>(
        `SELECT resource_id AS id, subnet_id AS subnet, change FROM idle_transition
         WHERE resource_type = 'endpoint-az' AND change IS NOT NULL ORDER BY idle_transition.id`,
      )
    ).rows;
  const before = (await changes()).length;
  const since = daysBefore(2);
  await evaluate();
  await db.pool.query(
    `UPDATE vpc_endpoint_metric_1d SET subnet_id = 's-2' WHERE vpc_endpoint_id = 'vpce-zones' AND subnet_id = 's-1' AND ts > $1`,
    [since],
  );
  await evaluate();
  expect((await changes()).slice(before)).toEqual([
    { id: "vpce-zones", subnet: "s-1", change: "became-idle" },
    { id: "vpce-zones", subnet: "s-2", change: "woke-up" },
  ]);
});

describe("endpoint services and load balancers", () => {
  const services = "AWS/PrivateLinkServices";
  const balancers = "AWS/NetworkELB";

  beforeAll(async () => {
    const service = (id: string, more: object = {}) => ({
      ...entity,
      ...{
        serviceId: `vpce-svc-${id}`,
        serviceName: `svc-${id}`,
        serviceState: "Available",
        collector: "services",
      },
      ...more,
    });
    const old = { firstSeenAt: daysBefore(90) };
    await insertRows(db, "vpc_endpoint_service", [
      service("alone", old),
      service("silent", { ...old, networkLoadBalancerArns: [arn("behind")] }),
      service("afar", old),
      service("lately-seen"),
      service("busy"),
    ]);
    const connection = (id: string, vpcEndpointRegion = "us-east-1") => ({
      ...{ ...entity, serviceId: `vpce-svc-${id}`, vpcEndpointId: `vpce-of-${id}`, vpcEndpointRegion },
      collector: "connections",
    });
    await insertRows(db, "vpc_endpoint_connection", [connection("silent"), connection("afar", "eu-west-1")]);
    for (const id of ["alone", "silent", "afar", "lately-seen"])
      await asked(`vpce-svc-${id}`, "service", { namespace: services });
    await asked("vpce-svc-busy", "service", { namespace: services, last: daysBefore(1) });
    await insertRows(db, "vpc_endpoint_service_metric_1d", [
      { accountId, serviceId: "vpce-svc-busy", ts: dayOf(daysBefore(1)), bytesProcessed: 7e9 },
    ]);
    const balancer = (name: string, more: object = {}) => ({
      ...{ ...entity, loadBalancerArn: arn(name), loadBalancerName: name, type: "network", state: "active" },
      ...{ createdTime: daysBefore(300), collector: "load-balancers", ...more },
    });
    await insertRows(db, "load_balancer", [
      ...["behind", "orphan", "other-use"].map((name) => balancer(name)),
      balancer("inspection", { type: "gateway" }),
      balancer("fresh", { createdTime: daysBefore(2) }),
    ]);
    for (const name of ["behind", "orphan", "other-use", "fresh"]) {
      await asked(`net/${name}/1`, "load-balancer", { namespace: balancers, last: daysBefore(hour) });
      await insertRows(db, "load_balancer_metric_1d", [
        // A load balancer publishes zeros.
        { accountId, loadBalancer: `net/${name}/1`, ts: dayOf(daysBefore(1)), processedBytes: 0 },
        {
          ...{ accountId, loadBalancer: `net/${name}/1`, ts: dayOf(daysBefore(12)) },
          processedBytes: name === "other-use" ? 8e9 : 0,
        },
      ]);
    }
  });

  it.each([
    ["vpce-svc-alone", "idle", "no-connections"],
    ["vpce-svc-silent", "idle", "no-traffic"],
    ["vpce-svc-afar", "not-measurable", "not-published"],
    ["vpce-svc-lately-seen", "unknown", "age-unknown"],
    ["vpce-svc-busy", "active", "traffic"],
    [arn("behind"), "idle", "no-traffic"],
    [arn("orphan"), "idle", "no-traffic"],
    [arn("other-use"), "active", "traffic"],
    [arn("inspection"), "unknown", "not-collected"],
    [arn("fresh"), "too-new", "created-lately"],
  ])("%s is %s: %s", async (id, state, cause) => {
    expect((await evaluate()).of(id)).toMatchObject({ state, cause });
  });

  it("says what stands on a load balancer, and what its hours cost", async () => {
    const { of } = await evaluate();
    expect(of(arn("orphan"))).toMatchObject({
      saving: 16.425,
      reason: expect.stringContaining("behind no endpoint service"),
    });
    expect(of(arn("behind"))?.reason).toContain("behind vpce-svc-silent");
    expect(of("vpce-svc-silent")?.reason).toContain("one endpoint is connected");
  });

  it("takes CloudTrail's word for the age of a service", async () => {
    const coverage = { accountId, region: "us-east-1", eventGroup: "privatelink", coveredTo: now };
    await insertRows(db, "trail_coverage", [{ ...coverage, coveredFrom: daysBefore(80) }]);
    expect((await evaluate()).of("vpce-svc-lately-seen")).toMatchObject({ state: "idle" });
    await insertRows(db, "trail_event", [
      {
        ...{
          accountId,
          eventId: "e-1",
          region: "us-east-1",
          eventTime: daysBefore(25),
          eventSource: "ec2.amazonaws.com",
        },
        ...{ eventName: "CreateVpcEndpointServiceConfiguration", resourceIds: ["vpce-svc-lately-seen"] },
      },
    ]);
    expect((await evaluate()).of("vpce-svc-lately-seen")).toMatchObject({ state: "too-new" });
  });
});

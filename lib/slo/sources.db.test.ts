import { beforeAll, describe, expect, it } from "vitest";
import { readList } from "../api/list/data.ts";
import { ensurePartitions } from "../db/partitions.ts";
import { denialTable } from "../logsInsights/tables.ts";
import { metricTables } from "../metrics/partitions.ts";
import { endpointRow, fixtureNow, insertEndpoints, scopeRow } from "../testing/endpointRows.ts";
import { insertRows, processDatabase } from "../testing/rows.ts";
import { type SloItem, sloList } from "./sloList.ts";
import { judgeAll, probe, testAccount, testRegion } from "./testing.ts";

const now = fixtureNow;
const minuteMs = 60_000;
const at = (time: string) => new Date(`2026-11-18T${time}Z`);
const place = { accountId: testAccount, region: testRegion };
const runId = "0190e0e0-0000-7000-8000-000000000001";
const db = processDatabase();

const watermark = (
  resourceId: string,
  grain: string,
  collectedFrom: Date,
  until: Date,
  more: object = {},
) => ({
  ...{ ...place, namespace: "AWS/PrivateLinkEndpoints", resourceId, grain, periodSeconds: 60 },
  ...{ watermark: until, collectedFrom, updatedAt: until, ...more },
});

const judged = async (...slos: object[]) => {
  await judgeAll(db, now, slos);
  const { items } = await readList<SloItem>(sloList, { sort: "sloId" });
  return items;
};
const buckets = async (sloId: string) =>
  (await db.pool.query("SELECT ts, bad, total, value FROM slo_bucket WHERE slo_id = $1 ORDER BY ts", [sloId]))
    .rows;

beforeAll(async () => {
  const collectors = ["endpoints", "trail", "access-denials", "costs"];
  await insertRows(
    db,
    "collector_scope",
    collectors.map((collector) => scopeRow({ collector, intervalSeconds: 86_400 })),
  );
  await insertEndpoints(db, [
    endpointRow("vpce-1", { creationTimestamp: at("10:00:00") }),
    endpointRow("vpce-2", { creationTimestamp: at("11:00:00"), serviceName: "com.amazonaws.us-east-1.kms" }),
    endpointRow("vpce-3", { creationTimestamp: at("12:00:00"), tags: { env: "prod" } }),
    endpointRow("vpce-4", { creationTimestamp: at("12:00:00") }),
    endpointRow("vpce-5", { creationTimestamp: at("12:30:00") }),
  ]);
});

describe("latency", () => {
  /** A result a minute in the five minutes from `from`, all taking so long. */
  const timed = (from: string, seconds: number) =>
    Array.from({ length: 5 }, (_, i) => ({
      ts: new Date(at(from).getTime() + i * minuteMs),
      totalSeconds: seconds,
    }));

  beforeAll(() =>
    probe(db, [
      {
        vpcEndpointId: "vpce-1",
        kind: "tcp",
        results: [...timed("13:50:00", 0.012), ...timed("13:55:00", 0.09)],
      },
      {
        vpcEndpointId: "vpce-1",
        kind: "http",
        locationRegion: "eu-west-1",
        results: timed("13:50:00", 0.09),
      },
      { vpcEndpointId: "vpce-2", kind: "tcp", results: timed("13:50:00", 0.012) },
      {
        vpcEndpointId: "vpce-2",
        kind: "tcp",
        locationRegion: "us-east-2",
        results: timed("13:50:00", 0.019),
      },
      { vpcEndpointId: "vpce-2", kind: "dns", results: timed("14:00:00", 4) },
    ]),
  );

  it("is that of the service's own region, by slices of five minutes", async () => {
    const [slo] = await judged({ id: "a", indicator: "latency" });
    const [first, second, ...none] = await buckets("a");
    expect(none).toEqual([]);
    expect([first, second]).toMatchObject([
      { ts: at("13:50:00"), bad: 0, total: 1 },
      { ts: at("13:55:00"), bad: 1, total: 1 },
    ]);
    expect(slo).toMatchObject({ state: "breached", attainment: 0.5, unit: "ms", threshold: 50 });
    expect(slo?.value).toBeGreaterThan(75);
  });

  it("from afar is held against that from near, service by service", async () => {
    const [slo] = await judged({ id: "a", indicator: "cross-region" });
    const [only, ...none] = await buckets("a");
    expect(none).toEqual([]);
    expect(only).toMatchObject({ ts: at("13:50:00"), bad: 1, total: 2 });
    expect(slo?.value).toBeGreaterThan(60);
  });

  it("is about the endpoints selected, and another threshold counts anew", async () => {
    const select = { services: ["com.amazonaws.us-east-1.kms"] };
    await judged({ id: "a", indicator: "latency", select });
    expect(await buckets("a")).toMatchObject([{ bad: 0, total: 1 }]);
    await judged({ id: "a", indicator: "latency", select, threshold: 5 });
    expect(await buckets("a")).toMatchObject([{ bad: 1, total: 1 }]);
  });
});

describe("provisioning", () => {
  const event = (eventId: string, more: object = {}) => ({
    ...{ ...place, eventId, eventTime: at("09:01:00"), eventName: "CreateVpcEndpoint" },
    ...{ eventSource: "ec2.amazonaws.com", ...more },
  });

  it("is not known before CloudTrail was read", async () => {
    const [slo] = await judged({ id: "a", indicator: "provisioning" });
    expect(slo).toMatchObject({ state: "unknown", total: null });
    expect(slo?.reason).toMatch(/CloudTrail was not read.*1 of 1 accounts and regions/);
  });

  it("counts calls that failed, and leaves dry runs out", async () => {
    await insertRows(db, "trail_coverage", [
      { ...place, eventGroup: "privatelink", coveredFrom: at("00:00:00"), coveredTo: at("14:00:00") },
    ]);
    await insertRows(db, "trail_event", [
      ...Array.from({ length: 9 }, (_, i) => event(`ok-${i}`)),
      event("quota", { errorCode: "Client.VpcEndpointLimitExceeded" }),
      event("dry", { errorCode: "Client.DryRunOperation" }),
      event("other", { eventName: "ModifyVpcEndpoint", errorCode: "Client.UnauthorizedOperation" }),
    ]);
    const [slo] = await judged({ id: "a", indicator: "provisioning" });
    expect(slo).toMatchObject({ bad: 1, total: 10, state: "breached", asOf: at("14:00:00").toISOString() });
    const [few] = await judged({ id: "a", indicator: "provisioning", minimumTotal: 11 });
    expect(few).toMatchObject({ state: "unknown", reason: "10 of the 11 events that a verdict takes." });
    const [elsewhere] = await judged({
      id: "a",
      indicator: "provisioning",
      select: { regions: ["eu-west-1"] },
    });
    expect(elsewhere).toMatchObject({ state: "unknown", total: null });
  });
});

describe("provision time", () => {
  const change = (resourceId: string, observedAt: Date, more: object = {}) => ({
    ...{ ...place, resourceType: "vpc-endpoint", resourceId, observedAt, change: "created" },
    ...{
      collector: "endpoints",
      runId,
      previousLookAt: new Date(observedAt.getTime() - 10 * minuteMs),
      ...more,
    },
  });
  const becameAvailable = (before: string) => ({
    ...{ change: "modified", field: "state" },
    ...{ before: JSON.stringify(before), after: JSON.stringify("available") },
  });

  it("lies between two looks; what they cannot tell is not counted", async () => {
    await insertRows(db, "resource_change", [
      // Seen available 90 s after it was made: good. Still pending after 5 minutes: bad.
      change("vpce-1", at("10:01:30")),
      change("vpce-2", at("11:01:00")),
      change("vpce-2", at("11:12:00"), { previousLookAt: at("11:05:00"), ...becameAvailable("pending") }),
      // Seen 8 minutes after: somewhere in between. Waited for its owner: not AWS's time.
      change("vpce-3", at("12:08:00")),
      change("vpce-4", at("12:01:00")),
      change("vpce-4", at("12:31:00"), becameAvailable("pendingAcceptance")),
      // Seen 9 minutes after, and had carried something in its second minute: good.
      change("vpce-5", at("12:39:00")),
    ]);
    await insertRows(db, "metric_watermark", [
      watermark("vpce-5", "endpoint", at("12:30:00"), at("13:00:00"), { firstDatapointAt: at("12:31:00") }),
    ]);
    const [slo] = await judged({ id: "a", indicator: "provision-time", minimumTotal: 2 });
    expect(await buckets("a")).toMatchObject([
      { ts: at("10:00:00"), bad: 0, total: 1 },
      { ts: at("11:10:00"), bad: 1, total: 1 },
      { ts: at("12:30:00"), bad: 0, total: 1 },
    ]);
    expect(slo).toMatchObject({ bad: 1, total: 3, allowed: 1.5, state: "met", threshold: 120, unit: "s" });
  });
});

describe("authorization", () => {
  it("counts denied calls in the hours that were asked for, against connections", async () => {
    const [before] = await judged({ id: "a", indicator: "authorization" });
    expect(before).toMatchObject({ state: "unknown", total: null });
    for (const table of [...metricTables, denialTable])
      await ensurePartitions(db.pool, table, at("00:00:00"), now);
    await insertRows(db, "log_coverage", [
      {
        ...{ accountId: testAccount, source: "access-denials", resourceId: testRegion, truncated: false },
        ...{ askedFrom: at("10:30:00"), askedTo: at("13:40:00") },
      },
    ]);
    const hour = (ts: string, newConnections: number) => ({
      ...{ accountId: testAccount, vpcEndpointId: "vpce-1", subnetId: "", ts: at(ts), newConnections },
    });
    await insertRows(db, "vpc_endpoint_metric_1h", [
      hour("10:00:00", 500),
      hour("11:00:00", 600),
      hour("12:00:00", 400),
    ]);
    const denial = (eventId: string, eventTime: Date, vpcEndpointId = "vpce-1") => ({
      ...{
        ...place,
        eventId,
        eventTime,
        vpcEndpointId,
        eventSource: "s3.amazonaws.com",
        eventName: "GetObject",
      },
    });
    await insertRows(db, "vpce_access_denial", [
      denial("early", at("10:40:00")),
      denial("a", at("11:10:00")),
      denial("b", at("11:50:00")),
      denial("alone", at("12:10:00"), "vpce-2"),
      // Nobody knows how many connections this one had: a gateway endpoint, or not asked for yet.
      denial("of-all", at("12:20:00"), "vpce-3"),
    ]);
    await insertRows(
      db,
      "metric_watermark",
      ["vpce-1", "vpce-2"].map((id) => watermark(id, "endpoint-detail", at("10:00:00"), at("13:05:00"))),
    );
    const [slo] = await judged({ id: "a", indicator: "authorization" });
    expect(await buckets("a")).toMatchObject([
      { ts: at("11:00:00"), bad: 2, total: 600 },
      { ts: at("12:00:00"), bad: 1, total: 401 },
    ]);
    expect(slo).toMatchObject({ bad: 3, total: 1001, asOf: at("13:00:00").toISOString(), state: "breached" });
    expect(slo?.alerts).toMatchObject([{ state: "unknown" }, { state: "unknown" }, {}, {}]);
  });
});

describe("telemetry", () => {
  it("counts each endpoint's five minutes of metrics once they are due, and leaves out what is gone", async () => {
    const run = (id: string, endedAt: Date) => ({
      ...{ ...place, runId: id, collector: "endpoints", outcome: "success" },
      ...{ startedAt: new Date(endedAt.getTime() - 1000), endedAt },
    });
    await insertRows(db, "collector_run", [
      run(runId.replace("1", "2"), at("10:20:00")),
      run(runId, at("14:00:30")),
    ]);
    await insertEndpoints(db, [endpointRow("vpce-gone", { goneAt: at("10:37:00") })]);
    await db.pool.query("DELETE FROM metric_watermark");
    await insertRows(db, "metric_watermark", [
      // Asked since 10:28, and as far as anybody could be; not asked since 10:47; gone at 10:37.
      watermark("vpce-1", "endpoint", at("10:28:00"), at("13:55:00")),
      watermark("vpce-2", "endpoint", at("10:28:00"), at("10:47:00")),
      watermark("vpce-gone", "endpoint", at("10:28:00"), at("10:36:00")),
    ]);
    await judged({ id: "a", indicator: "telemetry" });
    expect(await buckets("a")).toMatchObject([
      { ts: at("10:20:00"), bad: 0, total: 1 },
      { ts: at("10:30:00"), bad: 0, total: 3 },
      ...["10:35:00", "10:40:00"].map((time) => ({ ts: at(time), bad: 0, total: 2 })),
      ...["10:45:00", "10:50:00", "10:55:00"].map((time) => ({ ts: at(time), bad: 1, total: 2 })),
      // What is younger than three hours need not be there yet; the run that ended last counts.
      { ts: at("14:00:00"), bad: 0, total: 1 },
    ]);
  });
});

describe("cost per GB", () => {
  it("is billed dollars over billed GB of the 30 days that end with each complete day", async () => {
    const billed = (
      day: string,
      usageType: string,
      usd: number,
      quantity: number,
      collected = "2026-11-18",
    ) => ({
      ...{
        accountId: testAccount,
        region: testRegion,
        day,
        service: "Amazon Virtual Private Cloud",
        usageType,
      },
      ...{
        unblendedCostUsd: usd,
        usageQuantity: quantity,
        estimated: true,
        collectedAt: new Date(`${collected}T12:00:00Z`),
      },
    });
    await insertRows(db, "billed_cost", [
      billed("2026-11-14", "USE1-VpcEndpoint-Hours", 24, 2400),
      billed("2026-11-15", "USE1-VpcEndpoint-Hours", 24, 2400),
      billed("2026-11-15", "USE1-VpcEndpoint-Bytes", 2, 200),
      billed("2026-11-15", "USE1-NatGateway-Bytes", 99, 9),
      billed("2026-11-17", "USE1-VpcEndpoint-Bytes", 100, 1),
    ]);
    const [measured] = await judged({ id: "a", indicator: "cost-per-gb" });
    expect(measured).toMatchObject({
      ...{ state: "measured", value: 0.25, unit: "USD/GB", objective: null, budgetLeft: null },
      asOf: "2026-11-16T00:00:00.000Z",
    });
    const [promised] = await judged({ id: "a", indicator: "cost-per-gb", objective: 90, threshold: 0.2 });
    expect(promised).toMatchObject({ state: "breached", bad: 1, total: 1 });
  });
});

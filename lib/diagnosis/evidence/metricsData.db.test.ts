import { beforeAll, describe, expect, it } from "vitest";
import { ensurePartitions } from "../../db/partitions.ts";
import { partitioning } from "../../metrics/partitions.ts";
import { endpointFamily, loadBalancerFamily } from "../../metrics/tables.ts";
import { insertRows, processDatabase } from "../../testing/rows.ts";
import { endpointMetricsOf } from "./metrics.ts";
import { endpointSpec, loadBalancerSpec, readMetrics } from "./metricsData.ts";

const db = processDatabase();
const accountId = "111111111111";
const now = new Date("2026-11-18T14:05:00Z");
const watermark = new Date("2026-11-18T14:00:00Z");
const at = (time: string) => new Date(`2026-11-18T${time}:00Z`);

beforeAll(async () => {
  for (const family of [endpointFamily, loadBalancerFamily])
    await ensurePartitions(db.pool, partitioning(family, "5m"), at("12:00"), now);
  const of = { accountId, region: "us-east-1", periodSeconds: 300, updatedAt: now };
  const collected = { ...of, watermark, collectedFrom: at("12:00") };
  await insertRows(db, "metric_watermark", [
    {
      ...collected,
      ...{ namespace: "AWS/PrivateLinkEndpoints", resourceId: "vpce-1", grain: "endpoint" },
    },
    {
      ...collected,
      ...{ namespace: "AWS/NetworkELB", resourceId: "net/lb/1", grain: "load-balancer" },
    },
  ]);
  const own = { accountId, vpcEndpointId: "vpce-1", subnetId: "" };
  await insertRows(db, "vpc_endpoint_metric_5m", [
    { ...own, ts: at("13:50"), part: 1, newConnections: 7, packetsDropped: 3, rstPacketsReceived: 0 },
    { ...own, ts: at("13:50"), part: 0, bytesProcessed: 1500 },
    // Details come later than traffic.
    { ...own, ts: at("13:55"), part: 0, bytesProcessed: 2000 },
    { ...own, ts: at("13:55"), part: 0, subnetId: "subnet-1", bytesProcessed: 2000 },
    { ...own, ts: at("12:55"), part: 0, bytesProcessed: 1 },
  ]);
  const balancer = { accountId, loadBalancer: "net/lb/1", targetGroup: "" };
  await insertRows(db, "load_balancer_metric_5m", [
    { ...balancer, azId: "use1-az1", ts: at("13:50"), part: 0, processedBytes: 10 },
    { ...balancer, azId: "use1-az1", ts: at("13:50"), part: 1, rejectedFlowCount: 2 },
    { ...balancer, azId: "use1-az2", ts: at("13:50"), part: 0, processedBytes: 20 },
  ]);
});

describe("metrics that are asked for apart", () => {
  it("are one point of a bucket, whichever came first", async () => {
    const [row] = await readMetrics(db.pool, endpointSpec, [{ accountId, id: "vpce-1" }], now);
    const { recent } = endpointMetricsOf({ ...row!, watermark }, now);
    const whole = { periodSeconds: 300, subnetId: "", azId: null, activeConnectionsMax: null };
    expect(recent).toEqual([
      {
        ...{ ...whole, ts: at("13:50"), bytesProcessed: 1500, newConnections: 7 },
        ...{ packetsDropped: 3, rstPacketsReceived: 0 },
      },
      {
        ...{ ...whole, ts: at("13:55"), bytesProcessed: 2000, newConnections: null },
        ...{ packetsDropped: null, rstPacketsReceived: null },
      },
    ]);
  });

  it("are a point for each zone of a load balancer", async () => {
    const [row] = await readMetrics(db.pool, loadBalancerSpec, [{ accountId, id: "net/lb/1" }], now);
    const [buckets, zones, , bytes] = row!.columns;
    expect(buckets).toEqual([at("13:50"), at("13:50")].map((one) => one.getTime() / 300_000));
    const of = (zone: string, column: number) => row!.columns[column]?.[zones!.indexOf(zone)];
    expect(bytes).toHaveLength(2);
    expect([of("use1-az1", 3), of("use1-az1", 9), of("use1-az2", 3), of("use1-az2", 9)]).toEqual([
      ...[10, 2, 20, null],
    ]);
  });
});

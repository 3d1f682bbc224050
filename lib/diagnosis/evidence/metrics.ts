import type { Piece } from "../evidenceSchema.ts";
import type { EndpointMetrics, LoadBalancerMetrics, ServiceMetrics } from "../metricsSchema.ts";
import { baselineRange, type MetricPoint, type MetricRow, pointSeconds, recentMs } from "./metricsData.ts";
import { minuteOf, missing } from "./scopes.ts";

/** Three intervals of the metrics collector and what CloudWatch takes: what was asked for longer ago says nothing of now. */
const maxAgeMs = 60 * 60_000;
const daySeconds = 86_400;

const numberAt = (point: MetricPoint | readonly (number | null)[], i: number): number | null => {
  const value = point[i];
  return typeof value === "number" ? value : null;
};
const textAt = (point: MetricPoint, i: number) => String(point[i] ?? "");

/** Wraps what was read of one resource. `trouble`: why its scope cannot be believed. */
export function metricsPiece<T>(
  row: MetricRow | undefined,
  trouble: string | null,
  now: Date,
  make: (row: MetricRow & { watermark: Date }) => T,
): Piece<T> {
  const watermark = row?.watermark;
  if (!row || !watermark) return missing("metrics", trouble ?? "its metrics have not been asked for yet");
  const value = make({ ...row, watermark });
  const late = now.getTime() - watermark.getTime() > maxAgeMs;
  const reason = trouble ?? (late ? `its metrics were last asked for up to ${minuteOf(watermark)}` : null);
  if (reason === null) return { state: "fresh", value, asOf: watermark, source: "metrics" };
  return { state: "stale", value, asOf: watermark, source: "metrics", reason };
}

function windowOf({ watermark }: { watermark: Date }): { from: Date; to: Date } {
  return { from: new Date(watermark.getTime() - recentMs), to: watermark };
}

function baselineOf(row: MetricRow, now: Date): { from: Date; to: Date; coveredSeconds: number } | null {
  const { from, to } = baselineRange(now);
  const begun = Math.max(from.getTime(), row.collectedFrom.getTime());
  const coveredSeconds = Math.max(0, (to.getTime() - begun) / 1000);
  return coveredSeconds >= daySeconds ? { from, to, coveredSeconds } : null;
}

export function endpointMetricsOf(row: MetricRow & { watermark: Date }, now: Date): EndpointMetrics {
  const baseline = baselineOf(row, now);
  return {
    ...windowOf(row),
    recent: row.points.map((point) => ({
      ts: new Date(point[0]),
      periodSeconds: pointSeconds,
      subnetId: "",
      azId: null,
      bytesProcessed: numberAt(point, 1),
      newConnections: numberAt(point, 2),
      packetsDropped: numberAt(point, 3),
      rstPacketsReceived: numberAt(point, 4),
      activeConnectionsMax: numberAt(point, 5),
    })),
    baseline: baseline && {
      ...baseline,
      // Nothing published over days that were asked for is no traffic.
      bytesProcessed: numberAt(row.sums, 0) ?? 0,
      newConnections: numberAt(row.sums, 1),
      packetsDropped: numberAt(row.sums, 2),
      rstPacketsReceived: numberAt(row.sums, 3),
    },
  };
}

export function serviceMetricsOf(row: MetricRow & { watermark: Date }, now: Date): ServiceMetrics {
  const baseline = baselineOf(row, now);
  return {
    ...windowOf(row),
    recent: row.points.map((point) => ({
      ts: new Date(point[0]),
      periodSeconds: pointSeconds,
      azId: textAt(point, 1) || null,
      bytesProcessed: numberAt(point, 2),
      newConnections: numberAt(point, 3),
      rstPacketsSent: numberAt(point, 4),
      activeConnectionsMax: numberAt(point, 5),
    })),
    baseline: baseline && {
      ...baseline,
      bytesProcessed: numberAt(row.sums, 0),
      newConnections: numberAt(row.sums, 1),
      rstPacketsSent: numberAt(row.sums, 2),
    },
  };
}

export function loadBalancerMetricsOf(
  loadBalancerArn: string,
  row: MetricRow & { watermark: Date },
  now: Date,
): LoadBalancerMetrics {
  const baseline = baselineOf(row, now);
  return {
    loadBalancerArn,
    ...windowOf(row),
    recent: row.points.map((point) => ({
      ts: new Date(point[0]),
      periodSeconds: pointSeconds,
      azId: textAt(point, 1) || null,
      targetGroup: textAt(point, 2),
      processedBytes: numberAt(point, 3),
      newFlowCount: numberAt(point, 4),
      activeFlowCountMax: numberAt(point, 5),
      tcpClientResetCount: numberAt(point, 6),
      tcpElbResetCount: numberAt(point, 7),
      tcpTargetResetCount: numberAt(point, 8),
      rejectedFlowCount: numberAt(point, 9),
      portAllocationErrorCount: numberAt(point, 10),
      unhealthyRoutingFlowCount: numberAt(point, 11),
      healthyHostCountMin: numberAt(point, 12),
      unhealthyHostCountMax: numberAt(point, 13),
    })),
    baseline: baseline && {
      ...baseline,
      newFlowCount: numberAt(row.sums, 0),
      tcpClientResetCount: numberAt(row.sums, 1),
      tcpElbResetCount: numberAt(row.sums, 2),
      tcpTargetResetCount: numberAt(row.sums, 3),
    },
  };
}

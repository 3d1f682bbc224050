import type { Piece } from "../evidenceSchema.ts";
import type { EndpointMetrics, LoadBalancerMetrics, ServiceMetrics } from "../metricsSchema.ts";
import { baselineRange, type MetricColumn, type MetricRow, pointSeconds, recentMs } from "./metricsData.ts";
import { minuteOf, missing } from "./scopes.ts";

/** Three intervals of the metrics collector and what CloudWatch takes: what was asked for longer ago says nothing of now. */
const maxAgeMs = 60 * 60_000;
const daySeconds = 86_400;

const numberAt = (column: MetricColumn | undefined, i: number): number | null => {
  const value = column?.[i];
  return typeof value === "number" ? value : null;
};
/** The start of a bucket, by its number. */
const startOf = (bucket: unknown): Date => new Date((bucket as number) * pointSeconds * 1000);
const textAt = (column: MetricColumn | undefined, i: number) => String(column?.[i] ?? "");

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
    recent: (row.columns[0] ?? []).map((at, i) => ({
      ts: startOf(at),
      periodSeconds: pointSeconds,
      subnetId: "",
      azId: null,
      bytesProcessed: numberAt(row.columns[1], i),
      newConnections: numberAt(row.columns[2], i),
      packetsDropped: numberAt(row.columns[3], i),
      rstPacketsReceived: numberAt(row.columns[4], i),
      activeConnectionsMax: numberAt(row.columns[5], i),
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
    recent: (row.columns[0] ?? []).map((at, i) => ({
      ts: startOf(at),
      periodSeconds: pointSeconds,
      azId: textAt(row.columns[1], i) || null,
      bytesProcessed: numberAt(row.columns[2], i),
      newConnections: numberAt(row.columns[3], i),
      rstPacketsSent: numberAt(row.columns[4], i),
      activeConnectionsMax: numberAt(row.columns[5], i),
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
    recent: (row.columns[0] ?? []).map((at, i) => ({
      ts: startOf(at),
      periodSeconds: pointSeconds,
      azId: textAt(row.columns[1], i) || null,
      targetGroup: textAt(row.columns[2], i),
      processedBytes: numberAt(row.columns[3], i),
      newFlowCount: numberAt(row.columns[4], i),
      activeFlowCountMax: numberAt(row.columns[5], i),
      tcpClientResetCount: numberAt(row.columns[6], i),
      tcpElbResetCount: numberAt(row.columns[7], i),
      tcpTargetResetCount: numberAt(row.columns[8], i),
      rejectedFlowCount: numberAt(row.columns[9], i),
      portAllocationErrorCount: numberAt(row.columns[10], i),
      unhealthyRoutingFlowCount: numberAt(row.columns[11], i),
      healthyHostCountMin: numberAt(row.columns[12], i),
      unhealthyHostCountMax: numberAt(row.columns[13], i),
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

import type {
  EndpointMetricName,
  EndpointMetricPoint,
  EndpointMetricSeries,
  EndpointMetrics,
} from "./schema.ts";

/** The buckets of a series by column: a page carries a tenth of what it would with names and times at every point. */
interface PackedSeries extends Omit<EndpointMetricSeries, "points"> {
  /** Which buckets, counted from the start of the range. */
  at: number[];
  /** By name, a value or null for each of them; a name without any value is left out. */
  values: Partial<Record<EndpointMetricName, (number | null)[]>>;
}

interface PackedZone {
  azId: string;
  at: number[];
  healthy: number[];
}

/** Traffic of one endpoint as a page carries it. */
export interface PackedMetrics extends Omit<EndpointMetrics, "series" | "healthyHosts"> {
  series: PackedSeries[];
  healthyHosts:
    | (Omit<NonNullable<EndpointMetrics["healthyHosts"]>, "zones"> & { zones: PackedZone[] })
    | null;
}

/** Packs an answer; what is in no chart (the fewest active connections) is left behind. */
export function packMetrics(metrics: EndpointMetrics): PackedMetrics {
  const from = Date.parse(metrics.from);
  const bucketOf = ({ ts }: { ts: string }) => (Date.parse(ts) - from) / 1000 / metrics.periodSeconds;
  return {
    ...metrics,
    series: metrics.series.map(({ points, ...series }) => ({
      ...series,
      at: points.map(bucketOf),
      values: Object.fromEntries(
        charted.flatMap((name) =>
          points.some((point) => point[name] !== undefined)
            ? [[name, points.map((point) => point[name] ?? null)]]
            : [],
        ),
      ),
    })),
    healthyHosts: metrics.healthyHosts && {
      ...metrics.healthyHosts,
      zones: metrics.healthyHosts.zones.map(({ azId, points }) => ({
        azId,
        at: points.map(bucketOf),
        healthy: points.map(({ healthy }) => healthy),
      })),
    },
  };
}

const charted: EndpointMetricName[] = [
  "bytesProcessed",
  "newConnections",
  "packetsDropped",
  "rstPacketsReceived",
  "activeConnectionsAvg",
  "activeConnectionsMax",
];

/** What was packed, as the API would answer it. */
export function unpackMetrics(packed: PackedMetrics): EndpointMetrics {
  const from = Date.parse(packed.from);
  const timeOf = (bucket: number) => new Date(from + bucket * packed.periodSeconds * 1000).toISOString();
  return {
    ...packed,
    series: packed.series.map(({ at, values, ...series }) => ({
      ...series,
      points: at.map((bucket, index) => {
        const point: EndpointMetricPoint = { ts: timeOf(bucket) };
        for (const [name, column] of Object.entries(values) as [EndpointMetricName, (number | null)[]][]) {
          const value = column[index];
          if (typeof value === "number") point[name] = value;
        }
        return point;
      }),
    })),
    healthyHosts: packed.healthyHosts && {
      ...packed.healthyHosts,
      zones: packed.healthyHosts.zones.map(({ azId, at, healthy }) => ({
        azId,
        points: at.map((bucket, index) => ({ ts: timeOf(bucket), healthy: healthy[index] ?? 0 })),
      })),
    },
  };
}

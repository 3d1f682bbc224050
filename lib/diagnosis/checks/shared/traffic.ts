import type { Piece } from "../../evidenceSchema.ts";
import type { EndpointMetrics, EndpointPoint } from "../../metricsSchema.ts";
import { once } from "./once.ts";

/** Points of the endpoint as a whole; of its subnets where there are no others. In order of time. */
export const wholePoints = once(({ recent }: EndpointMetrics): readonly EndpointPoint[] => {
  const whole = recent.filter(({ subnetId }) => subnetId === "");
  return (whole.length > 0 ? whole : recent).toSorted((a, b) => a.ts.getTime() - b.ts.getTime());
});

/** A sum over points; null where none of them was asked for it. */
export function sumOf(
  points: readonly EndpointPoint[],
  field: "bytesProcessed" | "newConnections" | "packetsDropped" | "rstPacketsReceived",
): number | null {
  let sum: number | null = null;
  for (const point of points) {
    const value = point[field];
    if (value !== null) sum = (sum ?? 0) + value;
  }
  return sum;
}

/** Whether clients have reached the endpoint's interfaces in the recent window: proof that what lies before them works. */
export const carriesTraffic = (metrics: Piece<EndpointMetrics>): boolean =>
  metrics.state === "fresh" && trafficIn(metrics.value).seen;

const trafficIn = once((metrics: EndpointMetrics) => {
  const points = wholePoints(metrics);
  const seen = (sumOf(points, "newConnections") ?? 0) > 0 && (sumOf(points, "bytesProcessed") ?? 0) > 0;
  return { seen };
});

/** Whether it carried traffic in the weeks before the recent window; null where that is not known. */
export function carriedTraffic(metrics: Piece<EndpointMetrics>): boolean | null {
  const bytes = metrics.state === "fresh" ? metrics.value.baseline?.bytesProcessed : undefined;
  return bytes === undefined || bytes === null ? null : bytes > 0;
}

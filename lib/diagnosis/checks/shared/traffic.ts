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
  const values = points.flatMap((point) => point[field] ?? []);
  return values.length > 0 ? values.reduce((sum, value) => sum + value, 0) : null;
}

/** Whether clients have reached the endpoint's interfaces in the recent window: proof that what lies before them works. */
export function carriesTraffic(metrics: Piece<EndpointMetrics>): boolean {
  if (metrics.state !== "fresh") return false;
  const points = wholePoints(metrics.value);
  return (sumOf(points, "newConnections") ?? 0) > 0 && (sumOf(points, "bytesProcessed") ?? 0) > 0;
}

/** Whether it carried traffic in the weeks before the recent window; null where that is not known. */
export function carriedTraffic(metrics: Piece<EndpointMetrics>): boolean | null {
  const bytes = metrics.state === "fresh" ? metrics.value.baseline?.bytesProcessed : undefined;
  return bytes === undefined || bytes === null ? null : bytes > 0;
}

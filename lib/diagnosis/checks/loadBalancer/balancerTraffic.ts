import type { LoadBalancerMetrics, LoadBalancerPoint, LoadBalancerSums } from "../../metricsSchema.ts";

type Counted = keyof LoadBalancerSums | "rejectedFlowCount" | "portAllocationErrorCount";

/** Points of the load balancer as a whole; of its zones where there are no others. */
export function balancerPoints({ recent }: LoadBalancerMetrics): LoadBalancerPoint[] {
  const own = recent.filter(({ targetGroup }) => targetGroup === "");
  const whole = own.filter(({ azId }) => azId === null);
  return whole.length > 0 ? whole : own;
}

/** A sum over points; null where none of them was asked for it. */
export function totalOf(points: readonly LoadBalancerPoint[], field: Counted): number | null {
  const values = points.flatMap((point) => point[field] ?? []);
  return values.length > 0 ? values.reduce((sum, value) => sum + value, 0) : null;
}

/** The highest that was seen; null where none was asked for. Zones' maxima add up only where they are of the same bucket. */
export function peakFlows(points: readonly LoadBalancerPoint[]): number | null {
  const byTime = Map.groupBy(
    points.filter(({ activeFlowCountMax }) => activeFlowCountMax !== null),
    ({ ts }) => ts.getTime(),
  );
  const sums = [...byTime.values()].map((own) =>
    own.reduce((sum, { activeFlowCountMax }) => sum + (activeFlowCountMax ?? 0), 0),
  );
  return sums.length > 0 ? Math.max(...sums) : null;
}

/** The most new flows a minute over a bucket, all zones of it together; null where none was asked for. */
export function peakNewFlows(points: readonly LoadBalancerPoint[]): number | null {
  const byTime = Map.groupBy(
    points.filter(({ newFlowCount }) => newFlowCount !== null),
    ({ ts }) => ts.getTime(),
  );
  const rates = [...byTime.values()].map((own) =>
    own.reduce((sum, { newFlowCount, periodSeconds }) => sum + ((newFlowCount ?? 0) * 60) / periodSeconds, 0),
  );
  return rates.length > 0 ? Math.max(...rates) : null;
}

/** Commands that show a metric of the hour that was judged need the metric's own dimension. */
export const dimensionOf = (loadBalancerArn: string) =>
  loadBalancerArn.split(":loadbalancer/")[1] ?? loadBalancerArn;

import { formatCount } from "../format/numbers.ts";
import type { HealthyHosts } from "../metrics/schema.ts";
import { chartGaps, milliseconds } from "./gaps.ts";
import { alignValues, type Buckets, plotLine, uncollected } from "./series.ts";
import type { ChartMeasure, ChartPanel, ChartZone } from "./trafficModel.ts";
import { valueAxis } from "./valueAxis.ts";

/** Healthy targets of the provider in the endpoint's zones. */
export function healthyPanel(
  hosts: HealthyHosts,
  { buckets, zones }: { buckets: Buckets; zones: readonly ChartZone[] },
): ChartPanel {
  const measure: ChartMeasure = { metric: "healthyHosts" };
  const missing = uncollected(buckets, hosts.gaps.map(milliseconds));
  const drawn = zones.map((zone) => ({
    zone,
    measure,
    values: alignValues(
      buckets,
      (hosts.zones.find(({ azId }) => azId === zone.azId)?.points ?? []).map(({ ts, healthy }) => ({
        time: Date.parse(ts),
        value: healthy,
      })),
    ),
  }));
  const axis = valueAxis(
    drawn.flatMap(({ values }) => values),
    formatCount,
  );
  return {
    key: "healthy",
    title: "Healthy hosts",
    unit: "fewest in any target group",
    axis,
    measures: [measure],
    lines: drawn.map((line) => ({
      ...line,
      summary: lowest(line.values),
      ...plotLine(buckets, line.values, missing, axis.max),
    })),
    whole: [],
    format: formatCount,
    gaps: chartGaps(buckets, hosts.gaps),
    uncollected: missing,
    zeroIsBad: true,
  };
}

function lowest(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((a, b) => Math.min(a, b));
}

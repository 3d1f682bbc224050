import { formatCount } from "../format/numbers.ts";
import type { HealthyHosts } from "../metrics/schema.ts";
import { chartGaps, milliseconds } from "./gaps.ts";
import {
  alignValues,
  type Buckets,
  bucketTime,
  fractionOf,
  type PlotSpan,
  plotLine,
  uncollected,
} from "./series.ts";
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
    zeros: zeroSpans(
      buckets,
      drawn.map(({ values }) => values),
    ),
  };
}

/** Where any of the lines is at zero. */
function zeroSpans(buckets: Buckets, lines: readonly (number | null)[][]): PlotSpan[] {
  const spans: PlotSpan[] = [];
  for (let index = 0; index < buckets.count; index++) {
    if (!lines.some((values) => values[index] === 0)) continue;
    const [from, to] = [index, index + 1].map((each) => fractionOf(buckets, bucketTime(buckets, each))) as [
      number,
      number,
    ];
    const last = spans.at(-1);
    if (last && Math.abs(last.to - from) < 1e-9) last.to = to;
    else spans.push({ from, to });
  }
  return spans;
}

function lowest(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((a, b) => Math.min(a, b));
}

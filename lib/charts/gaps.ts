import type { MetricGap } from "../metrics/schema.ts";
import { type Buckets, fractionOf } from "./series.ts";
import type { ChartGap } from "./trafficModel.ts";

/** A gap in milliseconds. */
export const milliseconds = ({ from, to }: MetricGap) => ({ from: Date.parse(from), to: Date.parse(to) });

/** Parts of the axis of which nothing is known. */
export const chartGaps = (buckets: Buckets, gaps: readonly MetricGap[]): ChartGap[] =>
  gaps.map(({ from, to, reason }) => ({
    from: fractionOf(buckets, Date.parse(from)),
    to: fractionOf(buckets, Date.parse(to)),
    reason,
  }));

/** The reader is told of a gap once, and not of two ends that a bucket tells apart. */
export const isSame = (a: ChartGap, b: ChartGap) =>
  a.reason === b.reason && Math.abs(a.from - b.from) < 0.05 && Math.abs(a.to - b.to) < 0.05;

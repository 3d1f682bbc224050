import { formatBytes } from "../format/bytes.ts";
import { formatCount, formatDecimal } from "../format/numbers.ts";
import type {
  EndpointMetricName,
  EndpointMetricSeries,
  EndpointMetrics,
  MetricGap,
} from "../metrics/schema.ts";
import { type AxisMark, axisMarks, type Happening } from "./marks.ts";
import {
  alignValues,
  type Buckets,
  bucketsOf,
  fractionOf,
  type PlotLine,
  type PlotSpan,
  plotLine,
  uncollected,
} from "./series.ts";
import { type TimeTick, timeTicks } from "./timeAxis.ts";
import { type ValueAxis, valueAxis } from "./valueAxis.ts";

/** A zone's column and line; `tone` picks colour and dash, so that neither carries the difference alone. */
export interface ChartZone {
  key: string;
  azId: string | null;
  subnetId: string | null;
  label: string;
  tone: number;
  hasDatapoints: boolean;
}

export interface ChartMeasure {
  metric: EndpointMetricName;
  /** `average`, `maximum`; absent where the panel has one measure. */
  label?: string;
}

/** One measure of one zone. */
export interface PanelLine extends PlotLine {
  zone: ChartZone;
  measure: ChartMeasure;
  /** By bucket; null where there is no datapoint. */
  values: (number | null)[];
  /** Over the range: the sum, or the highest of a level; null without any datapoint. */
  summary: number | null;
}

/** One small chart: all zones of one metric on the common time axis. */
export interface ChartPanel {
  key: string;
  title: string;
  /** What one value counts, its bucket width included. */
  unit: string;
  axis: ValueAxis;
  measures: ChartMeasure[];
  /** True where buckets must not be added up. */
  level: boolean;
  lines: PanelLine[];
  /** The endpoint as a whole by bucket, per measure; empty where AWS published none. */
  whole: { measure: ChartMeasure; values: (number | null)[] }[];
  format: (value: number) => string;
}

/** A part of the axis of which nothing is known. */
export interface ChartGap extends PlotSpan {
  reason: MetricGap["reason"];
}

/** Traffic of an endpoint per zone, ready to draw. */
export interface TrafficChart {
  buckets: Buckets;
  resolutionSeconds: number;
  ticks: TimeTick[];
  zones: ChartZone[];
  panels: ChartPanel[];
  gaps: ChartGap[];
  /** By bucket: true where nobody asked. */
  uncollected: boolean[];
  marks: AxisMark[];
  /** True when the lines are the endpoint as a whole, because no series per zone is known. */
  wholeOnly: boolean;
  hasDatapoints: boolean;
}

export interface TrafficChartInput {
  metrics: EndpointMetrics;
  /** AZ IDs that the endpoint has, so that a silent zone keeps its place. */
  azIds: readonly string[];
  happenings: readonly Happening[];
  /** IANA name of the zone of the labels. */
  timeZone: string;
}

interface PanelPlan {
  key: string;
  title: string;
  measures: ChartMeasure[];
  bytes?: boolean;
  level?: boolean;
}

const panelPlans: PanelPlan[] = [
  { key: "bytes", title: "Bytes processed", measures: [{ metric: "bytesProcessed" }], bytes: true },
  { key: "new", title: "New connections", measures: [{ metric: "newConnections" }] },
  {
    key: "active",
    title: "Active connections",
    measures: [
      { metric: "activeConnectionsAvg", label: "average" },
      { metric: "activeConnectionsMax", label: "maximum" },
    ],
    level: true,
  },
  { key: "dropped", title: "Packets dropped", measures: [{ metric: "packetsDropped" }] },
  { key: "resets", title: "Resets received", measures: [{ metric: "rstPacketsReceived" }] },
];

// An average of connections has decimals; they say nothing once there are many.
const formatLevel = (value: number) => (value < 100 ? formatDecimal(value, 1) : formatCount(value));

const perBucket: Record<number, string> = {
  60: "per minute",
  300: "per 5 minutes",
  3600: "per hour",
  86400: "per day",
};

/** `per 5 minutes`, for the sum of one bucket. */
export const perBucketLabel = (seconds: number) => perBucket[seconds] ?? `per ${seconds} s`;

function summarize(values: readonly (number | null)[], level: boolean): number | null {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return null;
  // No spread: a long range has more buckets than a call takes arguments.
  return known.reduce((a, b) => (level ? Math.max(a, b) : a + b));
}

/** Prepares the aligned panels of an endpoint's traffic. Pure: the range and the watermark are in `metrics`. */
export function trafficChart(input: TrafficChartInput): TrafficChart {
  const { metrics } = input;
  const buckets = bucketsOf(Date.parse(metrics.from), Date.parse(metrics.to), metrics.periodSeconds);
  const gaps = metrics.gaps.map(({ from, to, reason }) => ({
    from: Date.parse(from),
    to: Date.parse(to),
    reason,
  }));
  const isUncollected = uncollected(buckets, gaps);
  const perZone = metrics.series.filter(({ grain }) => grain === "subnet");
  const wholeSeries = metrics.series.find(({ grain }) => grain === "endpoint");
  const wholeOnly = perZone.length === 0 && wholeSeries !== undefined;
  const zones = chartZones(perZone, wholeOnly ? [] : input.azIds, wholeOnly);
  const drawn = new Map(
    wholeOnly ? [["", wholeSeries]] : perZone.map((series) => [series.subnetId ?? "", series]),
  );
  const panels = panelPlans.map((plan): ChartPanel => {
    const values = (series: EndpointMetricSeries | undefined, { metric }: ChartMeasure) =>
      alignValues(
        buckets,
        (series?.points ?? []).map((point) => ({ time: Date.parse(point.ts), value: point[metric] })),
      );
    const raw = zones.flatMap((zone) =>
      plan.measures.map((measure) => ({
        zone,
        measure,
        values: values(
          zone.subnetId === null && !wholeOnly ? undefined : drawn.get(zone.subnetId ?? ""),
          measure,
        ),
      })),
    );
    const format = plan.bytes ? formatBytes : plan.level ? formatLevel : formatCount;
    const axis = valueAxis(
      raw.flatMap((line) => line.values),
      format,
    );
    return {
      key: plan.key,
      title: plan.title,
      unit: plan.level ? "average / maximum" : perBucketLabel(metrics.periodSeconds),
      axis,
      measures: plan.measures,
      level: plan.level === true,
      lines: raw.map((line) => ({
        summary: summarize(line.values, plan.level === true),
        ...line,
        ...plotLine(buckets, line.values, isUncollected, axis.max),
      })),
      whole: wholeSeries
        ? plan.measures.map((measure) => ({ measure, values: values(wholeSeries, measure) }))
        : [],
      format,
    };
  });
  return {
    buckets,
    resolutionSeconds: metrics.periodSeconds,
    ticks: timeTicks(buckets.from, buckets.to, { timeZone: input.timeZone }),
    zones,
    panels,
    gaps: gaps.map(({ from, to, reason }) => ({
      from: fractionOf(buckets, from),
      to: fractionOf(buckets, to),
      reason,
    })),
    uncollected: isUncollected,
    marks: axisMarks(buckets, input.happenings),
    wholeOnly,
    hasDatapoints: metrics.series.some(({ points }) => points.length > 0),
  };
}

function chartZones(
  perZone: readonly EndpointMetricSeries[],
  azIds: readonly string[],
  wholeOnly: boolean,
): ChartZone[] {
  if (wholeOnly)
    return [{ key: "whole", azId: null, subnetId: "", label: "endpoint", tone: 0, hasDatapoints: true }];
  const found = perZone.map(({ subnetId, azId, points }) => ({
    subnetId,
    azId,
    hasDatapoints: points.length > 0,
  }));
  const silent = azIds
    .filter((azId) => !found.some((zone) => zone.azId === azId))
    .map((azId) => ({ subnetId: null, azId, hasDatapoints: false }));
  return [...found, ...silent]
    .toSorted((a, b) => (a.azId ?? "~").localeCompare(b.azId ?? "~", "en"))
    .map((zone, index) => ({
      ...zone,
      key: zone.subnetId ?? zone.azId ?? String(index),
      label: zone.azId ?? zone.subnetId ?? "unknown zone",
      tone: index % 6,
    }));
}

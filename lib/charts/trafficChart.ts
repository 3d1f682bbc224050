import { formatBytes } from "../format/bytes.ts";
import { formatCount, formatDecimal } from "../format/numbers.ts";
import type { EndpointMetricSeries, EndpointMetrics, MetricGap } from "../metrics/schema.ts";
import { chartGaps, isSame, milliseconds } from "./gaps.ts";
import { healthyPanel } from "./healthyPanel.ts";
import { axisMarks, type Happening } from "./marks.ts";
import { alignValues, type Buckets, bucketsOf, firstUnfinished, plotLine, uncollected } from "./series.ts";
import { timeTicks } from "./timeAxis.ts";
import type { ChartGap, ChartMeasure, ChartPanel, ChartZone, TrafficChart } from "./trafficModel.ts";
import { valueAxis } from "./valueAxis.ts";

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
  format: (value: number) => string;
  /** A level is never added up over buckets. */
  level?: boolean;
}

// An average of connections has decimals; they say nothing once there are many.
const formatLevel = (value: number) => (value < 100 ? formatDecimal(value, 1) : formatCount(value));

const panelPlans: PanelPlan[] = [
  { key: "bytes", title: "Bytes processed", measures: [{ metric: "bytesProcessed" }], format: formatBytes },
  { key: "new", title: "New connections", measures: [{ metric: "newConnections" }], format: formatCount },
  {
    key: "active",
    title: "Active connections",
    measures: [
      { metric: "activeConnectionsAvg", label: "average" },
      { metric: "activeConnectionsMax", label: "maximum" },
    ],
    format: formatLevel,
    level: true,
  },
  { key: "dropped", title: "Packets dropped", measures: [{ metric: "packetsDropped" }], format: formatCount },
  {
    key: "resets",
    title: "Resets received",
    measures: [{ metric: "rstPacketsReceived" }],
    format: formatCount,
  },
];

const perBucket: Record<number, string> = {
  60: "per minute",
  300: "per 5 minutes",
  3600: "per hour",
  86400: "per day",
};

/** `per 5 minutes`, for the sum of one bucket. */
export const perBucketLabel = (seconds: number) => perBucket[seconds] ?? `per ${seconds} s`;

/** Prepares the aligned panels of an endpoint's traffic. Pure: the range and the watermark are in `metrics`. */
export function trafficChart({ metrics, azIds, happenings, timeZone }: TrafficChartInput): TrafficChart {
  const buckets = bucketsOf(Date.parse(metrics.from), Date.parse(metrics.to), metrics.periodSeconds);
  const perZone = metrics.series.filter(({ grain }) => grain === "subnet");
  const whole = metrics.series.find(({ grain }) => grain === "endpoint");
  const neverPerZone = metrics.subnetGaps.some(({ reason }) => reason === "never-collected");
  const wholeOnly = perZone.length === 0 && (whole !== undefined || neverPerZone);
  const zoneGaps = wholeOnly ? metrics.gaps : metrics.subnetGaps;
  const sources: Sources = {
    buckets,
    zones: wholeOnly ? [wholeZone] : chartZones(perZone, azIds),
    seriesOf: ({ subnetId }) => (wholeOnly ? whole : perZone.find((one) => one.subnetId === subnetId)),
    whole,
    uncollected: uncollected(buckets, zoneGaps.map(milliseconds)),
    // Where only the zones are missing, the endpoint as a whole says what flowed.
    standIn: wholeOnly ? [] : uncollected(buckets, zoneGaps.filter(isEarlier).map(milliseconds)),
    resolutionSeconds: metrics.periodSeconds,
    unfinishedFrom: firstUnfinished(buckets, metrics.asOf === null ? null : Date.parse(metrics.asOf)),
  };
  const late = wholeOnly ? [] : metrics.subnetGaps.filter((gap) => !isEarlier(gap));
  const gaps = chartGaps(buckets, [...metrics.gaps.filter((gap) => wholeOnly || isEarlier(gap)), ...late]);
  const traffic = panelPlans.map((plan) => chartPanel(plan, sources, gaps));
  // Per zone, which the endpoint as a whole has not.
  const hosts = wholeOnly || !metrics.healthyHosts ? [] : [healthyPanel(metrics.healthyHosts, sources)];
  return {
    buckets,
    resolutionSeconds: metrics.periodSeconds,
    ticks: timeTicks(buckets.from, buckets.to, { timeZone }),
    zones: sources.zones,
    panels: [...traffic, ...hosts],
    gaps: [
      ...gaps,
      ...hosts.flatMap((panel) => panel.gaps.filter((gap) => !gaps.some((one) => isSame(one, gap)))),
    ],
    marks: axisMarks(buckets, happenings),
    wholeOnly,
    zonesFrom: wholeOnly || !whole ? null : zonesFrom(metrics),
    hasUnfinished: sources.unfinishedFrom < buckets.count && !sources.uncollected[sources.unfinishedFrom],
    hasDatapoints: metrics.series.some(({ points }) => points.length > 0),
  };
}

const isEarlier = ({ reason }: MetricGap) => reason !== "after-watermark";

/** When the zones were first collected, if the endpoint as a whole was collected before; in milliseconds. */
function zonesFrom({ gaps, subnetGaps }: EndpointMetrics): number | null {
  const end = (found: MetricGap | undefined) => (found ? Date.parse(found.to) : 0);
  const [whole, zones] = [end(gaps.find(isEarlier)), end(subnetGaps.find(isEarlier))];
  return zones > whole ? zones : null;
}

const wholeZone: ChartZone = { key: "whole", azId: null, subnetId: null, label: "endpoint", tone: 0 };

interface Sources {
  buckets: Buckets;
  zones: ChartZone[];
  seriesOf: (zone: ChartZone) => EndpointMetricSeries | undefined;
  whole: EndpointMetricSeries | undefined;
  uncollected: boolean[];
  /** By bucket: true where the endpoint as a whole is drawn in its zones' place. */
  standIn: boolean[];
  resolutionSeconds: number;
  unfinishedFrom: number;
}

function chartPanel(plan: PanelPlan, sources: Sources, gaps: ChartGap[]): ChartPanel {
  const { buckets, zones, seriesOf, whole, standIn, resolutionSeconds } = sources;
  // The average of a bucket is good at any time; its sum is not before its end.
  const unfinishedFrom = plan.level ? buckets.count : sources.unfinishedFrom;
  const valuesOf = (series: EndpointMetricSeries | undefined, { metric }: ChartMeasure) =>
    alignValues(
      buckets,
      (series?.points ?? []).map((point) => ({
        time: Date.parse(point.ts),
        value: metric === "healthyHosts" ? undefined : point[metric],
      })),
    );
  const drawn = zones.flatMap((zone) =>
    plan.measures.map((measure) => ({ zone, measure, values: valuesOf(seriesOf(zone), measure) })),
  );
  const wholes = (whole ? plan.measures : []).map((measure) => {
    const values = valuesOf(whole, measure);
    return { measure, values, shown: values.map((value, index) => (standIn[index] ? value : null)) };
  });
  const shownValues = [...drawn.map(({ values }) => values), ...wholes.map(({ shown }) => shown)];
  const axis = valueAxis(shownValues.flat(), plan.format);
  return {
    key: plan.key,
    title: plan.title,
    unit: plan.level ? "average / maximum" : perBucketLabel(resolutionSeconds),
    axis,
    measures: plan.measures,
    lines: drawn.map((line) => ({
      ...line,
      summary: summarize(line.values, plan.level === true),
      ...plotLine(buckets, line.values, sources.uncollected, axis.max, unfinishedFrom),
    })),
    whole: wholes.map(({ measure, values, shown }) => ({
      measure,
      values,
      ...plotLine(buckets, shown, Array(buckets.count).fill(true), axis.max),
    })),
    format: plan.format,
    gaps,
    uncollected: sources.uncollected,
    zeroIsBad: false,
    zeros: [],
  };
}

function summarize(values: readonly (number | null)[], level: boolean): number | null {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return null;
  // No spread: a long range has more buckets than a call takes arguments.
  return known.reduce((a, b) => (level ? Math.max(a, b) : a + b));
}

function chartZones(perZone: readonly EndpointMetricSeries[], azIds: readonly string[]): ChartZone[] {
  const found = perZone.map(({ subnetId, azId }) => ({ subnetId, azId }));
  const silent = azIds
    .filter((azId) => !found.some((zone) => zone.azId === azId))
    .map((azId) => ({ subnetId: null, azId }));
  return [...found, ...silent]
    .toSorted((a, b) => (a.azId ?? "~").localeCompare(b.azId ?? "~", "en"))
    .map((zone, index) => ({
      ...zone,
      key: zone.subnetId ?? zone.azId ?? String(index),
      label: zone.azId ?? zone.subnetId ?? "unknown zone",
      tone: index % 6,
    }));
}

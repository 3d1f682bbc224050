import type { EndpointMetricName, MetricGap } from "../metrics/schema.ts";
import type { AxisMark } from "./marks.ts";
import type { Buckets, PlotLine, PlotSpan } from "./series.ts";
import type { TimeTick } from "./timeAxis.ts";
import type { ValueAxis } from "./valueAxis.ts";

/** A zone's column and line; `tone` picks colour and dash, so that neither carries the difference alone. */
export interface ChartZone {
  key: string;
  azId: string | null;
  /** Null: AWS published nothing for the zone in this range. */
  subnetId: string | null;
  label: string;
  tone: number;
}

export interface ChartMeasure {
  metric: EndpointMetricName | "healthyHosts";
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

/** One measure of the endpoint as a whole; drawn only where its zones were not collected. */
export interface WholeLine extends PlotLine {
  measure: ChartMeasure;
  /** By bucket, over the whole range. */
  values: (number | null)[];
}

/** One small chart: all zones of one metric on the common time axis. */
export interface ChartPanel {
  key: string;
  title: string;
  /** What one value counts, its bucket width included. */
  unit: string;
  axis: ValueAxis;
  measures: ChartMeasure[];
  lines: PanelLine[];
  whole: WholeLine[];
  format: (value: number) => string;
  /** Hatched in this panel: nobody asked for what it shows. */
  gaps: ChartGap[];
  /** By bucket: true where nobody asked for what its lines show. */
  uncollected: boolean[];
  /** True where a zero is bad news, and is shown as such. */
  zeroIsBad: boolean;
  /** Where a line of such a panel is at zero. */
  zeros: PlotSpan[];
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
  /** Of all panels, each once: nobody asked, for the endpoint, its zones or the provider's. */
  gaps: ChartGap[];
  marks: AxisMark[];
  /** True when the lines are the endpoint as a whole, because none of its zones has been collected. */
  wholeOnly: boolean;
  /** Until when (milliseconds) the endpoint as a whole stands for its zones; null where it need not. */
  zonesFrom: number | null;
  /** True when the last bucket holds sums of its first part only. */
  hasUnfinished: boolean;
  hasDatapoints: boolean;
}

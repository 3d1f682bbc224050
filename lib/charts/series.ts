/** A place in a panel as fractions: x from the left, y from the bottom. */
export interface PlotPoint {
  x: number;
  y: number;
}

/** A stretch of time as fractions of the axis. */
export interface PlotSpan {
  from: number;
  to: number;
}

/** One line of a panel, ready to draw. */
export interface PlotLine {
  /** Unbroken runs of at least two buckets. */
  segments: PlotPoint[][];
  /** Buckets that stand alone. */
  dots: PlotPoint[];
  /** The bucket that is not over yet: a sum so far, which no line may lead to. */
  unfinished: PlotPoint[];
  /** Where the series was asked for and nothing was published. */
  silences: PlotSpan[];
}

/** What is known of a bucket: a value, that nothing was published, or that nobody asked. */
export type BucketKnowledge = "value" | "silent" | "not-collected";

/** The buckets of a chart: bucket i starts at `from + i * width`, in milliseconds. `to` may end inside a bucket. */
export interface Buckets {
  from: number;
  to: number;
  width: number;
  count: number;
}

/** The buckets between two times; `from` must be the start of one. */
export function bucketsOf(from: number, to: number, resolutionSeconds: number): Buckets {
  const width = resolutionSeconds * 1000;
  return { from, to, width, count: Math.max(0, Math.ceil((to - from) / width)) };
}

/** Start of bucket `index`, in milliseconds. */
export const bucketTime = (buckets: Buckets, index: number) => buckets.from + index * buckets.width;

/** Where a time lies on the axis, kept within it. */
export function fractionOf(buckets: Buckets, time: number): number {
  const span = buckets.to - buckets.from;
  return span > 0 ? Math.min(1, Math.max(0, (time - buckets.from) / span)) : 0;
}

/** Values by bucket; null where there is none. Times outside the buckets are left out. */
export function alignValues(
  buckets: Buckets,
  points: Iterable<{ time: number; value: number | undefined }>,
): (number | null)[] {
  const values: (number | null)[] = new Array(buckets.count).fill(null);
  for (const { time, value } of points) {
    const index = Math.floor((time - buckets.from) / buckets.width);
    if (value !== undefined && index >= 0 && index < buckets.count) values[index] = value;
  }
  return values;
}

/** Which buckets lie, by their middle, in one of the gaps. Gaps in milliseconds. */
export function uncollected(buckets: Buckets, gaps: readonly { from: number; to: number }[]): boolean[] {
  return Array.from({ length: buckets.count }, (_, index) => {
    const middle = bucketTime(buckets, index) + buckets.width / 2;
    return gaps.some((gap) => middle >= gap.from && middle < gap.to);
  });
}

/** What is known of one bucket. A value that is there counts, whatever the gaps say. */
export function knowledgeOf(
  value: number | null | undefined,
  isUncollected: boolean | undefined,
): BucketKnowledge {
  if (value !== null && value !== undefined) return "value";
  return isUncollected ? "not-collected" : "silent";
}

/** The first bucket that ends after what has been collected; `count` where all are complete. */
export function firstUnfinished(buckets: Buckets, collectedTo: number | null): number {
  if (collectedTo === null) return buckets.count;
  return Math.min(buckets.count, Math.max(0, Math.floor((collectedTo - buckets.from) / buckets.width)));
}

/**
 * Turns values by bucket into what is drawn: lines are broken where there is no value, and never drawn to zero for it.
 * `max` is the value at the top; buckets from `unfinishedFrom` on are not over yet.
 */
export function plotLine(
  buckets: Buckets,
  values: readonly (number | null)[],
  isUncollected: readonly boolean[],
  max: number,
  unfinishedFrom = buckets.count,
): PlotLine {
  const line: PlotLine = { segments: [], dots: [], unfinished: [], silences: [] };
  const place = (index: number) => fractionOf(buckets, bucketTime(buckets, index));
  let run: PlotPoint[] = [];
  const endRun = () => {
    if (run.length > 1) line.segments.push(run);
    else if (run[0]) line.dots.push(run[0]);
    run = [];
  };
  for (let index = 0; index < buckets.count; index++) {
    const value = values[index] ?? null;
    const knowledge = knowledgeOf(value, isUncollected[index]);
    if (knowledge === "value") {
      const middle = bucketTime(buckets, index) + buckets.width / 2;
      if (index === unfinishedFrom) endRun();
      const target = index < unfinishedFrom ? run : line.unfinished;
      target.push({ x: fractionOf(buckets, middle), y: Math.min(1, Math.max(0, (value as number) / max)) });
      continue;
    }
    endRun();
    if (knowledge !== "silent") continue;
    const [from, to] = [place(index), place(index + 1)];
    const last = line.silences.at(-1);
    if (last && Math.abs(last.to - from) < 1e-9) last.to = to;
    else line.silences.push({ from, to });
  }
  endRun();
  return line;
}

/** An SVG path through points, in a box of `width` × `height` with y downwards. */
export function svgPath(points: readonly PlotPoint[], width: number, height: number): string {
  const place = (value: number) => String(Math.round(value * 100) / 100);
  return points
    .map(({ x, y }, index) => `${index === 0 ? "M" : "L"}${place(x * width)} ${place((1 - y) * height)}`)
    .join("");
}

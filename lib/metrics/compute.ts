import { InvalidInputError } from "../errors.ts";
import { type MetricGap, type Resolution, resolutionNames, resolutions } from "./schema.ts";

const dayMs = 86_400_000;

/** The longest range of one answer, in days: about 10,000 buckets a series, and never more than is kept. */
export const longestRangeDays: Record<Resolution, number> = { "1m": 7, "5m": 35, "1h": 455, "1d": 1830 };

/** Since when and up to when a resource's series have been collected at one bucket width. */
export interface Collected {
  periodSeconds: number;
  collectedFrom: Date;
  watermark: Date;
}

export interface Range {
  from: Date;
  to: Date;
}

/** The finest resolution that keeps a range readable: at most about 1,500 buckets. */
export function preferredResolution({ from, to }: Range): Resolution {
  const days = (to.getTime() - from.getTime()) / dayMs;
  if (days <= 0.25) return "1m";
  if (days <= 5) return "5m";
  return days <= 62 ? "1h" : "1d";
}

/** The preferred resolution, or the next coarser one for which something has been stored. */
export function chooseResolution(range: Range, stored: ReadonlySet<Resolution>): Resolution {
  const preferred = preferredResolution(range);
  const coarser = resolutionNames.slice(resolutionNames.indexOf(preferred));
  return coarser.find((resolution) => stored.has(resolution)) ?? preferred;
}

/** Throws InvalidInputError for `to` before `from`, or a range longer than the resolution allows. */
export function checkRange({ from, to }: Range, resolution: Resolution): void {
  if (from >= to) throw new InvalidInputError("from", "must lie before to.");
  const days = (to.getTime() - from.getTime()) / dayMs;
  if (days <= longestRangeDays[resolution]) return;
  throw new InvalidInputError(
    "resolution",
    `${resolution} covers at most ${longestRangeDays[resolution]} days at once; shorten from…to, or take a coarser resolution.`,
  );
}

/** The start of the bucket that holds `time`; days begin at midnight UTC. */
export function bucketStart(time: Date, resolution: Resolution): Date {
  const width = resolutions[resolution] * 1000;
  return new Date(Math.floor(time.getTime() / width) * width);
}

/**
 * The parts of a range of which nothing is known. Inside what was collected, a missing bucket is no gap: CloudWatch
 * publishes only minutes with traffic.
 */
export function findGaps(range: Range, collected: Collected | undefined, measurable: boolean): MetricGap[] {
  const gap = (from: Date, to: Date, reason: MetricGap["reason"]): MetricGap[] =>
    from < to ? [{ from: from.toISOString(), to: to.toISOString(), reason }] : [];
  if (!measurable) return gap(range.from, range.to, "not-measurable");
  if (!collected) return gap(range.from, range.to, "never-collected");
  const { collectedFrom, watermark } = collected;
  const earlier = (a: Date, b: Date) => (a < b ? a : b);
  const later = (a: Date, b: Date) => (a > b ? a : b);
  return [
    ...gap(range.from, earlier(collectedFrom, range.to), "before-collection"),
    ...gap(later(watermark, range.from), range.to, "after-watermark"),
  ];
}

import type { AskedRange, LogGroupFacts, ScanPrice, TimeRange } from "./schema.ts";

const dayMs = 86_400_000;
/** Of what is ingested, about so much is stored: CloudWatch Logs keeps events compressed. */
const storedShare = 0.15;
// A new or quiet log group says nothing of its size: something is reserved all the same.
const leastBytes = 1_000_000;
/** List price of us-east-1, 2026-11; other regions lie up to about twice as high. */
export const fallbackScanPrice: ScanPrice = { usdPerGb: 0.005, source: "fallback" };

/** Dollars for reading `bytes`. A GB is taken as 10^9 bytes, the reading of the price that costs more. */
export function scanCostUsd(bytes: number, { usdPerGb }: ScanPrice): number {
  return (bytes / 1e9) * usdPerGb;
}

/**
 * Bytes that a query over `spanMs` will probably read: at the rate that the last query of the group read, or else from
 * what is stored, spread over the days that it is kept.
 */
export function estimateBytes(
  group: LogGroupFacts,
  spanMs: number,
  knownBytesPerMs: number | null,
  now: Date,
): number {
  if (knownBytesPerMs !== null) return Math.max(leastBytes, knownBytesPerMs * spanMs);
  const age = group.createdAt ? Math.max(dayMs, now.getTime() - group.createdAt.getTime()) : dayMs;
  const kept = Math.min(age, (group.retentionDays ?? Number.POSITIVE_INFINITY) * dayMs);
  return Math.max(leastBytes, (((group.storedBytes ?? 0) / storedShare) * spanMs) / kept);
}

/** `time` moved back to the start of its bucket of five minutes. */
export function bucketStart(time: Date): Date {
  return new Date(Math.floor(time.getTime() / bucketMs) * bucketMs);
}
export const bucketMs = 300_000;

/** Ranges in order of time, those that touch or overlap made one. */
export function mergeRanges(ranges: readonly TimeRange[]): TimeRange[] {
  const merged: TimeRange[] = [];
  for (const { from, to } of ranges.toSorted((a, b) => a.from.getTime() - b.from.getTime())) {
    const last = merged.at(-1);
    if (last && from <= last.to) last.to = new Date(Math.max(to.getTime(), last.to.getTime()));
    else merged.push({ from, to });
  }
  return merged;
}

/** The first time at or after `from` and before `to` that no range covers; undefined when all of it is covered. */
export function firstGap(ranges: readonly TimeRange[], from: Date, to: Date): Date | undefined {
  let reached = from;
  for (const range of mergeRanges(ranges)) {
    if (range.from > reached) break;
    if (range.to > reached) reached = range.to;
  }
  return reached < to ? reached : undefined;
}

/** What is known of a span of time: up to when it was asked for without a hole, and whether that is enough. */
export interface Asked {
  /** False: there is a hole, or more was found than a query gives; `reason` says which. */
  complete: boolean;
  /** The end of what was asked for without a hole; null when the beginning was not. */
  to: Date | null;
  reason: string;
}

/**
 * Judges up to where it was asked, not up to now: logs arrive late, so the last `lagMs` of the span need not be there.
 */
export function askedOf(ranges: readonly AskedRange[], { from, to }: TimeRange, lagMs: number): Asked {
  const enough = new Date(Math.max(from.getTime(), to.getTime() - lagMs));
  const proven = ranges.filter(({ truncated }) => !truncated);
  const gap = firstGap(proven, from, to);
  const reached = gap ?? to;
  const known = reached > from ? reached : null;
  if (ranges.some((range) => range.truncated && range.from < to && range.to > reached))
    return { complete: false, to: known, reason: "more was found than one query can give" };
  if (known && reached >= enough) return { complete: true, to: known, reason: "" };
  const overlapping = proven.filter((range) => range.to > from && range.from < to);
  if (overlapping.length === 0)
    return { complete: false, to: null, reason: "the logs were not asked for this time" };
  return { complete: false, to: known, reason: `the logs were not asked from ${reached.toISOString()}` };
}

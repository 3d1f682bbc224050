import type { Watermark } from "#lib/metrics/mutations.ts";
import type { SeriesKind } from "./catalog.ts";

/** One series: its dimensions in CloudWatch and its key in our table, in the order of the family's columns. */
export interface Series {
  kind: SeriesKind;
  dimensions: { Name: string; Value: string }[];
  key: string[];
  labels: (string | null)[];
}

/** How far back first sight goes, beyond the days that everything gets. */
export interface Depth {
  /** Days in buckets of an hour. */
  hourlyDays: number;
  /** Hours in buckets of five minutes. */
  fineHours: number;
}

/** Series that are asked for together and share a watermark: an endpoint, its subnets, a service, a load balancer. */
export interface Unit {
  resourceId: string;
  grain: string;
  depth: Depth;
  series: Series[];
}

export type Period = 60 | 300 | 3600 | 86_400;

/** A range of buckets to ask for. */
export interface Window {
  periodSeconds: Period;
  /** Inclusive, at a bucket's start. */
  from: Date;
  /** Exclusive, at a bucket's end. */
  to: Date;
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** CloudWatch publishes a minute about five minutes after it. */
const publicationLagMs = 5 * minuteMs;
/** Buckets before the watermark that are asked for again, because late data may have changed them. */
const overlapMs = 15 * minuteMs;
/** A hole longer than this is filled with hours; its five minutes stay unknown. */
const longestFineGapMs = 2 * dayMs;
/** First sight goes back this far, in days at least: one more than the thirty that are added up. */
const backfillDays = 31;
/** A series silent for a day is asked for hourly. */
const asleepAfterMs = dayMs;
const asleepIntervalMs = hourMs;

const floorTo = (time: number, step: number) => new Date(Math.floor(time / step) * step);

/** End of the newest five-minute bucket that CloudWatch can be expected to have published. */
export function newestBucketEnd(now: Date): Date {
  return floorTo(now.getTime() - publicationLagMs, 5 * minuteMs);
}

/** What to ask for, and since when each period is known without a hole after that; absent where nothing is. */
export interface Plan {
  windows: Window[];
  collectedFrom: Partial<Record<Period, Date>>;
  to: Date;
}

/** Watermarks of a unit by period. */
export type Known = Partial<Record<Period, Watermark>>;

/** The windows that bring a unit up to `now`: from its watermark, or at first sight and after a long hole from afar. */
export function planUnit(known: Known, depth: Depth, now: Date): Plan {
  const to = newestBucketEnd(now);
  const { 300: fine, 3600: hourly, 86400: daily } = known;
  if (fine && hourly && daily && to.getTime() - fine.watermark.getTime() <= longestFineGapMs) {
    const from = new Date(Math.min(fine.watermark.getTime() - overlapMs, to.getTime() - 5 * minuteMs));
    return {
      windows: [{ periodSeconds: 300, from: laterOf(from, fine.collectedFrom), to }],
      collectedFrom: { 300: fine.collectedFrom, 3600: hourly.collectedFrom, 86400: daily.collectedFrom },
      to,
    };
  }
  const fineFrom = floorTo(to.getTime() - depth.fineHours * hourMs, hourMs);
  const hours = resume(hourly, floorTo(to.getTime() - depth.hourlyDays * dayMs, dayMs));
  const days = resume(daily, floorTo(to.getTime() - backfillDays * dayMs, dayMs));
  const windows: Window[] = [
    { periodSeconds: 86_400, from: days.from, to: hours.from },
    { periodSeconds: 3600, from: hours.from, to: fineFrom },
    { periodSeconds: 300, from: fineFrom, to },
  ];
  return {
    windows: windows.filter(({ from, to: end }) => from < end),
    collectedFrom: { 300: fineFrom, 3600: hours.collectedFrom, 86400: days.collectedFrom },
    to,
  };
}

/** Goes on from a watermark, from the start of its day, where that is no further back than `first`. */
function resume(mark: Watermark | undefined, first: Date): { from: Date; collectedFrom: Date } {
  const from = mark && floorTo(mark.watermark.getTime(), dayMs);
  return mark && from && from >= first
    ? { from, collectedFrom: mark.collectedFrom }
    : { from: first, collectedFrom: first };
}

function laterOf(a: Date, b: Date): Date {
  return a > b ? a : b;
}

/** Whether a unit is to be asked for in this run: always, but hourly where nothing was published for a day. */
export function isDue(fine: Watermark | undefined, now: Date): boolean {
  if (!fine) return true;
  const last = fine.lastDatapointAt?.getTime() ?? 0;
  const asleep = now.getTime() - last > asleepAfterMs;
  return !asleep || now.getTime() - fine.watermark.getTime() >= asleepIntervalMs;
}

/** True for a unit that published anything in the last day. */
export function isAwake(lastDatapointAt: Date | null | undefined, now: Date): boolean {
  return Boolean(lastDatapointAt) && now.getTime() - (lastDatapointAt as Date).getTime() <= asleepAfterMs;
}

const mostQueries = 500;
const mostDatapoints = 100_800;

/**
 * Queries of one call: at most 500, and no more datapoints than one answer holds, so that nothing is paged (whether
 * a page is billed again is not documented).
 */
export function queriesPerCall({ periodSeconds, from, to }: Window): number {
  const points = Math.max(1, (to.getTime() - from.getTime()) / 1000 / periodSeconds);
  return Math.max(1, Math.min(mostQueries, Math.floor(mostDatapoints / points)));
}

/** Metrics that watching so many endpoints asks for: at first sight, and every day after it. */
export function estimateMetrics(endpoints: number, zonesEach: number, runsPerDay: number) {
  const each = 5;
  // At first sight an endpoint is asked for in hours and five minutes, its subnets in days as well.
  return {
    firstSight: endpoints * each * (2 + 3 * zonesEach),
    perDay: endpoints * each * (1 + zonesEach) * runsPerDay,
  };
}

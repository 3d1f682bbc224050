import type { Watermark } from "#lib/metrics/mutations.ts";
import type { MetricGroup } from "#lib/polling/schema.ts";
import type { SeriesKind } from "./catalog.ts";
import { newestMinuteEnd } from "./due.ts";

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
  /** Hours in buckets of a minute. */
  minuteHours: number;
}

/** Series that are asked for together and share a watermark: a group of metrics of an endpoint, of its subnets… */
export interface Unit {
  resourceId: string;
  grain: string;
  group: MetricGroup;
  depth: Depth;
  series: Series[];
  /** Nothing is asked for after this: what it belongs to is gone. */
  until?: Date;
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

/** How long CloudWatch keeps its data, by period. */
const keptMs = { 60: 15 * dayMs, 300: 63 * dayMs, 3600: 455 * dayMs } as const;
/** Minutes before the watermark that are asked for again, because late data may have changed them… */
const overlapMs = 10 * minuteMs;
/** …and once an hour those of the hour before: a longer range costs nothing more. */
const hourlyOverlapMs = 60 * minuteMs;
/** First sight goes back this far, in days at least: one more than the thirty that are added up. */
const backfillDays = 31;

const floorTo = (time: number, step: number) => new Date(Math.floor(time / step) * step);
const ceilTo = (time: number, step: number) => new Date(Math.ceil(time / step) * step);

/** What to ask for, and since when each period is known without a hole after that; absent where nothing is. */
export interface Plan {
  windows: Window[];
  collectedFrom: Partial<Record<Period, Date>>;
  to: Date;
}

/** Watermarks of a unit by period. */
export type Known = Partial<Record<Period, Watermark>>;

/** The windows that bring a unit up to `now`, or to its end: from its watermark however old, at first sight from afar. */
export function planUnit(known: Known, depth: Depth, now: Date, until?: Date): Plan {
  const newest = newestMinuteEnd(now);
  const to = until && until < newest ? until : newest;
  const reached = (known[60] ?? known[300])?.watermark;
  return reached ? resume(known, reached, to) : firstSight(depth, to);
}

/**
 * From the watermark on in minutes; what AWS no longer has as minutes in five minutes, then in hours. What it does not
 * have at all any more is a hole, and the period is known without one only since after it.
 */
function resume(known: Known, reached: Date, to: Date): Plan {
  const sameHour = Math.floor(reached.getTime() / hourMs) === Math.floor(to.getTime() / hourMs);
  const late = reached.getTime() - (sameHour ? overlapMs : hourlyOverlapMs);
  // Not before what is known: a bucket of five minutes would be made of a part of its minutes.
  const start = known[60]
    ? Math.max(late, known[60].collectedFrom.getTime())
    : floorTo(late, 5 * minuteMs).getTime();
  const first = {
    60: ceilTo(to.getTime() - keptMs[60], hourMs),
    300: ceilTo(to.getTime() - keptMs[300], hourMs),
    3600: ceilTo(to.getTime() - keptMs[3600], dayMs),
  };
  const collectedFrom: Plan["collectedFrom"] = {
    60: known[60]?.collectedFrom ?? new Date(start),
    300: known[300]?.collectedFrom ?? floorTo(start, 5 * minuteMs),
    3600: known[3600]?.collectedFrom ?? ceilTo(start, hourMs),
    86400: known[86400]?.collectedFrom ?? ceilTo(start, dayMs),
  };
  const windows: Window[] = [];
  let end = to;
  for (const period of [60, 300, 3600] as const) {
    const from = floorTo(start, period * 1000);
    if (from >= first[period]) {
      windows.unshift({ periodSeconds: period, from, to: end });
      return { windows: windows.filter(isSome), collectedFrom, to };
    }
    windows.unshift({ periodSeconds: period, from: first[period], to: end });
    collectedFrom[period] = first[period];
    end = first[period];
  }
  // Not even hours are left of all of it: the days have the same hole.
  collectedFrom[86400] = first[3600];
  return { windows: windows.filter(isSome), collectedFrom, to };
}

function firstSight({ hourlyDays, fineHours, minuteHours }: Depth, to: Date): Plan {
  const at = to.getTime();
  const days = floorTo(at - backfillDays * dayMs, dayMs);
  const hours = floorTo(at - hourlyDays * dayMs, dayMs);
  const fine = floorTo(at - fineHours * hourMs, hourMs);
  const minutes = floorTo(at - minuteHours * hourMs, hourMs);
  const windows: Window[] = [
    { periodSeconds: 86_400, from: days, to: hours },
    { periodSeconds: 3600, from: hours, to: fine },
    { periodSeconds: 300, from: fine, to: minutes },
    { periodSeconds: 60, from: minutes, to },
  ];
  const collectedFrom = { 60: minutes, 300: fine, 3600: hours, 86400: days };
  return { windows: windows.filter(isSome), collectedFrom, to };
}

const isSome = ({ from, to }: Window) => from < to;

const mostQueries = 500;
const mostDatapoints = 100_800;

/** Datapoints that one query of a window can have. */
export function pointsOf({ periodSeconds, from, to }: Window): number {
  return Math.max(1, Math.ceil((to.getTime() - from.getTime()) / 1000 / periodSeconds));
}

/**
 * Queries of one call: at most 500, and no more datapoints than one answer holds, so that nothing is paged (whether
 * a page is billed again is not documented).
 */
export function queriesPerCall(window: Window): number {
  return Math.max(1, Math.min(mostQueries, Math.floor(mostDatapoints / pointsOf(window))));
}

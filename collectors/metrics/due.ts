import type { Slowdown } from "#lib/polling/budget.ts";
import { type AskedNeed, intervals, type MetricGroup } from "#lib/polling/schema.ts";

const minuteMs = 60_000;
const stepMs = 5 * minuteMs;

/** CloudWatch publishes a minute about five minutes after it. */
export const publicationLagMs = 5 * minuteMs;

/** End of the newest minute that CloudWatch can be expected to have published. */
export function newestMinuteEnd(now: Date): Date {
  return new Date(Math.floor((now.getTime() - publicationLagMs) / minuteMs) * minuteMs);
}

/**
 * When a scope polls: all its units on one grid of time, so that those of one need fall due together and fill
 * whole calls; the grids of different scopes lie minutes apart, so that not all of a fleet polls at once.
 */
export interface Grid {
  offsetMs: number;
  slowdown: Slowdown;
}

/** The grid of an account and region. */
export function gridOf(accountId: string, region: string, slowdown: Slowdown): Grid {
  let hash = 0;
  for (const letter of `${accountId}/${region}`) hash = (Math.imul(hash, 31) + letter.charCodeAt(0)) | 0;
  return { offsetMs: (Math.abs(hash) % 5) * minuteMs, slowdown };
}

/** However stretched, everything is asked for while AWS still has its minutes. */
const longestMs = 7 * 86_400_000;

/** Milliseconds between two requests: the interval of the need, stretched by the budget to whole five minutes. */
export function intervalMs(need: AskedNeed, group: MetricGroup, slowdown: Slowdown): number {
  const wanted = intervals[need][group] * 1000 * slowdown[need];
  return Math.min(longestMs, Math.ceil(wanted / stepMs) * stepMs);
}

/** Whether what was asked for up to `watermark` is to be asked for again: a step of the grid lies behind it. */
export function isDue(watermark: Date | undefined, everyMs: number, grid: Grid, now: Date): boolean {
  if (!watermark) return true;
  return stepOf(newestMinuteEnd(now), everyMs, grid) > stepOf(watermark, everyMs, grid);
}

/** When a unit asked for up to `watermark` is due. */
export function dueAt(watermark: Date, everyMs: number, grid: Grid): Date {
  const next = (stepOf(watermark, everyMs, grid) + 1) * everyMs + grid.offsetMs;
  return new Date(next + publicationLagMs);
}

function stepOf(time: Date, everyMs: number, { offsetMs }: Grid): number {
  return Math.floor((time.getTime() - offsetMs) / everyMs);
}

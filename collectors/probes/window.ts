import { oldestResultDays } from "#lib/probes/schema.ts";
import { type Grid, mostPoints } from "./client.ts";

/**
 * What is asked for once more: samples that came late, and those of endpoints that no run had seen yet (their
 * collector comes every 10 minutes).
 */
const overlapSeconds = 15 * 60;
const pointsAtOnce = 240;

/** The grid of times to ask for, up to `now`, on whole multiples of the step so that any run finds the same times. */
export function gridToAsk(
  watermark: Date | null,
  now: Date,
  { stepSeconds: step, backfillHours }: { stepSeconds: number; backfillHours: number },
): Grid {
  const seconds = now.getTime() / 1000;
  const oldest = seconds - oldestResultDays * 86_400;
  const from = watermark
    ? Math.max(watermark.getTime() / 1000 - overlapSeconds, oldest)
    : seconds - backfillHours * 3600;
  return { start: Math.ceil(from / step) * step, end: Math.floor(seconds / step) * step, step };
}

/** Parts of a grid with so many points at most, oldest first; together they are the grid, each time once. */
export function splitGrid({ start, end, step }: Grid, points = pointsAtOnce): Grid[] {
  const parts: Grid[] = [];
  const width = (Math.max(1, Math.min(points, mostPoints)) - 1) * step;
  for (let from = start; from <= end; from += width + step)
    parts.push({ start: from, end: Math.min(from + width, end), step });
  return parts;
}

/** How many times a grid has. */
export function pointsOf({ start, end, step }: Grid): number {
  return Math.floor((end - start) / step) + 1;
}

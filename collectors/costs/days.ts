import type { Days } from "./fetch.ts";

const dayMs = 86_400_000;
const backfillMonths = 12;
/** Days that are asked for again although Cost Explorer does not call them estimated any more. */
const settlingDays = 3;
/** The bill of a month is settled by the middle of the next one. */
const longestEstimateDays = 47;

/** What is stored of a bill: its last day, and the first that Cost Explorer may still change. */
interface KnownDays {
  lastDay: string | null;
  firstEstimatedDay: string | null;
}

/**
 * The days to ask for: at first sight the current month and `months` before it; afterwards from the first day that
 * may still change to today.
 */
export function daysToAsk(known: KnownDays, now: Date, months = backfillMonths): Days {
  const today = now.getTime() - (now.getTime() % dayMs);
  const end = isoDay(today + dayMs);
  if (!known.lastDay) {
    return { start: isoDay(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - months, 1)), end };
  }
  const settling = Math.min(Date.parse(known.lastDay), today) - settlingDays * dayMs;
  const estimated = known.firstEstimatedDay ? Date.parse(known.firstEstimatedDay) : settling;
  const from = Math.max(
    Math.min(settling, estimated),
    Math.min(settling, today - longestEstimateDays * dayMs),
  );
  return { start: isoDay(from), end };
}

function isoDay(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

import { daysOfMonth, eachDay } from "../days.ts";
import type { CostOutlook, DailyCost } from "./schema.ts";

/** Complete days that a forecast looks back at, and that it needs at least: each weekday once. */
const lookBackDays = 28;
const fewestDays = 7;
/** Four in five of a normal distribution lie within so many standard deviations. */
export const bandWidth = 1.2816;

const weekdayOf = (day: string) => new Date(`${day}T00:00:00Z`).getUTCDay();
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** What a day of the future is expected to cost, and how far days lay from that; undefined with too few days. */
export interface Pace {
  usdOf(day: string): number;
  deviationUsd: number;
  basedOnDays: number;
}

/** The pace of the last four weeks of complete days: each weekday's mean. */
export function paceOf(days: readonly DailyCost[]): Pace | undefined {
  const known = days
    .filter((one): one is DailyCost & { usd: number } => one.complete && one.usd !== null)
    .toSorted((a, b) => (a.day < b.day ? -1 : 1))
    .slice(-lookBackDays);
  if (known.length < fewestDays) return undefined;
  const overall = mean(known.map(({ usd }) => usd));
  const byWeekday = Map.groupBy(known, ({ day }) => weekdayOf(day));
  const means = new Map([...byWeekday].map(([weekday, of]) => [weekday, mean(of.map(({ usd }) => usd))]));
  const usdOf = (day: string) => means.get(weekdayOf(day)) ?? overall;
  const squares = known.reduce((sum, { day, usd }) => sum + (usd - usdOf(day)) ** 2, 0);
  // A mean of its own for each weekday has used up as many degrees of freedom.
  const freedom = known.length - means.size;
  const deviationUsd = freedom > 0 ? Math.sqrt(squares / freedom) : 0;
  return { usdOf, deviationUsd, basedOnDays: known.length };
}

/** The whole of a month: complete days as they are, all others at the pace, and a band of 80 %. */
export function forecastMonth(month: string, days: readonly DailyCost[]): CostOutlook["forecast"] {
  const pace = paceOf(days);
  if (!pace) {
    const reason = `fewer than ${fewestDays} complete days are known`;
    return { usd: null, lowUsd: null, highUsd: null, basedOnDays: 0, reason };
  }
  const byDay = new Map(days.map((one) => [one.day, one]));
  let known = 0;
  let expected = 0;
  let open = 0;
  for (const day of eachDay(daysOfMonth(month))) {
    const one = byDay.get(day);
    if (one?.complete && one.usd !== null) known += one.usd;
    else {
      expected += Math.max(pace.usdOf(day), one?.usd ?? 0);
      open++;
    }
  }
  const usd = known + expected;
  // Days differ apart from each other, and the mean itself is only as sure as the days it is of.
  const weeks = pace.basedOnDays / 7;
  const spread = bandWidth * pace.deviationUsd * Math.sqrt(open + (open * open) / Math.max(1, 7 * weeks));
  return {
    usd,
    lowUsd: Math.max(known, usd - spread),
    highUsd: usd + spread,
    basedOnDays: pace.basedOnDays,
    reason: null,
  };
}

import { addDays } from "../days.ts";
import type { CostOutlook, DailyCost } from "./schema.ts";

const weeksBefore = 8;
const fewestWeeks = 4;
/** Makes a median of absolute deviations comparable to a standard deviation. */
const madScale = 1.4826;
const deviations = 3;
/** Nothing within so much of the median is worth a word, however steady the weeks before were. */
const quietShare = 0.1;
const quietUsd = 1;

/**
 * Days of a span that cost more or less than the same weekdays of the eight weeks before allow: three scaled median
 * absolute deviations, and at least a tenth and a dollar, from their median. Days with fewer than four such weekdays
 * are not judged.
 */
export function anomaliesOf(
  days: readonly DailyCost[],
  from: string,
): { anomalies: CostOutlook["anomalies"]; judged: number } {
  const byDay = new Map(days.filter(({ complete }) => complete).map((one) => [one.day, one.usd]));
  const anomalies: CostOutlook["anomalies"] = [];
  let judged = 0;
  for (const { day, usd } of days.toSorted((a, b) => (a.day < b.day ? -1 : 1))) {
    if (day < from || usd === null || !byDay.has(day)) continue;
    const before = Array.from({ length: weeksBefore }, (_, week) =>
      byDay.get(addDays(day, -7 * (week + 1))),
    ).filter((value): value is number => typeof value === "number");
    if (before.length < fewestWeeks) continue;
    judged++;
    const expectedUsd = median(before);
    const mad = madScale * median(before.map((value) => Math.abs(value - expectedUsd)));
    const reach = Math.max(deviations * mad, quietShare * Math.abs(expectedUsd), quietUsd);
    const band = { lowUsd: expectedUsd - reach, highUsd: expectedUsd + reach };
    if (usd > band.highUsd) anomalies.push({ day, usd, expectedUsd, ...band, state: "high" });
    if (usd < band.lowUsd) anomalies.push({ day, usd, expectedUsd, ...band, state: "low" });
  }
  return { anomalies, judged };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}

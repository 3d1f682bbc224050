import { daysOfMonth, eachDay } from "../days.ts";
import { anomaliesOf } from "./anomaly.ts";
import { forecastMonth, paceOf } from "./forecast.ts";
import type { CostOutlook, DailyCost } from "./schema.ts";

/**
 * Month to date, forecast, anomalies and budget of the month that a day lies in.
 * @param evidence days of this month up to today, and of some weeks before.
 */
export function costOutlook(
  evidence: readonly DailyCost[],
  today: string,
  budgetUsd: number | undefined,
  asOf: Date | null,
): CostOutlook {
  // A sum of floating-point numbers depends on their order.
  const days = evidence.toSorted((a, b) => (a.day < b.day ? -1 : 1));
  const month = today.slice(0, 7);
  const { first } = daysOfMonth(month);
  const ours = new Map(days.filter(({ day }) => day >= first && day <= today).map((one) => [one.day, one]));
  const soFar = eachDay({ first, last: today });
  const sum = (source: DailyCost["source"]) =>
    [...ours.values()].reduce((added, one) => added + (one.source === source ? (one.usd ?? 0) : 0), 0);
  const missingDays = soFar.filter((day) => (ours.get(day)?.usd ?? null) === null);
  const [billedUsd, estimatedUsd] = [sum("billed"), sum("estimated")];
  const usd = missingDays.length === soFar.length ? null : billedUsd + estimatedUsd;
  const forecast = forecastMonth(month, days);
  const { anomalies, judged } = anomaliesOf(days, first);
  return {
    month,
    asOf: asOf?.toISOString() ?? null,
    monthToDate: { usd, billedUsd, estimatedUsd, missingDays },
    forecast,
    anomalies,
    anomaliesJudged: judged,
    budget: judgeBudget(budgetUsd, usd, forecast, days, today),
  };
}

function judgeBudget(
  budgetUsd: number | undefined,
  usd: number | null,
  forecast: CostOutlook["forecast"],
  days: readonly DailyCost[],
  today: string,
): CostOutlook["budget"] {
  if (budgetUsd === undefined) {
    return {
      state: "none",
      usd: null,
      usedShare: null,
      runsOutOn: null,
      reason: "no budget is configured: costs.budgetUsd",
    };
  }
  if (usd === null) {
    return {
      state: "unknown",
      usd: budgetUsd,
      usedShare: null,
      runsOutOn: null,
      reason: "nothing is known of this month yet",
    };
  }
  const known = { usd: budgetUsd, usedShare: usd / budgetUsd };
  if (usd > budgetUsd)
    return {
      ...known,
      state: "over",
      runsOutOn: null,
      reason: "more has been spent than the budget of the month",
    };
  if (forecast.usd === null || forecast.highUsd === null) {
    return { ...known, state: "unknown", runsOutOn: null, reason: `no forecast: ${forecast.reason}` };
  }
  const runsOutOn = lastsUntil(budgetUsd - usd, days, today);
  if (forecast.usd > budgetUsd)
    return {
      ...known,
      state: "forecast-over",
      runsOutOn,
      reason: "the forecast of the month is above the budget",
    };
  if (forecast.highUsd > budgetUsd)
    return {
      ...known,
      state: "at-risk",
      runsOutOn,
      reason: "the upper end of the forecast is above the budget",
    };
  return {
    ...known,
    state: "within",
    runsOutOn: null,
    reason: "the whole of the forecast is within the budget",
  };
}

function lastsUntil(left: number, days: readonly DailyCost[], today: string): string | null {
  const pace = paceOf(days);
  if (!pace) return null;
  let rest = left;
  for (const day of eachDay(daysOfMonth(today.slice(0, 7)))) {
    if (day <= today) continue;
    rest -= pace.usdOf(day);
    if (rest < 0) return day;
  }
  return null;
}

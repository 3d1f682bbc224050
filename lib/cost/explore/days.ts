import type { DayInput } from "../../charts/dayBars.ts";
import { usageGroupOf } from "../compute.ts";
import { addDays, eachDay, isWeekend } from "../days.ts";
import { bandWidth, paceOf } from "../outlook/forecast.ts";
import type { CostOutlook, DailyCost } from "../outlook/schema.ts";
import { type Days, type UsageGroup, usageGroups } from "../schema.ts";
import type { ChargeDay } from "./data.ts";

export type SpendDay = DayInput<UsageGroup>;

/** What is known beside the days themselves; of the whole fleet, so absent where it is narrowed. */
export interface SpendContext {
  /** Weeks up to today, which days to come go by. */
  evidence: readonly DailyCost[];
  anomalies: CostOutlook["anomalies"];
}

/**
 * Days of a span for the chart: as billed, as estimated where there is no bill yet, as forecast after today. A day of
 * which nothing is known stays empty.
 */
export function spendDays(
  span: Days,
  rows: readonly ChargeDay[],
  today: string,
  context: SpendContext | undefined,
): SpendDay[] {
  const byDay = Map.groupBy(rows, ({ day }) => day);
  const pace = context && paceOf(context.evidence);
  const anomalies = new Map(context?.anomalies.map((one) => [one.day, one]));
  return eachDay(span).map((day): SpendDay => {
    const own = byDay.get(day) ?? [];
    const state = stateOf(day, own, today);
    const pick = state === "estimated" ? "estimated" : "billed";
    const expected = state === "forecast" && pace ? pace.usdOf(day) : null;
    const spread = bandWidth * (pace?.deviationUsd ?? 0);
    const anomaly = anomalies.get(day);
    return {
      ...{ day, weekend: isWeekend(day), state },
      groups: state === "forecast" || state === "missing" ? {} : groupsOf(own, pick),
      estimatedUsd: sum(own.map(({ estimated }) => estimated)),
      expected:
        expected === null
          ? null
          : { usd: expected, lowUsd: Math.max(0, expected - spread), highUsd: expected + spread },
      anomaly: anomaly ? { expectedUsd: anomaly.expectedUsd, state: anomaly.state } : null,
    };
  });
}

function stateOf(day: string, rows: readonly ChargeDay[], today: string): SpendDay["state"] {
  if (day > today) return "forecast";
  const billed = rows.filter((row) => row.billed !== null);
  const estimated = rows.some((row) => row.estimated !== null);
  if (billed.length > 0) {
    const filled = Date.parse(`${addDays(day, 2)}T00:00:00Z`);
    const whole = billed.every(({ collectedAt }) => collectedAt !== null && collectedAt.getTime() >= filled);
    // A day that the bill had no time to fill is better told by the estimate.
    if (!whole && estimated) return "estimated";
    return whole && billed.every(({ provisional }) => !provisional) ? "billed" : "open";
  }
  return estimated ? "estimated" : "missing";
}

function groupsOf(rows: readonly ChargeDay[], pick: "billed" | "estimated"): SpendDay["groups"] {
  const groups: SpendDay["groups"] = {};
  for (const row of rows) {
    const usd = row[pick];
    if (usd === null) continue;
    const group = usageGroupOf(row);
    groups[group] = (groups[group] ?? 0) + usd;
  }
  return groups;
}

/** What the days come to by group and by where it is known from; what is to come is in none of it. */
export function sumDays(days: readonly SpendDay[]): {
  groups: { group: UsageGroup; usd: number }[];
  billedUsd: number;
  estimatedUsd: number;
  totalUsd: number | null;
  missingDays: number;
} {
  const known = days.filter(({ state }) => state !== "forecast" && state !== "missing");
  const of = (some: readonly SpendDay[], group: UsageGroup) =>
    some.reduce((added, day) => added + (day.groups[group] ?? 0), 0);
  const all = (some: readonly SpendDay[]) => usageGroups.reduce((added, group) => added + of(some, group), 0);
  return {
    groups: usageGroups
      .map((group) => ({ group, usd: of(known, group) }))
      .filter(({ usd }) => Math.abs(usd) > 1e-9),
    billedUsd: all(known.filter(({ state }) => state !== "estimated")),
    estimatedUsd: all(known.filter(({ state }) => state === "estimated")),
    totalUsd: known.length > 0 ? all(known) : null,
    missingDays: days.filter(({ state }) => state === "missing").length,
  };
}

function sum(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((added, value) => added + value, 0);
}

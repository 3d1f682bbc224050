import { addDays, addMonths, countDays, daysOfMonth, eachDay, isWeekend } from "./days.ts";
import { type BilledDay, type BilledShare, type Days, type UsageGroup, usageGroups } from "./schema.ts";

/**
 * The group of a usage type. Usage types of Cost Explorer carry a region prefix (`USE1-`, `EU-`, or none).
 * https://docs.aws.amazon.com/vpc/latest/privatelink/concepts.html and the bill's own wording.
 */
export function usageGroupOf({ service, usageType }: { service: string; usageType: string }): UsageGroup {
  if (/VpcEndpoint-Hours$/.test(usageType)) return "endpoint-hours";
  if (/VpcEndpoint-Bytes$/.test(usageType)) return "endpoint-data";
  if (/VpcEndpoint-/.test(usageType)) return "other-endpoints";
  if (/LoadBalancer|LCUUsage/.test(usageType) || /Elastic Load Balancing/.test(service))
    return "load-balancers";
  return "other";
}

/**
 * - `billed`: complete, and final by Cost Explorer's flag.
 * - `estimated`: complete, but Cost Explorer may still change it.
 * - `partial`: collected less than 24 h after the day's end, the time that Cost Explorer may take to fill it.
 * - `missing`: lies between billed days, yet nothing arrived for it.
 * - `not-billed`: after the last day that was billed. Absent, not zero.
 */
export type DayState = "billed" | "estimated" | "partial" | "missing" | "not-billed";

export interface SpendBar {
  day: string;
  weekend: boolean;
  state: DayState;
  /** US dollars by group; null when there is no bill for the day. */
  groups: Record<UsageGroup, number> | null;
  totalUsd: number | null;
}

export interface Comparison {
  /** The complete days of this month that are compared. */
  days: Days;
  usd: number;
  beforeDays: Days;
  beforeUsd: number;
}

/** What was billed in a month, ready to draw. */
export interface Spend {
  month: string;
  bars: SpendBar[];
  groups: { group: UsageGroup; usd: number }[];
  totalUsd: number;
  /** Days of the month with a bill; undefined when there is none. */
  shown: Days | undefined;
  /** The last of them that Cost Explorer had time to fill. */
  completeThrough: string | undefined;
  estimatedDays: number;
  missingDays: number;
  /** Bounds of the money axis and its ticks, US dollars. */
  axis: { min: number; max: number; ticks: number[] };
  comparison: Comparison | { reason: string };
}

/** Prepares a month from the bill of that month and of the one before. */
export function prepareSpend(month: string, rows: BilledDay[]): Spend {
  const byDay = Map.groupBy(rows, ({ day }) => day);
  const days = eachDay(daysOfMonth(month));
  const billed = days.filter((day) => byDay.has(day));
  const shown = spanOf(billed);
  const bars = days.map((day) => toBar(day, byDay.get(day), shown));
  const complete = bars.filter(({ state }) => state === "billed" || state === "estimated");
  const completeThrough = complete.at(-1)?.day;
  return {
    month,
    bars,
    groups: usageGroups
      .map((group) => ({ group, usd: sum(bars, (bar) => bar.groups?.[group] ?? 0) }))
      .filter(({ usd }) => usd !== 0),
    totalUsd: sum(bars, ({ totalUsd }) => totalUsd ?? 0),
    shown,
    completeThrough,
    estimatedDays: bars.filter(({ state }) => state === "estimated").length,
    missingDays: bars.filter(({ state }) => state === "missing").length,
    axis: prepareAxis(bars),
    comparison: compare(month, completeThrough, byDay),
  };
}

/** Round ticks from zero up. A day of credits reaches below zero, by as much as it needs. */
function prepareAxis(bars: SpendBar[]): Spend["axis"] {
  const values = bars.flatMap(({ groups }) => (groups ? [Object.values(groups)] : []));
  const above = values.map((groups) => sum(groups, (usd) => Math.max(0, usd)));
  const below = values.map((groups) => sum(groups, (usd) => Math.min(0, usd)));
  const highest = Math.max(...above, 0);
  const step = niceStep(highest / 4);
  const ticks = Array.from(
    { length: Math.max(2, Math.ceil(highest / step) + 1) },
    (_, index) => index * step,
  );
  return { min: Math.min(...below, 0), max: ticks.at(-1) ?? step, ticks };
}

// 1, 2, 2.5 or 5 times a power of ten.
function niceStep(rough: number): number {
  if (rough <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(rough));
  const factor = [1, 2, 2.5, 5, 10].find((candidate) => candidate * power >= rough) ?? 10;
  return factor * power;
}

function spanOf(days: string[]): Days | undefined {
  const [first] = days;
  const last = days.at(-1);
  return first && last ? { first, last } : undefined;
}

function toBar(day: string, rows: BilledDay[] | undefined, shown: Days | undefined): SpendBar {
  const weekend = isWeekend(day);
  if (!rows) {
    const state = shown && day > shown.first && day < shown.last ? "missing" : "not-billed";
    return { day, weekend, state, groups: null, totalUsd: null };
  }
  const groups = Object.fromEntries(usageGroups.map((group) => [group, 0])) as Record<UsageGroup, number>;
  for (const row of rows) groups[usageGroupOf(row)] += row.costUsd;
  return { day, weekend, state: stateOf(day, rows), groups, totalUsd: sum(rows, ({ costUsd }) => costUsd) };
}

function stateOf(day: string, rows: BilledDay[]): DayState {
  const filled = Date.parse(`${addDays(day, 2)}T00:00:00Z`);
  if (rows.some(({ collectedAt }) => collectedAt.getTime() < filled)) return "partial";
  return rows.some(({ estimated }) => estimated) ? "estimated" : "billed";
}

/**
 * The days that are compared: from the first to the last complete one of this month, and as many of the month
 * before. A month that is complete is compared as a whole, however many days either has.
 */
export function comparedDays(month: string, completeThrough: string): { days: Days; beforeDays: Days } {
  const whole = daysOfMonth(month);
  const before = daysOfMonth(addMonths(month, -1));
  if (completeThrough === whole.last) return { days: whole, beforeDays: before };
  const length = Math.min(countDays({ first: whole.first, last: completeThrough }), countDays(before));
  return {
    days: { first: whole.first, last: addDays(whole.first, length - 1) },
    beforeDays: { first: before.first, last: addDays(before.first, length - 1) },
  };
}

function compare(
  month: string,
  completeThrough: string | undefined,
  byDay: Map<string, BilledDay[]>,
): Spend["comparison"] {
  if (!completeThrough) return { reason: "no day of the month is complete" };
  const { days, beforeDays } = comparedDays(month, completeThrough);
  const missing = eachDay(beforeDays).filter((day) => !byDay.has(day)).length;
  if (missing > 0) {
    const of = countDays(beforeDays);
    return {
      reason:
        missing === of
          ? "nothing was collected of the month before"
          : `${missing} of the ${of} days before have no bill`,
    };
  }
  const usdOf = (span: Days) =>
    sum(eachDay(span), (day) => sum(byDay.get(day) ?? [], ({ costUsd }) => costUsd));
  return { days, usd: usdOf(days), beforeDays, beforeUsd: usdOf(beforeDays) };
}

export interface BreakdownRow extends BilledShare {
  /** Several small ones in one row; how many. */
  others?: number;
}

/** The dearest rows and the rest in one, so that the rows always add up to the total. */
export function prepareBreakdown(shares: BilledShare[], most: number): BreakdownRow[] {
  if (shares.length <= most + 1) return shares;
  const rest = shares.slice(most);
  return [
    ...shares.slice(0, most),
    {
      key: null,
      name: null,
      others: rest.length,
      costUsd: sum(rest, ({ costUsd }) => costUsd),
      comparedUsd: sum(rest, ({ comparedUsd }) => comparedUsd),
      beforeUsd: sum(rest, ({ beforeUsd }) => beforeUsd),
    },
  ];
}

function sum<Item>(items: Item[], pick: (item: Item) => number): number {
  return items.reduce((total, item) => total + pick(item), 0);
}

/**
 * - `billed`: final. `open`: billed, and AWS may still change it. `estimated`: no bill yet, our own estimate.
 * - `forecast`: not here yet. `missing`: nothing is known, which is not zero.
 */
export type BarState = "billed" | "open" | "estimated" | "forecast" | "missing";

/** A day to be drawn. US dollars. */
export interface DayInput<Group extends string> {
  day: string;
  weekend: boolean;
  state: BarState;
  groups: Partial<Record<Group, number>>;
  /** What our own estimate said of a day that is billed; null where it did not know. */
  estimatedUsd: number | null;
  /** Of a day to come: what it is expected to cost, and between which bounds. */
  expected: { usd: number; lowUsd: number; highUsd: number } | null;
  anomaly: { expectedUsd: number; state: "high" | "low" } | null;
}

/** A rectangle in percent of the plot, y from the bottom. */
export interface BarSegment<Group extends string> {
  group: Group | "expected";
  y: number;
  height: number;
}

export interface DayBar<Group extends string> extends DayInput<Group> {
  totalUsd: number | null;
  /** Left edge and width in percent. */
  x: number;
  width: number;
  segments: BarSegment<Group>[];
  /** Heights in percent of the marks on the bar; null where there is none. */
  estimateY: number | null;
  band: { low: number; high: number } | null;
  anomalyY: number | null;
}

/** A span of neighbouring days of one state, in percent of the plot. */
export interface DayPhase {
  state: BarState;
  first: string;
  x: number;
  width: number;
  days: number;
}

/** Days as stacked bars, ready to draw: nothing is left to be decided. */
export interface DayBars<Group extends string> {
  bars: DayBar<Group>[];
  phases: DayPhase[];
  /** Dollars and height in percent. */
  ticks: { usd: number; y: number }[];
  zeroY: number;
  /** Mondays, or firsts of months in long spans, by their middle in percent. */
  labels: { day: string; x: number }[];
  weekends: { x: number; width: number }[];
  budget: { usdPerDay: number; y: number } | null;
}

/** @param order groups as they are stacked, from the axis up. */
export function dayBars<Group extends string>(
  days: readonly DayInput<Group>[],
  order: readonly Group[],
  budgetUsdPerDay: number | null,
): DayBars<Group> {
  const above = days.map((day) =>
    Math.max(stack(day, order, 1), day.expected?.highUsd ?? 0, day.estimatedUsd ?? 0),
  );
  const below = days.map((day) => stack(day, order, -1));
  // A budget far above everything would flatten the days: it is then only told in words.
  const highest = Math.max(...above, 0);
  const withBudget = budgetUsdPerDay !== null && budgetUsdPerDay <= highest * 1.6 ? budgetUsdPerDay : 0;
  const step = niceStep(Math.max(highest, withBudget) / 4);
  const top = step * Math.max(1, Math.ceil(Math.max(highest, withBudget) / step));
  const bottom = Math.min(0, ...below);
  const y = (usd: number) => ((usd - bottom) / (top - bottom)) * 100;
  const slot = 100 / Math.max(1, days.length);
  const bars = days.map((day, index): DayBar<Group> => {
    const segments = segmentsOf(day, order, y);
    const known = day.state !== "missing" && day.state !== "forecast";
    const totalUsd = known ? order.reduce((sum, group) => sum + (day.groups[group] ?? 0), 0) : null;
    return {
      ...day,
      ...{ totalUsd, segments, x: index * slot + slot * 0.1, width: slot * 0.8 },
      estimateY: day.estimatedUsd !== null && day.state !== "estimated" ? y(day.estimatedUsd) : null,
      band: day.expected && { low: y(Math.max(0, day.expected.lowUsd)), high: y(day.expected.highUsd) },
      anomalyY: day.anomaly && totalUsd !== null ? y(Math.max(0, totalUsd)) : null,
    };
  });
  const ticks = Array.from({ length: Math.round(top / step) + 1 }, (_, index) => index * step);
  return {
    bars,
    phases: phasesOf(days, slot),
    ticks: ticks.map((usd) => ({ usd, y: y(usd) })),
    zeroY: y(0),
    labels: labelsOf(days, slot),
    weekends: days.flatMap(({ weekend }, index) => (weekend ? [{ x: index * slot, width: slot }] : [])),
    budget: withBudget > 0 ? { usdPerDay: withBudget, y: y(withBudget) } : null,
  };
}

function stack<Group extends string>(day: DayInput<Group>, order: readonly Group[], sign: 1 | -1): number {
  return order.reduce((sum, group) => {
    const usd = day.groups[group] ?? 0;
    return usd * sign > 0 ? sum + usd : sum;
  }, 0);
}

function segmentsOf<Group extends string>(
  day: DayInput<Group>,
  order: readonly Group[],
  y: (usd: number) => number,
): BarSegment<Group>[] {
  if (day.state === "forecast" && day.expected)
    return [{ group: "expected", y: y(0), height: y(day.expected.usd) - y(0) }];
  let up = 0;
  let down = 0;
  return order.flatMap((group) => {
    const usd = day.groups[group] ?? 0;
    if (usd === 0) return [];
    const [from, to] = usd > 0 ? [up, up + usd] : [down + usd, down];
    if (usd > 0) up = to;
    else down = from;
    return [{ group, y: y(from), height: y(to) - y(from) }];
  });
}

function phasesOf(days: readonly { day: string; state: BarState }[], slot: number): DayPhase[] {
  const phases: DayPhase[] = [];
  for (const [index, { day, state }] of days.entries()) {
    const last = phases.at(-1);
    if (last?.state === state) {
      last.width += slot;
      last.days++;
    } else phases.push({ state, first: day, x: index * slot, width: slot, days: 1 });
  }
  return phases;
}

function labelsOf(days: readonly { day: string }[], slot: number): { day: string; x: number }[] {
  const long = days.length > 70;
  return days.flatMap(({ day }, index) => {
    const marked = long
      ? day.endsWith("-01")
      : days.length <= 10 || new Date(`${day}T00:00:00Z`).getUTCDay() === 1;
    return marked ? [{ day, x: index * slot + slot / 2 }] : [];
  });
}

// 1, 2, 2.5 or 5 times a power of ten.
function niceStep(rough: number): number {
  if (!(rough > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(rough));
  const factor = [1, 2, 2.5, 5, 10].find((candidate) => candidate * power >= rough - 1e-9) ?? 10;
  return factor * power;
}

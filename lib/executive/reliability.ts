import { addDays, eachDay } from "../cost/days.ts";
import { quantileOf } from "../probes/compute.ts";
import type { BudgetCount, BudgetDay, LatencyWeek } from "./reliabilityData.ts";

/** The budget of one service or environment, with how it was used up. */
export interface BudgetRow {
  key: string | null;
  name: string | null;
  endpoints: number;
  measured: number;
  /** Share of good events; null where nothing was counted. */
  attainment: number | null;
  /** Share of the budget; below 0 where more was spent than there was. */
  left: number | null;
  /** What was left after each day of the window, the days without a count null. */
  burnDown: (number | null)[];
  /** Several in one; how many. */
  others: number | null;
}

const rowsShown = 8;

/** Budgets with the least left first; those of which nothing is measured last, all beyond the shown in one row. */
export function prepareBudgets(
  counts: readonly BudgetCount[],
  objective: number,
): { rows: BudgetRow[]; shown: string[] } {
  const allowed = 1 - objective / 100;
  const judged = counts
    .map((one): BudgetRow => ({ ...one, ...judge(one, allowed), burnDown: [], others: null }))
    .toSorted(
      (a, b) =>
        (a.left ?? 2) - (b.left ?? 2) ||
        b.measured - a.measured ||
        (a.name ?? a.key ?? "").localeCompare(b.name ?? b.key ?? ""),
    );
  const shown = judged.length <= rowsShown + 1 ? judged : judged.slice(0, rowsShown);
  const rest = counts.filter(({ key }) => !shown.some((row) => row.key === key));
  const sum = (pick: (one: BudgetCount) => number | null) =>
    rest.reduce<number | null>(
      (added, one) => (pick(one) === null ? added : (added ?? 0) + (pick(one) ?? 0)),
      null,
    );
  const others: BudgetRow[] =
    rest.length === 0
      ? []
      : [
          {
            ...{ key: null, name: null, burnDown: [], others: rest.length },
            endpoints: sum(({ endpoints }) => endpoints) ?? 0,
            measured: sum(({ measured }) => measured) ?? 0,
            ...judge({ bad: sum(({ bad }) => bad), total: sum(({ total }) => total) }, allowed),
          },
        ];
  return { rows: [...shown, ...others], shown: shown.flatMap(({ key }) => (key === null ? [] : [key])) };
}

function judge({ bad, total }: Pick<BudgetCount, "bad" | "total">, allowed: number) {
  if (bad === null || !total) return { attainment: null, left: null };
  return { attainment: 1 - bad / total, left: 1 - bad / (total * allowed) };
}

/** Adds to each budget how it was used up, day by day, from the first day on to the last. */
export function withBurnDown(
  rows: readonly BudgetRow[],
  days: readonly BudgetDay[],
  span: { first: string; last: string },
  objective: number,
): BudgetRow[] {
  const byKey = Map.groupBy(days, ({ key }) => key);
  return rows.map((row) => {
    const own = new Map(byKey.get(row.key)?.map((one) => [one.day, one]));
    const total = [...own.values()].reduce((sum, one) => sum + one.total, 0);
    const budget = total * (1 - objective / 100);
    if (row.others !== null || budget <= 0) return row;
    let bad = 0;
    const burnDown = eachDay(span).map((day) => {
      const one = own.get(day);
      if (!one) return null;
      bad += one.bad;
      return 1 - bad / budget;
    });
    return { ...row, burnDown };
  });
}

/** P95 by week of one region. */
export interface LatencyLine {
  region: string;
  /** Milliseconds by week, oldest first; null where no probe has a time. */
  p95Ms: (number | null)[];
}

/** The last `weeks` weeks up to the one that a day lies in, by region; the week that is not over is the last. */
export function prepareLatency(
  rows: readonly LatencyWeek[],
  today: string,
  weeks: number,
): { weeks: string[]; lines: LatencyLine[] } {
  const monday = addDays(today, -((new Date(`${today}T00:00:00Z`).getUTCDay() + 6) % 7));
  const all = Array.from({ length: weeks }, (_, index) => addDays(monday, -7 * (weeks - 1 - index)));
  const lines = [...Map.groupBy(rows, ({ region }) => region)].map(([region, own]): LatencyLine => {
    const byWeek = new Map(own.map(({ week, histogram }) => [week, histogram]));
    return {
      region,
      p95Ms: all.map((week) => {
        const seconds = quantileOf(byWeek.get(week) ?? [], 0.95);
        return seconds === null ? null : seconds * 1000;
      }),
    };
  });
  return {
    weeks: all,
    lines: lines.toSorted(
      (a, b) => (b.p95Ms.at(-1) ?? -1) - (a.p95Ms.at(-1) ?? -1) || a.region.localeCompare(b.region),
    ),
  };
}

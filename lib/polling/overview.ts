import { daysLeft, type MetricsPerDay, type Pace, paceOf } from "./budget.ts";
import type { NeedCount, NeedFreshness, SpendDay } from "./data.ts";
import { type AskedNeed, askedNeeds, intervals, metricsCostUsd } from "./schema.ts";

/** What watching costs and how fresh it is, prepared for the page. Dollars are AWS's list price of what was asked. */
export interface PollingOverview {
  asOf: Date | null;
  metricsToday: number;
  usdToday: number;
  /** The whole day before; null where nothing was asked then. */
  metricsYesterday: number | null;
  usdYesterday: number | null;
  usdMonth: number;
  /** Month to date and the rest of it at the present pace. */
  usdMonthProjected: number;
  metricsPerDay: number;
  pace: Pace;
  rows: NeedRow[];
  endpoints: number;
  unmeasurable: number;
  zones: number;
  /** Dollars a day of asking everything every five minutes, measurable endpoints as a whole or per AZ. */
  fixedUsdPerDay: { endpoint: number; zones: number };
}

export interface NeedRow {
  need: AskedNeed;
  endpoints: number;
  /** Seconds between two looks at its traffic, with the slowdown of the budget. */
  everySeconds: number;
  medianMinutes: number | null;
  p95Minutes: number | null;
  metricsPerDay: number;
  usdPerDay: number;
}

const metricsOfEndpoint = 5;
const fixedPollsPerDay = 288;

/** Prepares what was read. */
export function prepareOverview(
  read: { asOf: Date | null; spend: SpendDay[]; needs: NeedCount[]; freshness: NeedFreshness[] },
  usdPerMonth: number | undefined,
  now: Date,
): PollingOverview {
  const { asOf, spend, needs, freshness } = read;
  const dayOf = (time: Date) => time.toISOString().slice(0, 10);
  const asked = (day: string) => spend.find((one) => one.day === day)?.metricsRequested;
  const month = spend.filter(({ day }) => day.startsWith(dayOf(now).slice(0, 7)));
  const usdMonth = metricsCostUsd(month.reduce((sum, { metricsRequested }) => sum + metricsRequested, 0));
  const of = (need: NeedCount["need"]) => needs.find((one) => one.need === need);
  const perDay = Object.fromEntries(
    askedNeeds.map((need) => [need, of(need)?.metricsPerDay ?? 0]),
  ) as MetricsPerDay;
  const pace = paceOf(usdPerMonth, usdMonth, perDay, now);
  const measurable = needs.filter(({ need }) => need !== "unmeasurable");
  const sum = (name: "endpoints" | "zones") => measurable.reduce((total, one) => total + one[name], 0);
  const rows = askedNeeds.map((need): NeedRow => {
    const fresh = freshness.find((one) => one.need === need);
    const metricsPerDay = perDay[need] / pace.slowdown[need];
    return {
      ...{
        need,
        endpoints: of(need)?.endpoints ?? 0,
        metricsPerDay,
        usdPerDay: metricsCostUsd(metricsPerDay),
      },
      everySeconds: Math.ceil((intervals[need].traffic * pace.slowdown[need]) / 300) * 300,
      medianMinutes: fresh?.medianMinutes ?? null,
      p95Minutes: fresh?.p95Minutes ?? null,
    };
  });
  const fixed = (series: number) => metricsCostUsd(series * metricsOfEndpoint * fixedPollsPerDay);
  const today = asked(dayOf(now)) ?? 0;
  const yesterday = asked(dayOf(new Date(now.getTime() - 86_400_000))) ?? null;
  return {
    ...{ asOf, metricsToday: today, usdToday: metricsCostUsd(today), usdMonth, pace, rows },
    metricsYesterday: yesterday,
    usdYesterday: yesterday === null ? null : metricsCostUsd(yesterday),
    usdMonthProjected: usdMonth + pace.usdPerDay * daysLeft(now),
    metricsPerDay: rows.reduce((total, row) => total + row.metricsPerDay, 0),
    endpoints: sum("endpoints"),
    unmeasurable: of("unmeasurable")?.endpoints ?? 0,
    zones: sum("zones"),
    fixedUsdPerDay: { endpoint: fixed(sum("endpoints")), zones: fixed(sum("zones")) },
  };
}

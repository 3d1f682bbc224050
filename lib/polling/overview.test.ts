import { expect, it } from "vitest";
import { prepareOverview } from "./overview.ts";

const now = new Date("2026-11-16T12:00:00Z");
const read = {
  asOf: now,
  spend: [
    { day: "2026-11-16", metricsRequested: 40_000 },
    { day: "2026-11-15", metricsRequested: 100_000 },
    { day: "2026-10-31", metricsRequested: 7_000_000 },
  ],
  needs: [
    { need: "active", endpoints: 80, zones: 200, metricsPerDay: 20_000 },
    { need: "asleep", endpoints: 20, zones: 50, metricsPerDay: 500 },
    { need: "unmeasurable", endpoints: 7, zones: 0, metricsPerDay: 0 },
  ] as const,
  freshness: [{ need: "active", medianMinutes: 7, p95Minutes: 14 } as const],
};
const prepare = (budget?: number) => prepareOverview({ ...read, needs: [...read.needs] }, budget, now);

it("tells today, the month and what a fixed poll of the same fleet would cost", () => {
  const overview = prepare();
  expect(overview).toMatchObject({ metricsToday: 40_000, metricsYesterday: 100_000, endpoints: 100 });
  expect(overview).toMatchObject({ unmeasurable: 7, zones: 250, metricsPerDay: 20_500 });
  expect(overview.usdMonth).toBeCloseTo(1.4);
  expect(overview.usdMonthProjected).toBeCloseTo(1.4 + 14.5 * 0.205);
  // 100 endpoints or 250 AZs, five metrics each, 288 times a day.
  expect(overview.fixedUsdPerDay.endpoint).toBeCloseTo(1.44);
  expect(overview.fixedUsdPerDay.zones).toBeCloseTo(3.6);
});

it("says nothing of freshness where nothing was measured", () => {
  const { rows } = prepare();
  const of = (need: string) => rows.find((row) => row.need === need);
  expect(of("active")).toMatchObject({ everySeconds: 900, p95Minutes: 14 });
  expect(of("asleep")).toMatchObject({ medianMinutes: null, p95Minutes: null });
});

it("shows the intervals that the budget leaves, and the month within it", () => {
  const overview = prepare(2);
  expect(overview.usdMonthProjected).toBeLessThanOrEqual(2.01);
  expect(overview.rows.find(({ need }) => need === "active")?.everySeconds).toBeGreaterThan(3600);
});

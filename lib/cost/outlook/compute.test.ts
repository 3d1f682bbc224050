import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addDays } from "../days.ts";
import { costOutlook } from "./compute.ts";
import type { DailyCost } from "./schema.ts";

const today = "2026-11-18";
const weekend = (day: string) => [0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay());

/** Ninety days, 100 dollars and 40 at weekends, billed until the day before yesterday. */
function series(more: Record<string, Partial<DailyCost>> = {}): DailyCost[] {
  return Array.from({ length: 91 }, (_, index): DailyCost => {
    const day = addDays(today, index - 90);
    const complete = day < "2026-11-17";
    const usd = day === today ? 10 : weekend(day) ? 40 : 100;
    return { day, usd, source: complete ? "billed" : "estimated", complete, ...more[day] };
  });
}
const asOf = new Date("2026-11-18T14:00:00Z");

describe("a month", () => {
  it("is forecast by its weekdays, with a band that is as wide as days differ", () => {
    const { monthToDate, forecast } = costOutlook(series(), today, undefined, asOf);
    // Five weekends with a day or two in November 2026: nine days of 40 and twenty-one of 100.
    expect(forecast).toMatchObject({ usd: 9 * 40 + 21 * 100, lowUsd: 2460, highUsd: 2460, basedOnDays: 28 });
    expect(monthToDate).toEqual({
      usd: 5 * 40 + 12 * 100 + 10,
      billedUsd: 1300,
      estimatedUsd: 110,
      missingDays: [],
    });
  });

  it("names the days it lacks, and is not known without any", () => {
    const lacking = series({ "2026-11-05": { usd: null, source: null, complete: false } });
    expect(costOutlook(lacking, today, undefined, asOf).monthToDate.missingDays).toEqual(["2026-11-05"]);
    const none = costOutlook([], today, 100, null);
    expect(none.monthToDate.usd).toBeNull();
    expect(none.forecast).toMatchObject({ usd: null, reason: "fewer than 7 complete days are known" });
    expect(none.budget.state).toBe("unknown");
  });

  it("is finite and holds what is known, whatever the days cost", () => {
    fc.assert(
      fc.property(
        fc.array(fc.option(fc.double({ min: 0, max: 1e6, noNaN: true })), { minLength: 18 }),
        (values) => {
          const days = series().map((one, index) => ({ ...one, usd: values[index % values.length] ?? null }));
          const { forecast, anomalies } = costOutlook(days, today, 5000, asOf);
          if (forecast.usd === null) return;
          expect(Number.isFinite(forecast.usd)).toBe(true);
          expect(forecast.lowUsd).toBeLessThanOrEqual(forecast.usd + 1e-6);
          expect(forecast.highUsd).toBeGreaterThanOrEqual(forecast.usd - 1e-6);
          expect(anomalies.every(({ lowUsd, highUsd, usd }) => usd < lowUsd || usd > highUsd)).toBe(true);
          expect(costOutlook(days.toReversed(), today, 5000, asOf)).toEqual(
            costOutlook(days, today, 5000, asOf),
          );
        },
      ),
    );
  });
});

describe("a day", () => {
  it("is unusual beside its own weekdays only", () => {
    const { anomalies, anomaliesJudged } = costOutlook(
      series({ "2026-11-07": { usd: 100 }, "2026-11-10": { usd: 20 }, "2026-11-11": { usd: 105 } }),
      today,
      undefined,
      asOf,
    );
    expect(anomaliesJudged).toBe(16);
    expect(anomalies.map(({ day, state, expectedUsd }) => [day, state, expectedUsd])).toEqual([
      ["2026-11-07", "high", 40],
      ["2026-11-10", "low", 100],
    ]);
  });

  it("is not judged before its weekday has been seen four times", () => {
    const few = series().filter(({ day }) => day >= "2026-10-20");
    expect(costOutlook(few, today, undefined, asOf).anomaliesJudged).toBe(0);
  });
});

describe("a budget", () => {
  it.each([
    [undefined, "none", null],
    [1000, "over", null],
    [2000, "forecast-over", "2026-11-26"],
    [3000, "within", null],
  ])("of %s is %s", (budget, state, runsOutOn) => {
    expect(costOutlook(series(), today, budget, asOf).budget).toMatchObject({ state, runsOutOn });
  });

  it("is at risk where only the band exceeds it", () => {
    const uneven = series().map((one, index) => ({
      ...one,
      usd: (one.usd ?? 0) + (index % 2 === 0 ? 20 : -20),
    }));
    const { usd } = costOutlook(uneven, today, undefined, asOf).forecast;
    expect(costOutlook(uneven, today, (usd as number) + 5, asOf).budget.state).toBe("at-risk");
  });
});

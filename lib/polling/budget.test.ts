import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { paceInWords, paceOf } from "./budget.ts";
import { askedNeeds } from "./schema.ts";

// Fifteen days of November are left.
const now = new Date("2026-11-16T00:00:00Z");
/** Ten dollars a day: watched 1, troubled 2, active 6, asleep 1. */
const perDay = { watched: 100_000, troubled: 200_000, active: 600_000, asleep: 100_000 };
const pace = (budget: number | undefined, spent = 0) => paceOf(budget, spent, perDay, now);

describe("paceOf", () => {
  it("slows nothing without a budget, or within one", () => {
    expect(pace(undefined, 900).slowdown).toEqual({ watched: 1, troubled: 1, active: 1, asleep: 1 });
    expect(pace(150).slowdown).toEqual({ watched: 1, troubled: 1, active: 1, asleep: 1 });
    expect(pace(150).usdPerDay).toBeCloseTo(10);
    expect(paceInWords(pace(undefined, 900))).toBeUndefined();
    expect(paceInWords(pace(150))).toBeUndefined();
  });

  it("lets what is quiet give way first, so that the month ends within the budget", () => {
    const slowed = pace(200, 200 - 15 * 6.5);
    expect(slowed.slowdown).toEqual({ watched: 1, troubled: 1, active: 2, asleep: 2 });
    expect(slowed.usdPerDay).toBeCloseTo(6.5);
    expect(paceInWords(slowed)).toBe(
      "polling slowed ×2.0 for what is active or asleep, to stay within $200 a month",
    );
  });

  it("slows what is watched or in trouble only when nothing else is left to slow", () => {
    const slowed = pace(15 * 1.6);
    expect(slowed.slowdown.active).toBeGreaterThan(50);
    expect(slowed.slowdown.watched).toBeGreaterThan(1);
    expect(slowed.usdPerDay).toBeLessThanOrEqual(1.6 * 1.001);
    expect(slowed.kept).toBe(true);
  });

  it("never stops, even with the budget spent, and says that it is passed", () => {
    const spent = pace(100, 120);
    expect(spent.slowdown).toEqual({ watched: 12, troubled: 12, active: 96, asleep: 24 });
    expect(spent.kept).toBe(false);
    expect(paceInWords(spent)).toMatch(/^polling slowed .*as far as it goes, and still costs \$0\.35 a day/);
  });

  it("slows the more, the less is left, and keeps the order of urgency", () => {
    const dollars = fc.double({ min: 0, max: 400, noNaN: true });
    fc.assert(
      fc.property(dollars, dollars, (a, b) => {
        const [less, more] = [pace(400, 400 - Math.min(a, b)), pace(400, 400 - Math.max(a, b))];
        for (const need of askedNeeds)
          expect(less.slowdown[need]).toBeGreaterThanOrEqual(more.slowdown[need]);
        if (less.slowdown.watched > 1) expect(less.slowdown.active).toBe(96);
      }),
    );
  });
});

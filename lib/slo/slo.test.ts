import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { budgetOf, spanOf } from "./budget.ts";
import { burnRate, firing } from "./burn.ts";
import { Counts, countable } from "./counts.ts";
import type { Objective, Sample } from "./schema.ts";

const minute = 60_000;
const now = Date.parse("2026-11-18T14:00:00Z");
/** A sample each minute before `now`, the newest last. */
const minutes = (bad: (minutesAgo: number) => number, count: number, total = 100): Sample[] =>
  Array.from({ length: count }, (_, i) => {
    const ago = count - i;
    return { time: now - ago * minute, bad: bad(ago), total };
  });

const objective: Objective = {
  kind: "ratio",
  target: 0.999,
  window: { kind: "rolling", days: 30 },
  stepSeconds: 60,
  minimumTotal: 0,
  noData: "ignore",
  policy: "workbook",
};

describe("burnRate", () => {
  it("is 1 when exactly the allowed share is bad, and counts the window's buckets alone", () => {
    const counts = new Counts(minutes((ago) => (ago <= 60 ? 1 : 1000), 120, 1000));
    expect(burnRate(counts, 0.999, 60 * minute, now)).toBeCloseTo(1, 9);
  });

  it("is unknown without events, and with fewer than a verdict takes", () => {
    expect(burnRate(new Counts([]), 0.999, 60 * minute, now)).toBeNull();
    const silent = new Counts(minutes(() => 0, 60, 0));
    expect(burnRate(silent, 0.999, 60 * minute, now)).toBeNull();
    const few = new Counts([{ time: now - minute, bad: 1, total: 1 }]);
    expect(burnRate(few, 0.999, 60 * minute, now, 10)).toBeNull();
  });

  it("is a finite number or null for any samples, and the same in any order", () => {
    const sample = fc.record({
      time: fc.integer({ min: 0, max: 500 }).map((ago) => now - ago * minute),
      total: fc.integer({ min: 0, max: 1e9 }),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    const samples = fc
      .uniqueArray(sample, { selector: ({ time }) => time })
      .map((list) => list.map(({ time, total, share }) => ({ time, total, bad: Math.floor(total * share) })));
    fc.assert(
      fc.property(
        samples,
        fc.double({ min: 0.5, max: 0.99999, noNaN: true }),
        fc.integer({ min: 1, max: 500 }),
        (list, target, width) => {
          const rate = burnRate(new Counts(list), target, width * minute, now);
          expect(rate === null || (Number.isFinite(rate) && rate >= 0)).toBe(true);
          expect(burnRate(new Counts([...list].reverse()), target, width * minute, now)).toBe(rate);
        },
      ),
    );
  });
});

describe("the workbook's policy", () => {
  const levels = (bad: (ago: number) => number) =>
    firing("workbook", new Counts(minutes(bad, 3 * 24 * 60 + 60, 10_000)), 0.999, now).map(
      ({ rule }) => rule,
    );

  it("pages on a fast burn while it lasts, and no longer than its short window", () => {
    expect(levels((ago) => (ago <= 60 ? 200 : 0))).toContain("14.4× over 1 h and 5 min");
    expect(levels((ago) => (ago > 5 && ago <= 65 ? 200 : 0))).not.toContain("14.4× over 1 h and 5 min");
  });

  it("opens a ticket on a slow burn alone", () => {
    const slow = levels(() => 15);
    expect(slow).toEqual(["1× over 3 d and 6 h"]);
    expect(levels(() => 10)).toEqual([]);
  });

  it("fires nothing without data", () => {
    expect(firing("workbook", new Counts([]), 0.999, now)).toEqual([]);
  });
});

describe("the guide's policy", () => {
  const fires = (bad: (ago: number) => number) =>
    firing("guide", new Counts(minutes(bad, 120)), 0.999, now).length > 0;

  it("pages after 30 minutes above twice the allowed share", () => {
    expect(fires((ago) => (ago <= 30 ? 0.3 : 0))).toBe(true);
    expect(fires((ago) => (ago <= 29 ? 0.3 : 0))).toBe(true);
    expect(fires((ago) => (ago <= 20 ? 0.3 : 0))).toBe(false);
    expect(fires(() => 0.2)).toBe(false);
  });

  it("begins anew after minutes without data", () => {
    const gap = minutes(() => 1, 120).filter(
      ({ time }) => time < now - 20 * minute || time >= now - 10 * minute,
    );
    expect(firing("guide", new Counts(gap), 0.999, now)).toEqual([]);
  });
});

describe("budgetOf", () => {
  it("says what is left, and when it ends at the last hour's rate", () => {
    const counts = new Counts(minutes((ago) => (ago <= 60 ? 0.2 : 0), 600));
    const budget = budgetOf(counts, objective, now);
    expect(budget.allowed).toBeCloseTo(60, 9);
    expect(budget.spent).toBeCloseTo(12, 9);
    expect(budget.left).toBeCloseTo(0.8, 9);
    expect(budget.burnRate).toBeCloseTo(2, 9);
    expect(budget.exhaustedAt).toBeCloseTo(now + 0.8 * 15 * 86_400_000, -3);
  });

  it("is overdrawn below zero, with no date left to name", () => {
    const budget = budgetOf(new Counts(minutes(() => 1, 600)), objective, now);
    expect(budget.left).toBeCloseTo(-9, 9);
    expect(budget.exhaustedAt).toBeNull();
  });

  it("is unknown without data, and says why", () => {
    expect(budgetOf(new Counts([]), objective, now)).toMatchObject({
      left: null,
      attainment: null,
      reason: "nothing was counted in the window",
    });
    const strict = { ...objective, minimumTotal: 1e6 };
    expect(budgetOf(new Counts(minutes(() => 0, 10)), strict, now).reason).toMatch("1000 of the 1000000");
  });

  it("of a calendar month in slices is whole from the first day", () => {
    const monthly: Objective = {
      ...objective,
      kind: "timeslice",
      target: 0.99,
      window: { kind: "calendar", unit: "month" },
    };
    const slices = minutes((ago) => (ago <= 216 ? 1 : 0), 1440, 1);
    const budget = budgetOf(new Counts(slices), monthly, now);
    expect(budget.allowed).toBeCloseTo(30 * 1440 * 0.01, 9);
    expect(budget.left).toBeCloseTo(0.5, 9);
  });

  it("adds up: what is left and what is spent are the whole, for any split of the window", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 2, maxLength: 200 }),
        fc.nat(),
        (bads, at) => {
          const samples = minutes((ago) => bads[bads.length - ago] as number, bads.length);
          const counts = new Counts(samples);
          const cut = now - (at % bads.length) * minute;
          const [a, b] = [counts.between(0, cut), counts.between(cut, now)];
          const { spent, left, allowed } = budgetOf(counts, objective, now);
          expect(a.bad + b.bad).toBe(spent);
          expect((left as number) * (allowed as number) + spent).toBeCloseTo(allowed as number, 6);
        },
      ),
    );
  });
});

it("calendar windows begin and end at midnight UTC", () => {
  expect(spanOf({ kind: "calendar", unit: "quarter" }, now)).toEqual({
    from: Date.parse("2026-10-01T00:00:00Z"),
    to: Date.parse("2027-01-01T00:00:00Z"),
  });
  expect(spanOf({ kind: "calendar", unit: "month" }, Date.parse("2026-12-31T23:59:59Z")).to).toBe(
    Date.parse("2027-01-01T00:00:00Z"),
  );
});

describe("countable", () => {
  const span = { from: now - 10 * minute, to: now, stepSeconds: 60 };
  const some = minutes(() => 0, 10, 1).filter((_, i) => i % 2 === 0);

  it("leaves out maintenance, whatever the samples say in it", () => {
    const bad = minutes((ago) => (ago <= 5 ? 1 : 0), 10, 1);
    const kept = countable(bad, [{ from: now - 5 * minute, to: now, reason: "migration" }], "bad", span);
    expect(new Counts(kept).between(span.from, span.to)).toEqual({ bad: 0, total: 5 });
  });

  it.each([
    ["ignore", { bad: 0, total: 5 }],
    ["good", { bad: 0, total: 10 }],
    ["bad", { bad: 5, total: 10 }],
  ] as const)("fills slices without data as %s says", (policy, expected) => {
    expect(new Counts(countable(some, [], policy, span)).between(span.from, span.to)).toEqual(expected);
  });
});

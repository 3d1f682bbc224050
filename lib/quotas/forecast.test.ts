import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { judgeQuota, type QuotaEvidence, slopeOf, type UseSpan } from "./forecast.ts";

const day = (back: number) => new Date(Date.UTC(2026, 10, 18 - back)).toISOString().slice(0, 10);
const today = day(0);
/** One more each day, up to today. */
const growing = (days: number, used: number): UseSpan[] =>
  Array.from({ length: days }, (_, back) => ({ day: day(back), seenTo: day(back), used: used - back }));
const judged = (more: Partial<QuotaEvidence>) =>
  judgeQuota({ used: 30, limit: 50, unknown: null, day: today, history: [], ...more });

it.each([
  [39, "ok", 11],
  [40, "near", 10],
  [49, "near", 1],
  [50, "reached", 0],
  [53, "reached", -3],
] as const)("%i of 50 is %s", (used, state, headroom) => {
  expect(judged({ used })).toMatchObject({ state, headroom, usedShare: used / 50 });
});

it("a limit of zero is reached and has no share", () => {
  expect(judged({ used: 0, limit: 0 })).toMatchObject({ state: "reached", usedShare: null });
});

describe("the day it runs out", () => {
  it("is where the slope of the last days meets the limit", () => {
    expect(judged({ history: growing(10, 30) })).toMatchObject({
      forecast: "running-out",
      usedPerDay: 1,
      runsOutOn: "2026-12-08",
      daysCounted: 10,
    });
  });

  it("is not known from a short history, and holes count as nothing", () => {
    expect(judged({ history: growing(6, 30) })).toMatchObject({
      forecast: "unknown",
      runsOutOn: null,
      usedPerDay: null,
    });
    const holed = growing(12, 30).filter((_, i) => i % 2 === 0);
    expect(judged({ history: holed }).forecast).toBe("unknown");
  });

  it("is none while use is level, falls, or grows so slowly that a year is enough", () => {
    expect(judged({ history: [{ day: day(20), seenTo: today, used: 30 }] })).toMatchObject({
      forecast: "steady",
      usedPerDay: 0,
      runsOutOn: null,
    });
    const slow: UseSpan[] = [
      { day: day(29), seenTo: day(1), used: 29 },
      { day: today, seenTo: today, used: 30 },
    ];
    expect(judged({ history: slow, limit: 500 })).toMatchObject({ forecast: "steady", runsOutOn: null });
  });

  it("is past where nothing is left", () => {
    expect(judged({ used: 50 })).toMatchObject({ forecast: "exhausted", runsOutOn: null });
  });
});

it.each([
  [{ used: null }, "Its use is not known."],
  [{ limit: null }, "Its limit is not known."],
  [
    { unknown: "endpoints was not collected completely (denied)" },
    "Endpoints was not collected completely (denied).",
  ],
])("unknown: %o", (more, reason) => {
  expect(judged({ ...more, history: growing(10, 30) })).toMatchObject({
    state: "unknown",
    forecast: "unknown",
    reason,
    runsOutOn: null,
    usedPerDay: null,
  });
});

it("the slope is a number or null, whatever the history, and the same in any order", () => {
  const span = fc
    .record({ back: fc.nat(50), length: fc.nat(20), used: fc.nat(100_000) })
    .map(({ back, length, used }) => ({ day: day(back + length), seenTo: day(back), used }));
  fc.assert(
    fc.property(fc.uniqueArray(span, { selector: (one) => one.day }), (history) => {
      const { perDay } = slopeOf(history, today);
      expect(perDay === null || Number.isFinite(perDay)).toBe(true);
      expect(slopeOf(history.toReversed(), today).perDay).toBe(perDay);
    }),
  );
});

import { expect, it } from "vitest";
import { type DayInput, dayBars } from "./dayBars.ts";

const day = (number: number, more: Partial<DayInput<"a" | "b">>): DayInput<"a" | "b"> => ({
  ...{ day: `2026-11-0${number}`, weekend: false, state: "billed", groups: {}, estimatedUsd: null },
  ...{ expected: null, anomaly: null },
  ...more,
});

it("stacks groups from the axis up, credits below it, and leaves unknown days empty", () => {
  const { bars, zeroY, ticks } = dayBars(
    [
      day(1, { groups: { a: 60, b: 20 } }),
      day(2, { groups: { a: 20, b: -20 } }),
      day(3, { state: "missing" }),
    ],
    ["a", "b"],
    null,
  );
  expect(ticks.at(-1)?.usd).toBe(80);
  expect(zeroY).toBe(20);
  expect(bars[0]?.segments).toEqual([
    { group: "a", y: 20, height: 60 },
    { group: "b", y: 80, height: 20 },
  ]);
  expect(bars[1]?.segments).toEqual([
    { group: "a", y: 20, height: 20 },
    { group: "b", y: 0, height: 20 },
  ]);
  expect(bars[2]).toMatchObject({ segments: [], totalUsd: null });
});

it("has room for the band of a forecast, and for a budget unless it would flatten the days", () => {
  const days = [
    day(1, { groups: { a: 50 } }),
    day(2, { state: "forecast", expected: { usd: 50, lowUsd: 40, highUsd: 78 } }),
  ];
  const near = dayBars(days, ["a", "b"], 60);
  expect(near.bars[1]?.band?.high).toBeCloseTo(97.5, 9);
  expect(near.budget?.y).toBe(75);
  expect(dayBars(days, ["a", "b"], 1000).budget).toBeNull();
  expect(near.phases.map(({ state, days: length }) => [state, length])).toEqual([
    ["billed", 1],
    ["forecast", 1],
  ]);
});

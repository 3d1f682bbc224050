import { expect, it } from "vitest";
import { dueAt, type Grid, gridOf, intervalMs, isDue, newestMinuteEnd } from "./due.ts";

const none = { watched: 1, troubled: 1, active: 1, asleep: 1 };
const grid: Grid = { offsetMs: 120_000, slowdown: none };
const at = (time: string) => new Date(`2026-11-18T${time}Z`);
const quarter = intervalMs("active", "traffic", none);

it("asks up to the newest minute that is published", () => {
  expect(newestMinuteEnd(at("14:07:31"))).toEqual(at("14:02:00"));
});

it("is due at the same minutes for all units of a scope, whenever each was asked last", () => {
  // The grid of quarters of an hour that begins two minutes past; data is five minutes behind.
  expect(isDue(undefined, quarter, grid, at("14:00:00"))).toBe(true);
  for (const asked of ["13:47:00", "13:50:00", "14:01:00"]) {
    expect(isDue(at(asked), quarter, grid, at("14:06:59"))).toBe(false);
    expect(isDue(at(asked), quarter, grid, at("14:07:00"))).toBe(true);
    expect(dueAt(at(asked), quarter, grid)).toEqual(at("14:07:00"));
  }
  expect(dueAt(at("14:02:00"), quarter, grid)).toEqual(at("14:22:00"));
});

it("stretches intervals to whole five minutes, and to a week at most", () => {
  expect(intervalMs("active", "traffic", { ...none, active: 2.3 })).toBe(35 * 60_000);
  expect(intervalMs("watched", "traffic", { ...none, active: 2.3 })).toBe(5 * 60_000);
  expect(intervalMs("active", "zone-detail", { ...none, active: 96 })).toBe(7 * 86_400_000);
});

it("puts scopes on grids minutes apart", () => {
  const offsets = Array.from(
    { length: 200 },
    (_, i) => gridOf(`${100_000_000_000 + i}`, "us-east-1", none).offsetMs,
  );
  expect(new Set(offsets)).toEqual(new Set([0, 60_000, 120_000, 180_000, 240_000]));
});

import { expect, it } from "vitest";
import { type DailyBytes, lastDayOf, lostTraffic } from "./compute.ts";

const now = new Date("2026-11-17T13:55:00Z");
const gb = 1024 ** 3;
// Fifteen days up to the 16th, the last one whole.
const days = (last: number | null, before: number | null = gb): DailyBytes => ({
  from: new Date("2026-11-02T00:00:00Z"),
  bytes: [...Array.from({ length: 14 }, () => before), last, 5 * gb],
});

it("holds the last whole day against the two weeks before it", () => {
  expect(lastDayOf(days(gb / 4), now)).toEqual({ bytes: gb / 4, usual: gb });
  expect(lastDayOf({ ...days(1), bytes: days(1).bytes.slice(0, 10) }, now).bytes).toBeNull();
  expect(lastDayOf({ from: now, bytes: [1] }, now)).toEqual({ bytes: null, usual: null });
});

it.each<[string, DailyBytes, string]>([
  ["lost: less than half", days(gb / 2 - 1), "lost"],
  ["lost: nothing", days(0), "lost"],
  ["kept: half of it", days(gb / 2), "kept"],
  ["kept: more", days(2 * gb), "kept"],
  ["kept: too little to matter", days(0, 50 * 1024 ** 2), "kept"],
  ["unknown: the day was not collected", days(null), "unknown"],
  [
    "new: a week is not known",
    { ...days(0), bytes: days(0).bytes.map((one, i) => (i < 8 ? null : one)) },
    "new",
  ],
])("%s", (_, traffic, state) => {
  expect(lostTraffic(traffic, now)).toBe(state);
});

import fc from "fast-check";
import { expect, it } from "vitest";
import { axisMarks } from "./marks.ts";
import { bucketsOf } from "./series.ts";
import { momentLabel, timeTicks } from "./timeAxis.ts";
import { roundUp, valueAxis } from "./valueAxis.ts";

const noon = Date.parse("2026-11-18T12:00:00Z");
const hour = 3_600_000;

it("puts ticks on round times and names the day where one begins", () => {
  const ticks = timeTicks(noon, noon + 24 * hour);
  expect(ticks.map(({ label }) => label)).toEqual([
    "12:00",
    "15:00",
    "18:00",
    "21:00",
    "19 Nov",
    "03:00",
    "06:00",
    "09:00",
    "12:00",
  ]);
  expect(ticks.filter(({ day }) => day).map(({ at }) => at)).toEqual([0.5]);
});

it("is round on the clock of the reader's zone", () => {
  const labels = timeTicks(noon, noon + 12 * hour, { timeZone: "Asia/Kolkata" }).map(({ label }) => label);
  expect(labels).toEqual(["18:00", "20:00", "22:00", "19 Nov", "02:00", "04:00"]);
});

it("keeps ticks apart and inside for any range", () => {
  fc.assert(
    fc.property(fc.integer({ min: 60_000, max: 2_000 * 24 * hour }), (span) => {
      const ticks = timeTicks(noon, noon + span);
      expect(ticks.length).toBeLessThanOrEqual(9);
      for (const { at } of ticks) expect(at >= 0 && at <= 1).toBe(true);
    }),
  );
});

it("has no ticks where there is no range", () => {
  expect(timeTicks(noon, noon)).toEqual([]);
});

it("names a daily bucket by its UTC day, whatever the reader's zone", () => {
  const midnight = Date.parse("2026-11-18T00:00:00Z");
  expect(momentLabel(midnight, 86_400, "America/Los_Angeles")).toBe("18 Nov");
  expect(momentLabel(midnight, 3600, "America/Los_Angeles")).toBe("17 Nov 16:00");
});

it("rounds the top of an axis up, by at most half", () => {
  expect([0, 3, 1101, 0.31, 99.9].map(roundUp)).toEqual([1, 3, 1500, 0.4, 100]);
  fc.assert(
    fc.property(fc.double({ min: 1e-6, max: 1e15, noNaN: true }), (value) => {
      const top = roundUp(value);
      expect(top).toBeGreaterThanOrEqual(value * (1 - 1e-9));
      expect(top).toBeLessThanOrEqual(value * 1.51);
    }),
  );
});

it("never ends an axis of counts in a fraction", () => {
  expect(valueAxis([null, 0.4], String)).toEqual({ max: 1, maxLabel: "1" });
  expect(valueAxis([null], String).max).toBe(1);
  expect(valueAxis([2.2], String).max).toBe(3);
});

it("marks what happened inside the range and joins what is too close to tell apart", () => {
  const buckets = bucketsOf(noon, noon + 10 * hour, 300);
  const marks = axisMarks(buckets, [
    { time: noon + 5 * hour, text: "later", kind: "ended" },
    { time: noon + hour, text: "state", kind: "change" },
    { time: noon + hour + 60_000, text: "tags", kind: "change" },
    { time: noon + hour + 120_000, text: "broken", kind: "finding" },
    { time: noon + hour + 180_000, text: "tags", kind: "change" },
    { time: noon - 1, text: "before", kind: "change" },
    { time: noon + 10 * hour, text: "after", kind: "change" },
  ]);
  expect(marks.map(({ letter, at, texts, kind }) => ({ letter, at, texts, kind }))).toEqual([
    { letter: "A", at: 0.1, texts: ["broken", "state", "tags"], kind: "finding" },
    { letter: "B", at: 0.5, texts: ["later"], kind: "ended" },
  ]);
});

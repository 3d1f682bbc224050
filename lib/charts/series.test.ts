import fc from "fast-check";
import { expect, it } from "vitest";
import {
  alignValues,
  bucketsOf,
  firstUnfinished,
  knowledgeOf,
  plotLine,
  svgPath,
  uncollected,
} from "./series.ts";

const from = Date.parse("2026-11-18T10:00:00Z");
const minute = 60_000;
const tenMinutes = bucketsOf(from, from + 10 * minute, 60);
const none = uncollected(tenMinutes, []);

it("counts a bucket that the range only touches", () => {
  expect(bucketsOf(from, from + 90_000, 60).count).toBe(2);
  expect(bucketsOf(from, from, 60).count).toBe(0);
});

it("keeps a measured zero apart from no datapoint, and both from not collected", () => {
  const values = alignValues(tenMinutes, [{ time: from, value: 0 }]);
  const gaps = uncollected(tenMinutes, [{ from: from + 8 * minute, to: from + 10 * minute }]);
  expect(values.slice(0, 2)).toEqual([0, null]);
  expect(values.map((value, index) => knowledgeOf(value, gaps[index]))).toEqual([
    "value",
    ...Array(7).fill("silent"),
    "not-collected",
    "not-collected",
  ]);
});

it("leaves out points beyond the range and values that were not published", () => {
  const values = alignValues(tenMinutes, [
    { time: from - minute, value: 1 },
    { time: from + 10 * minute, value: 1 },
    { time: from + minute, value: undefined },
  ]);
  expect(values).toEqual(Array(10).fill(null));
});

it("breaks lines where there is no value, and draws a lone bucket as a dot", () => {
  const line = plotLine(tenMinutes, [1, 2, null, 3, null, null, 4, 4, 4, 4], none, 4);
  expect(line.segments.map((points) => points.length)).toEqual([2, 4]);
  expect(line.dots).toEqual([{ x: 0.35, y: 0.75 }]);
  expect(line.silences).toEqual([
    { from: 0.2, to: expect.closeTo(0.3) },
    { from: 0.4, to: expect.closeTo(0.6) },
  ]);
});

it("says nothing about buckets that nobody asked for", () => {
  const gaps = uncollected(tenMinutes, [{ from, to: from + 5 * minute }]);
  const line = plotLine(tenMinutes, Array(10).fill(null), gaps, 1);
  expect(line).toEqual({ segments: [], dots: [], unfinished: [], silences: [{ from: 0.5, to: 1 }] });
});

it("leads no line to a bucket that is not over", () => {
  expect(firstUnfinished(tenMinutes, from + 7.5 * minute)).toBe(7);
  expect([from - minute, from + 10 * minute, null].map((time) => firstUnfinished(tenMinutes, time))).toEqual([
    0, 10, 10,
  ]);
  const line = plotLine(tenMinutes, [4, 4, 4, 4, 4, 4, 4, 1, null, null], none, 4, 7);
  expect(line.segments.map((points) => points.length)).toEqual([7]);
  expect(line.unfinished).toEqual([{ x: 0.75, y: 0.25 }]);
  expect(line.dots).toEqual([]);
});

it("draws every value once, inside the box", () => {
  fc.assert(
    fc.property(
      fc.array(fc.option(fc.double({ min: 0, max: 5, noNaN: true })), { minLength: 10, maxLength: 10 }),
      (values) => {
        const { segments, dots, unfinished } = plotLine(tenMinutes, values, none, 5, 6);
        const points = [...segments.flat(), ...dots, ...unfinished];
        expect(points).toHaveLength(values.filter((value) => value !== null).length);
        for (const { x, y } of points) expect(x >= 0 && x <= 1 && y >= 0 && y <= 1).toBe(true);
      },
    ),
  );
});

it("writes paths with y downwards", () => {
  expect(
    svgPath(
      [
        { x: 0, y: 0 },
        { x: 0.5, y: 1 },
      ],
      100,
      20,
    ),
  ).toBe("M0 20L50 0");
});

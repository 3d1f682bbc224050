import fc from "fast-check";
import { expect, it } from "vitest";
import { gridToAsk, pointsOf, splitGrid } from "./window.ts";

const now = new Date("2026-11-18T14:05:30Z");
const at = (iso: string) => Date.parse(iso) / 1000;

it("begins with the backfill, goes on before its watermark, and never asks for more than a week", () => {
  const options = { stepSeconds: 60, backfillHours: 2 };
  expect(gridToAsk(null, now, options)).toEqual({
    start: at("2026-11-18T12:06:00Z"),
    end: at("2026-11-18T14:05:00Z"),
    step: 60,
  });
  expect(gridToAsk(new Date("2026-11-18T14:00:00Z"), now, options).start).toBe(at("2026-11-18T13:45:00Z"));
  expect(gridToAsk(new Date("2026-01-01T00:00:00Z"), now, options).start).toBe(at("2026-11-11T14:06:00Z"));
});

it("splits into parts of at most 11,000 points that are the grid together, each time once", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 3000 }),
      fc.integer({ min: 1, max: 300 }),
      fc.integer({ min: 1, max: 700 }),
      (count, step, points) => {
        const grid = { start: 600, end: 600 + count * step, step };
        const parts = splitGrid(grid, points);
        const times = parts.flatMap(({ start, end }) =>
          Array.from({ length: (end - start) / step + 1 }, (_, i) => start + i * step),
        );
        expect(times).toEqual(Array.from({ length: count + 1 }, (_, i) => 600 + i * step));
        expect(Math.max(...parts.map(pointsOf))).toBeLessThanOrEqual(points);
      },
    ),
  );
  expect(pointsOf(splitGrid({ start: 0, end: 1e6, step: 1 }, 1e9)[0] ?? { start: 0, end: 0, step: 1 })).toBe(
    11_000,
  );
});

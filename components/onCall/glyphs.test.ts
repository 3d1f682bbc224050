import { describe, expect, it } from "vitest";
import { noConditions } from "#lib/onCall/condition.ts";
import type { ConditionCounts } from "#lib/onCall/schema.ts";
import { cellMarks, fieldMarks } from "./glyphs.ts";

describe("marks of a cell", () => {
  it("draw the worst first and count what finds no room", () => {
    const { paths, marks, more } = cellMarks({ ...noConditions(), failing: 2, ok: 40 }, 6);
    expect(paths.map(({ condition, d }) => [condition, d.split("M").length - 1])).toEqual([
      ["failing", 2],
      ["ok", 4],
    ]);
    expect({ marks, more }).toEqual({ marks: 6, more: 36 });
  });

  it("never leave out the worst for the better", () => {
    const { paths, more } = cellMarks({ ...noConditions(), failing: 9, degraded: 3 }, 6);
    expect(paths.map(({ condition }) => condition)).toEqual(["failing"]);
    expect(more).toBe(6);
  });

  it("are a shape of their own for each condition", () => {
    const one = (condition: string) => cellMarks({ ...noConditions(), [condition]: 1 }, 1).paths[0]?.d;
    const shapes = Object.keys(noConditions()).map(one);
    expect(new Set(shapes).size).toBe(shapes.length);
  });
});

describe("a field of places", () => {
  const field = (counts: Partial<ConditionCounts>, columns = 12) =>
    fieldMarks({ ...noConditions(), ...counts }, columns, 6);
  /** The places that an area covers, by their number. */
  const covered = (d: string, columns: number) =>
    [...d.matchAll(/M(\d+) (\d+)h(\d+)v(\d+)h-\3z/g)].flatMap((found) => {
      const [x = 0, y = 0, width = 0, height = 0] = found.slice(1).map((value) => Number(value) / 6);
      return Array.from(
        { length: width * height },
        (_, n) => (y + Math.floor(n / width)) * columns + x + (n % width),
      );
    });

  it("is an area per condition, row by row, however many places there are", () => {
    const { areas, rows } = field({ unknown: 2, ok: 998 });
    expect(areas).toHaveLength(2);
    expect(areas.map(({ d }) => d.length).every((length) => length < 80)).toBe(true);
    expect(rows).toBe(84);
  });

  it("gives each condition as many places as it has, one after the other", () => {
    for (const columns of [1, 5, 12])
      for (const counts of [
        { failing: 1 },
        { failing: 3, ok: 2 },
        { failing: 4, degraded: 1, unknown: 7, idle: 12, partly: 5, ok: 31 },
        { unknown: 12, ok: 24 },
        { idle: 11, partly: 2, ok: 100 },
      ]) {
        const { areas } = field(counts, columns);
        const places = areas.map(({ d }) => covered(d, columns));
        expect(areas.map(({ condition }, n) => [condition, places[n]?.length])).toEqual(
          Object.entries(counts),
        );
        expect(places.flat()).toEqual(places.flat().map((_, n) => n));
      }
  });
});

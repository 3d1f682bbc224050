import { describe, expect, it } from "vitest";
import { noConditions } from "#lib/onCall/condition.ts";
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

it("draws thousands of places in a path per condition, row by row", () => {
  const { paths, rows, marks } = fieldMarks({ ...noConditions(), unknown: 2, ok: 998 }, 12, 6);
  expect(paths).toHaveLength(2);
  expect({ rows, marks }).toEqual({ rows: 84, marks: 1000 });
});

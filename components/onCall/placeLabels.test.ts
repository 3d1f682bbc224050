import fc from "fast-check";
import { expect, it } from "vitest";
import { placeLabels } from "./placeLabels.ts";

it("lets no label reach over another, over a mark of its row, or over the axis' ends", () => {
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(fc.array(share, { maxLength: 9 }), fc.integer({ min: 1, max: 3 }), (marks, rows) => {
      const labels = placeLabels(marks, rows).map(({ row, side, room }, i) => {
        const x = marks[i] as number;
        return { row, from: side === "left" ? x - room : x, to: side === "left" ? x : x + room };
      });
      expect(labels).toHaveLength(marks.length);
      const near = 1e-9;
      for (const [i, { row, from, to }] of labels.entries()) {
        expect(from).toBeGreaterThanOrEqual(-near);
        expect(to).toBeLessThanOrEqual(1 + near);
        for (const other of labels.slice(i + 1).filter((one) => one.row === row))
          expect(Math.min(to, other.to) - Math.max(from, other.from)).toBeLessThanOrEqual(near);
      }
    }),
  );
});

it("puts a lone label where there is room", () => {
  expect(placeLabels([0.1], 3)).toEqual([{ row: 0, side: "right", room: 0.4 }]);
  expect(placeLabels([0.9], 3)).toEqual([{ row: 0, side: "left", room: 0.4 }]);
  expect(placeLabels([0.9, 0.91, 0.92], 3).map(({ row }) => row)).toEqual([0, 1, 2]);
});

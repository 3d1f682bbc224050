/** Where a label stands: its row, on which side of its mark, and what share of the axis it may take. */
export interface PlacedLabel {
  row: number;
  side: "left" | "right";
  room: number;
}

/** What a label likes to have of the axis: more than that it leaves to others. */
const wanted = 0.4;

/**
 * Places labels beside marks on one axis, in rows taken in turn so that neighbours in a row are far apart. No label
 * reaches over another or over a mark of its row: it is cut to the room it is given. `marks` are shares of the axis, in
 * any order; so are the answers.
 */
export function placeLabels(marks: readonly number[], rows: number): PlacedLabel[] {
  const placed: PlacedLabel[] = [];
  const inOrder = [...marks.entries()].sort(([, a], [, b]) => a - b);
  /** By row: up to where it is taken. */
  const taken = Array<number>(rows).fill(0);
  for (const [turn, [index, x]] of inOrder.entries()) {
    const row = turn % rows;
    const next = inOrder[turn + rows]?.[1] ?? 1;
    const left = x - (taken[row] ?? 0);
    // Half of what lies before the next mark is its own, unless that stands at the edge.
    const right = turn + rows < inOrder.length ? (next - x) / 2 : 1 - x;
    const side = right >= Math.min(left, wanted) ? "right" : "left";
    const room = Math.min(side === "right" ? right : left, wanted);
    taken[row] = side === "right" ? x + room : x;
    placed[index] = { row, side, room };
  }
  return placed;
}

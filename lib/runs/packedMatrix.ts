import type { Matrix, MatrixCell, MatrixRow } from "./matrix.ts";
import type { ScopeState } from "./scopeStates.ts";

/** A matrix as a page carries it: cells of a thousand accounts come to a few different ones. */
export interface PackedMatrix extends Omit<Matrix, "rows"> {
  cells: MatrixCell[];
  /** JSON of `PackedRow[]`: one text instead of thousands of values for React to write one by one. */
  rows: string;
}

type PackedRow = [
  accountId: string,
  accountName: string | null,
  worst: ScopeState,
  troubled: number,
  /** Which of `cells`, region by region. */
  cells: number[],
];

export function packMatrix({ rows, ...matrix }: Matrix): PackedMatrix {
  const places = new Map<string, number>();
  const cells: MatrixCell[] = [];
  const placeOf = (cell: MatrixCell) => {
    const key = cell ? `${cell.state} ${cell.scopes} ${cell.of}` : "";
    const known = places.get(key);
    if (known !== undefined) return known;
    places.set(key, cells.length);
    return cells.push(cell) - 1;
  };
  const packed = rows.map(
    ({ accountId, accountName, worst, troubled, cells }): PackedRow => [
      ...([accountId, accountName, worst, troubled] as const),
      cells.map(placeOf),
    ],
  );
  return { ...matrix, cells, rows: JSON.stringify(packed) };
}

export function unpackMatrix({ cells, rows, ...matrix }: PackedMatrix): Matrix {
  const packed = JSON.parse(rows) as PackedRow[];
  return {
    ...matrix,
    rows: packed.map(
      ([accountId, accountName, worst, troubled, places]): MatrixRow => ({
        ...{ accountId, accountName, worst, troubled },
        cells: places.map((place) => cells[place] ?? null),
      }),
    ),
  };
}

import type { CausePart } from "../reconcile/schema.ts";
import type { ExploreCells } from "./data.ts";
import type { ExploreCell, ExploreRow } from "./schema.ts";

/** Columns that are told apart; the rest is one more. */
export const mostColumns = 8;

/** A table of rows by columns, ready to draw and to write as CSV. */
export interface Pivot {
  /** Keys of the columns, the dearest first; null is what belongs to none. Empty without a second dimension. */
  columns: (string | null)[];
  /** Columns beyond those, in one more after the last; 0: none. */
  otherColumns: number;
  rows: ExploreRow[];
  total: ExploreRow;
  /** The dearest cell and the dearest row, for shading and bars. */
  mostCellUsd: number;
  mostRowUsd: number;
}

/** What counts of a cell: billed where the bill knows it, estimated elsewhere. */
const worth = ({ billed, estimated }: Pick<ExploreCell, "billed" | "estimated">) => billed ?? estimated;

/** Puts cells into rows and columns. Every dollar is in exactly one of them, so that rows and columns add up. */
export function preparePivot(
  { cells, others, causes }: ExploreCells,
  names: ReadonlyMap<string, string>,
  { twoDimensions, inOrder }: { twoDimensions: boolean; inOrder: boolean },
): Pivot {
  const all = [...cells, ...others.cells];
  const byColumn = twoDimensions ? [...Map.groupBy(all, ({ column }) => column)] : [];
  const ranked = byColumn
    .map(([key, of]) => ({ key, usd: sum(of.map(worth)) ?? 0 }))
    .toSorted((a, b) =>
      inOrder
        ? (a.key ?? "").localeCompare(b.key ?? "")
        : b.usd - a.usd || (a.key ?? "").localeCompare(b.key ?? ""),
    );
  const shown = ranked.length <= mostColumns + 1 ? ranked : ranked.slice(0, mostColumns);
  const columns = shown.map(({ key }) => key);
  const otherColumns = ranked.length - shown.length;
  const toRow = (
    key: string | null,
    of: readonly ExploreCell[],
    parts: CausePart[],
    more: Partial<ExploreRow> = {},
  ): ExploreRow => {
    const own = columns.map((column) => sum(of.filter((cell) => cell.column === column).map(worth)));
    const rest = of.filter((cell) => !columns.includes(cell.column));
    return {
      ...{ key, name: (key !== null && names.get(key)) || null, others: null, causes: parts },
      cells: twoDimensions && otherColumns > 0 ? [...own, sum(rest.map(worth))] : own,
      estimated: sum(of.map(({ estimated }) => estimated)),
      billed: sum(of.map(({ billed }) => billed)),
      unexplained: sum(of.map(({ unexplained }) => unexplained)),
      unestimated: of.reduce((count, { unestimated }) => count + unestimated, 0),
      flagged: of.some(({ flagged }) => flagged),
      provisional: of.some(({ provisional }) => provisional),
      ...more,
    };
  };
  const rows = [...Map.groupBy(cells, ({ row }) => row)].map(([key, of]) =>
    toRow(key, of, causes.get(key ?? "") ?? []),
  );
  if (others.count > 0) rows.push(toRow(null, others.cells, [], { others: others.count }));
  const total = toRow(null, all, mergeCauses([...causes.values()].flat()));
  const single = rows.filter((row) => row.others === null);
  return {
    ...{ columns, otherColumns, rows, total },
    mostCellUsd: Math.max(0, ...single.flatMap((row) => row.cells.map((usd) => usd ?? 0))),
    mostRowUsd: Math.max(0, ...single.map((row) => worth(row) ?? 0)),
  };
}

/** Causes with one sum each, the largest first. */
export function mergeCauses(parts: readonly CausePart[]): CausePart[] {
  return [...Map.groupBy(parts, ({ cause }) => cause)]
    .map(([cause, of]) => ({ cause, usd: of.reduce((added, { usd }) => added + usd, 0) }))
    .toSorted((a, b) => Math.abs(b.usd) - Math.abs(a.usd));
}

/** Null where nothing is known of any: nobody's nothing is a zero. */
function sum(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((added, value) => added + value, 0);
}

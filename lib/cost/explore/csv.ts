import type { Pivot } from "./pivot.ts";
import type { ExploreQuery, ExploreRow } from "./schema.ts";

// First characters that make a spreadsheet run a cell.
const formula = /^[=+\-@\t\r\n＝＋－＠]/u;

/** What the pivot shows as CSV (RFC 4180): its rows and columns in their order, the sum of small rows and the total last. */
export function pivotCsv({ rows: by, columns: second }: ExploreQuery, pivot: Pivot): string {
  const head = [
    by,
    ...(by === "account" ? ["accountName"] : []),
    ...(second ? pivot.columns.map((key) => key ?? "none") : []),
    ...(second && pivot.otherColumns > 0 ? [`${pivot.otherColumns} others`] : []),
    ...["estimated", "billed", "unexplained", "causes", "unestimated", "provisional"],
  ];
  const lines = [...pivot.rows, { ...pivot.total, key: "total" }].map((row) =>
    lineOf(row, by === "account", second !== null),
  );
  return [head, ...lines].map((cells) => `${cells.map(cell).join(",")}\r\n`).join("");
}

function lineOf(
  row: ExploreRow,
  withName: boolean,
  withCells: boolean,
): (string | number | boolean | null)[] {
  return [
    row.others === null ? row.key : `${row.others} others`,
    ...(withName ? [row.name] : []),
    ...(withCells ? row.cells : []),
    ...[row.estimated, row.billed, row.unexplained],
    row.causes.map(({ cause, usd }) => `${cause}=${usd}`).join(";"),
    ...[row.unestimated, row.provisional],
  ];
}

function cell(value: string | number | boolean | null): string {
  if (value === null) return "";
  if (typeof value !== "string") return String(value);
  const safe = formula.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

import type { TableColumn } from "./columns.tsx";

type Sortable = Pick<TableColumn, "sort" | "descendingFirst">;

/** How a column is ordered under a sort such as `-bytes30d`; undefined when the order is by another field. */
export function sortDirection(column: Sortable, sort: string): "ascending" | "descending" | undefined {
  if (!column.sort) return undefined;
  if (sort === column.sort) return "ascending";
  return sort === `-${column.sort}` ? "descending" : undefined;
}

/** What a click on a column's title asks for: its first direction, and then the other one in turn. */
export function nextSort(column: Sortable, sort: string): string {
  const direction = sortDirection(column, sort);
  const descending = direction === undefined ? column.descendingFirst === true : direction === "ascending";
  return `${descending ? "-" : ""}${column.sort}`;
}

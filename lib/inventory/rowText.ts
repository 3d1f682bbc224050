import type { InventoryRow, TableDescriptor } from "./tables.ts";

/** A column that a row says something about: its property, its type, and what is stored where AWS gave nothing. */
type RowColumn = readonly [property: string, type: string, empty?: string];

const common: readonly RowColumn[] = [
  ["tags", "jsonb", "{}"],
  ["owner", "text"],
  ["environment", "text"],
  ["application", "text"],
  ["raw", "jsonb", "{}"],
];

const columns = new Map<TableDescriptor, readonly RowColumn[]>();

/** The table's own columns and those that all have, in the order in which `rowText` gives them. */
export function columnsOf(table: TableDescriptor): readonly RowColumn[] {
  let found = columns.get(table);
  if (!found) {
    const own = Object.entries(table.columns).map(
      ([property, { type, empty }]): RowColumn => [property, type, empty],
    );
    found = [...own, ...common];
    columns.set(table, found);
  }
  return found;
}

/**
 * A row as Postgres is sent it: its values as a JSON array, in the order of `columnsOf`, null for what is not known.
 * Without names Postgres stores it in three quarters of the time. Lists of texts are in its own notation.
 */
export function rowText(table: TableDescriptor, row: InventoryRow): string {
  const values = columnsOf(table).map(([property, type]) => {
    const value = row[property] ?? null;
    return type === "text[]" && value !== null ? arrayLiteral(value as unknown[]) : value;
  });
  return storable(JSON.stringify(values));
}

const plain = /^[\w.:/@+=-]+$/;
const nothing = /^null$/i;

function arrayLiteral(values: unknown[]): string {
  const elements = values.map((value) => {
    if (value === null) return "NULL";
    const text = String(value);
    return plain.test(text) && !nothing.test(text) ? text : `"${text.replace(/["\\]/g, "\\$&")}"`;
  });
  return `{${elements.join(",")}}`;
}

/** A row in the words in which it is read back: a time as text, nothing for what is undefined. */
export function asRead(row: InventoryRow): Record<string, unknown> {
  return JSON.parse(storable(JSON.stringify(row))) as Record<string, unknown>;
}

// Postgres stores neither NUL nor half of a surrogate pair; both are escaped in JSON, so most rows need no look.
function storable(json: string): string {
  if (!json.includes("\\u")) return json;
  return json.replace(/\\\\|\\u(0000|d[89ab][0-9a-f]{2}|d[c-f][0-9a-f]{2})/gi, (match) =>
    match === "\\\\" ? match : "\\ufffd",
  );
}

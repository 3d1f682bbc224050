import type { InventoryRow } from "#lib/inventory/tables.ts";

// Everything AWS answers is optional, and other servers leave more out: absent is null, and a text is no surprise
// where a boolean belongs.

/** Tags as an object; the first of two equal keys wins nothing, the last one does. */
export function tagsOf(tags: { Key?: string; Value?: string }[] | undefined): Record<string, string> {
  const entries: [string, string][] = [];
  for (const { Key, Value } of tags ?? []) if (Key !== undefined) entries.push([Key, Value ?? ""]);
  return Object.fromEntries(entries);
}

export function textOf(value: string | undefined): string | null {
  return value === undefined || value === "" ? null : value;
}

/** True, false or null; also from the texts "true" and "false". */
export function flagOf(value: unknown): boolean | null {
  if (typeof value === "boolean") return value;
  if (typeof value === "string")
    return /^(true|enabled)$/i.test(value) ? true : /^(false|disabled)$/i.test(value) ? false : null;
  return null;
}

export function integerOf(value: unknown): number | null {
  const number = typeof value === "string" && value !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isInteger(number) ? number : null;
}

/** ISO 8601, or null; a Date that could not be parsed is null too. */
export function timeOf(value: Date | undefined): string | null {
  return value instanceof Date && !Number.isNaN(value.getTime()) ? value.toISOString() : null;
}

/** Sorted, without doubles and gaps: AWS lists ids in any order, and order is no change. */
export function idsOf(values: (string | undefined)[] | undefined): string[] {
  if (!values) return [];
  const present = values.filter((value): value is string => Boolean(value));
  return present.length < 2 ? present : [...new Set(present)].sort();
}

/** `PendingAcceptance`, `pendingAcceptance` → `pendingAcceptance`: EC2 answers in either case. */
export function stateOf(value: string | undefined): string | null {
  if (!value) return null;
  return value.charAt(0).toLowerCase() + value.slice(1);
}

/** Rows from AWS items that have an id; an item without one cannot be kept. */
export function rowsOf<T>(items: T[], map: (item: T) => InventoryRow | undefined): InventoryRow[] {
  const rows: InventoryRow[] = [];
  for (const item of items) {
    const row = map(item);
    if (row) rows.push(row);
  }
  return rows;
}

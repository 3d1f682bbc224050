import { hash } from "node:crypto";
import { columnsOf, rowText } from "./rowText.ts";
import type { InventoryRow, TableDescriptor, TableRows } from "./tables.ts";

/** Which tags name owner, environment and application; compared without regard to case. */
export interface TagKeys {
  owner: string;
  environment: string;
  application: string;
}

export interface PreparedRow {
  row: InventoryRow;
  /** The row as it is hashed and sent (`rowText`). */
  text: string;
}

/** Rows of one table, checked for doubles and put into the words in which they are stored. */
export interface PreparedTable {
  table: TableDescriptor;
  /** By resource id. */
  rows: Map<string, PreparedRow>;
  /** Rows that left out columns which their table has: those keep what is stored. */
  incomplete: Set<string>;
}

// Part of the digest: raise it when rows of unchanged resources must be written again.
const writerVersion = 2;

/** Owner, environment and application as the configured tags say; null where the tag is missing. */
export function tagFacts(tags: Record<string, string>, keys: TagKeys) {
  const facts = {
    owner: null as string | null,
    environment: null as string | null,
    application: null as string | null,
  };
  const names = Object.keys(tags);
  if (names.length === 0) return facts;
  for (const fact of ["owner", "environment", "application"] as const) {
    const wanted = keys[fact];
    const name = Object.hasOwn(tags, wanted)
      ? wanted
      : names.find((candidate) => candidate.toLowerCase() === wanted.toLowerCase());
    facts[fact] = name === undefined ? null : (tags[name] ?? null) || null;
  }
  return facts;
}

/** The id by which the change log names a row: its key, joined with `/`. */
export function resourceIdOf(table: TableDescriptor, row: Record<string, unknown>): string {
  const { key } = table;
  return key.length === 1
    ? String(row[key[0] as string])
    : key.map((property) => String(row[property])).join("/");
}

/** Turns mapped rows into text, once: the same is hashed and stored. A double id keeps its last row. */
export function prepareRows(all: TableRows[], keys: TagKeys): PreparedTable[] {
  return all.map(({ table, rows }) => {
    const prepared: PreparedTable = { table, rows: new Map(), incomplete: new Set() };
    const properties = Object.keys(table.columns);
    for (const row of rows) {
      const id = resourceIdOf(table, row);
      if (row.tags) Object.assign(row, tagFacts(row.tags, keys));
      prepared.rows.set(id, { row, text: rowText(table, row) });
      if (!row.tags || row.raw === undefined || properties.some((property) => row[property] === undefined)) {
        prepared.incomplete.add(id);
      }
    }
    return prepared;
  });
}

// The text has null for it as well, but what is not read keeps what is stored.
function unreadOf(table: TableDescriptor, row: InventoryRow): string {
  const unread = columnsOf(table).filter(([property]) => row[property] === undefined);
  return unread.map(([property]) => property).join(" ");
}

function digestTable({ table, rows, incomplete }: PreparedTable): string {
  const ids = [...rows.keys()].sort();
  const texts = ids.map((id) => {
    const { row, text } = rows.get(id) as PreparedRow;
    return incomplete.has(id) ? `${text} without ${unreadOf(table, row)}` : text;
  });
  return hash("sha1", texts.join("\n"), "base64");
}

/** A digest of everything the rows say, whatever order AWS listed them in. */
export function digestRows(prepared: PreparedTable[], keys: TagKeys): string {
  const tables = prepared.map((one) => `\n${one.table.table} ${digestTable(one)}`);
  return hash("sha1", `${writerVersion}${JSON.stringify(keys)}${tables.join("")}`, "base64");
}

import { isDeepStrictEqual } from "node:util";
import type { Queryable } from "../runs/mutations.ts";
import { type PreparedRow, type PreparedTable, resourceIdOf } from "./prepare.ts";
import { asRead, columnsOf, rowText } from "./rowText.ts";
import { insertSql, markGoneSql, selectKnownSql, selectReturningSql } from "./statements.ts";
import type { TableDescriptor } from "./tables.ts";

export interface InventoryCounts {
  created: number;
  modified: number;
  gone: number;
}

/** Where and as part of which run rows are written. */
export interface InventoryWrite {
  accountId: string;
  region: string;
  collector: string;
  runId: string;
  now: Date;
  /** True only when every call of the scope succeeded: what was not seen is gone. */
  complete: boolean;
  /** The scope's last complete success before this run; null makes this run the baseline, which logs nothing. */
  lastSuccessAt: Date | null;
  /** True when the scope never had a run: there are no rows of it to look for. */
  fresh: boolean;
}

interface Change {
  accountId: string;
  region: string;
  resourceType: string;
  resourceId: string;
  change: "created" | "modified" | "gone" | "returned";
  field?: string;
  before?: unknown;
  after?: unknown;
}

type StoredRow = Record<string, unknown>;

/** Rows of a table that are new or differ, as text. */
interface Changed {
  table: TableDescriptor;
  rows: string[];
}

// One value of jsonb, which a statement's rows are, holds 256 MB.
const batchSize = 1000;

/** Writes what differs from the database, with its changes. Call it inside a transaction that holds the scope. */
export async function writeInventory(
  client: Queryable,
  prepared: PreparedTable[],
  write: InventoryWrite,
): Promise<InventoryCounts> {
  const counts: InventoryCounts = { created: 0, modified: 0, gone: 0 };
  const changes: Change[] = [];
  const changed: Changed[] = [];
  for (const table of prepared) changed.push(await writeTable(client, table, write, counts, changes));
  await insertRows(client, changed, write);
  if (write.lastSuccessAt && changes.length > 0) await appendChanges(client, changes, write);
  return counts;
}

async function writeTable(
  client: Queryable,
  { table, rows, incomplete }: PreparedTable,
  write: InventoryWrite,
  counts: InventoryCounts,
  changes: Change[],
): Promise<Changed> {
  const changed: string[] = [];
  const found = { table, rows: changed };
  const known = write.fresh ? new Map<string, StoredRow>() : await storedRows(client, table, write);
  if (rows.size === 0 && known.size === 0) return found;
  const unknown: [id: string, PreparedRow][] = [];
  for (const [id, prepared] of rows) {
    const stored = known.get(id);
    if (!stored) {
      unknown.push([id, prepared]);
      continue;
    }
    const difference = compare(table, stored, asRead(prepared.row), changes, id, write);
    if (!difference) continue;
    changed.push(incomplete.has(id) ? rowText(table, difference.row) : prepared.text);
    if (difference.tracked) counts.modified++;
  }
  await addUnknown(client, table, unknown, changed, write, counts, changes);
  if (!write.complete) return found;
  const missing = [...known.keys()].filter((id) => !rows.has(id));
  if (missing.length === 0) return found;
  if (table.lifecycle !== false)
    for (const id of missing) changes.push(changeOf(table, known.get(id) as StoredRow, id, "gone", write));
  counts.gone += missing.length;
  await client.query({
    text: markGoneSql(table),
    values: [
      `[${missing.map((id) => rowText(table, known.get(id) as StoredRow)).join(",")}]`,
      write.now,
      write.lastSuccessAt,
      write.accountId,
      write.region,
    ],
  });
  return found;
}

/** In one statement for all tables of a first run, which writes into each of them; in one for each table after it. */
async function insertRows(client: Queryable, changed: Changed[], write: InventoryWrite): Promise<void> {
  const { now, collector, accountId, region } = write;
  for (const part of write.fresh ? [changed] : changed.map((one) => [one])) {
    const into = part.map(({ table }) => table);
    const most = Math.max(0, ...part.map(({ rows }) => rows.length));
    for (let i = 0; i < most; i += batchSize) {
      const rows = part.map((table) => `[${table.rows.slice(i, i + batchSize).join(",")}]`);
      await client.query({ ...insertSql(into), values: [now, collector, accountId, region, ...rows] });
    }
  }
}

/** Rows that are not among the living: new ones, and those that were gone and came back. */
async function addUnknown(
  client: Queryable,
  table: TableDescriptor,
  unknown: [id: string, PreparedRow][],
  changed: string[],
  write: InventoryWrite,
  counts: InventoryCounts,
  changes: Change[],
): Promise<void> {
  if (unknown.length === 0) return;
  counts.created += unknown.length;
  if (!write.lastSuccessAt) {
    for (const [, { text }] of unknown) changed.push(text);
    return;
  }
  const gone = await goneRows(client, table, unknown, write);
  for (const [id, prepared] of unknown) {
    const before = gone.get(id);
    const row = asRead(prepared.row);
    changed.push(before ? rowText(table, filled(table, before, row)) : prepared.text);
    if (table.lifecycle !== false)
      changes.push(changeOf(table, row, id, before ? "returned" : "created", write));
    if (before) compare(table, before, row, changes, id, write);
  }
}

async function storedRows(client: Queryable, table: TableDescriptor, write: InventoryWrite) {
  const { text, values } = selectKnownSql(table, write.accountId, write.region);
  const { rows } = await client.query<StoredRow>({ name: `known-${table.table}`, text, values });
  return new Map(rows.map((row) => [resourceIdOf(table, row), row]));
}

async function goneRows(
  client: Queryable,
  table: TableDescriptor,
  unknown: [id: string, PreparedRow][],
  write: InventoryWrite,
) {
  const keys = `[${unknown.map(([, { text }]) => text).join(",")}]`;
  const { rows: found } = await client.query<StoredRow>({
    text: selectReturningSql(table),
    values: [keys, write.accountId, write.region],
  });
  return new Map(found.map((row) => [resourceIdOf(table, row), row]));
}

/** The row with everything that was not read taken from what is stored. */
function filled(table: TableDescriptor, stored: StoredRow, row: StoredRow): StoredRow {
  const whole = { ...row };
  for (const [property] of columnsOf(table)) {
    if (whole[property] === undefined) whole[property] = stored[property];
  }
  return whole;
}

/** Logs every tracked difference; undefined when nothing at all differs. */
function compare(
  table: TableDescriptor,
  stored: StoredRow,
  row: StoredRow,
  changes: Change[],
  id: string,
  write: InventoryWrite,
): { row: StoredRow; tracked: boolean } | undefined {
  let differs = false;
  let tracked = false;
  const log = (field: string, before: unknown, after: unknown) => {
    tracked = true;
    changes.push({ ...changeOf(table, row, id, "modified", write), field, before, after });
  };
  for (const [property, type] of columnsOf(table)) {
    if (row[property] === undefined || equal(type, stored[property], row[property])) continue;
    differs = true;
    if (table.columns[property]?.tracked ?? property === "tags")
      log(property, stored[property] ?? null, row[property]);
  }
  return differs ? { row: filled(table, stored, row), tracked } : undefined;
}

function equal(type: string, stored: unknown, incoming: unknown): boolean {
  const a = stored ?? null;
  const b = incoming ?? null;
  if (a === b) return true;
  if (a === null || b === null) return false;
  if (type === "timestamptz") return (a as Date).getTime() === Date.parse(b as string);
  return typeof a === "object" && isDeepStrictEqual(a, b);
}

function changeOf(
  table: TableDescriptor,
  row: StoredRow,
  resourceId: string,
  change: Change["change"],
  write: InventoryWrite,
): Change {
  return {
    accountId: table.within === "everything" ? String(row.accountId) : write.accountId,
    region: table.within === "account" ? String(row.region) : write.region,
    resourceType: table.resourceType,
    resourceId,
    change,
  };
}

async function appendChanges(client: Queryable, changes: Change[], write: InventoryWrite): Promise<void> {
  for (let i = 0; i < changes.length; i += batchSize) {
    await client.query(
      `INSERT INTO resource_change (account_id, observed_at, region, resource_type, resource_id, change, field,
         before, after, collector, run_id, previous_look_at)
       SELECT c."accountId", $2, c.region, c."resourceType", c."resourceId", c.change, c.field, c.before, c.after,
         $3, $4, $5
       FROM json_to_recordset($1::json) AS c("accountId" text, region text, "resourceType" text,
         "resourceId" text, change text, field text, before jsonb, after jsonb)`,
      [
        JSON.stringify(changes.slice(i, i + batchSize)),
        write.now,
        write.collector,
        write.runId,
        write.lastSuccessAt,
      ],
    );
  }
}

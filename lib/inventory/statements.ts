import { columnsOf } from "./rowText.ts";
import { columnName, type TableDescriptor, tables } from "./tables.ts";

interface Statement {
  text: string;
  values: unknown[];
}

const cache = new Map<string, string>();

function cached(kind: string, table: TableDescriptor, make: () => string): string {
  const key = `${kind} ${table.table}`;
  let text = cache.get(key);
  if (text === undefined) {
    text = make();
    cache.set(key, text);
  }
  return text;
}

/** Columns of the scope that the table has beside its own, with the parameter that fills each. */
function scopeColumns(table: TableDescriptor, account: string, region: string): [string, string][] {
  if (table.within === "everything") return [];
  if (table.within === "account") return [["account_id", account]];
  return [
    ["account_id", account],
    ["region", region],
  ];
}

/** Rows as `rowText` gives them, in a JSON array, as a table `r` of the properties. */
function recordset(table: TableDescriptor, rows: string): string {
  const read = columnsOf(table).map(([property, type], i) => {
    if (type === "jsonb") return `NULLIF(v->${i}, 'null') AS "${property}"`;
    return `${type === "text" ? `v->>${i}` : `(v->>${i})::${type}`} AS "${property}"`;
  });
  return `(SELECT ${read.join(", ")} FROM jsonb_array_elements(${rows}::jsonb) AS v) AS r`;
}

function selected(table: TableDescriptor): string {
  return columnsOf(table)
    .map(([property]) => `t.${columnName(property)} AS "${property}"`)
    .join(", ");
}

function withinScope(table: TableDescriptor, account: string, region: string): string {
  const scope = scopeColumns(table, account, region);
  return scope.length === 0 ? "TRUE" : scope.map(([column, value]) => `t.${column} = ${value}`).join(" AND ");
}

function sameKey(table: TableDescriptor): string {
  return table.key.map((property) => `t.${columnName(property)} = r."${property}"`).join(" AND ");
}

/** $1 now, $2 collector, $3 account, $4 region, `rows` a JSON array of texts of rows. Inserts, or overwrites and revives. */
function insertFrom(table: TableDescriptor, rows: string): string {
  const columns = columnsOf(table);
  const scope = scopeColumns(table, "$3::text", "$4::text");
  const names = columns.map(([property]) => columnName(property));
  const values = columns.map(([property, type, empty]) =>
    empty ? `COALESCE(r."${property}", '${empty}'::${type})` : `r."${property}"`,
  );
  const key = [...scope.map(([column]) => column), ...table.key.map(columnName)];
  const target = [...scope.map(([column]) => column), ...names];
  const source = [...scope.map(([, value]) => value), ...values];
  const assignments = names.filter((name) => !key.includes(name)).map((name) => `${name} = EXCLUDED.${name}`);
  return `INSERT INTO ${table.table} (${target.join(", ")}, first_seen_at, last_seen_at, gone_at, collector)
      SELECT ${source.join(", ")}, $1::timestamptz, $1::timestamptz, NULL, $2::text
      FROM ${recordset(table, rows)}
      WHERE ($3::text || $4::text) IS NOT NULL
      ON CONFLICT (${key.join(", ")}) DO UPDATE SET ${assignments.join(", ")},
        last_seen_at = EXCLUDED.last_seen_at, gone_at = NULL, collector = EXCLUDED.collector`;
}

const numbers = new Map(Object.values(tables).map(({ table }, number) => [table, number]));

/**
 * $1 now, $2 collector, $3 account, $4 region, from $5 on the rows of each table as a JSON array. Inserts, or
 * overwrites and revives; named, because a first pass says the same for every place.
 */
export function insertSql(into: TableDescriptor[]): { name: string; text: string } {
  const name = `insert-rows-${into.map(({ table }) => numbers.get(table) ?? table).join("-")}`;
  let text = cache.get(name);
  if (text === undefined) {
    const inserts = into.map((table, i) => insertFrom(table, `$${5 + i}`));
    const [only] = inserts;
    text =
      inserts.length === 1
        ? (only as string)
        : `WITH ${inserts.map((insert, i) => `written_${i} AS (${insert})`).join(", ")} SELECT 1`;
    cache.set(name, text);
  }
  return { name, text };
}

/** The living rows of a scope. */
export function selectKnownSql(table: TableDescriptor, accountId: string, region: string): Statement {
  const text = cached(
    "known",
    table,
    () =>
      `SELECT ${selected(table)} FROM ${table.table} t WHERE t.gone_at IS NULL AND ${withinScope(table, "$1", "$2")}`,
  );
  const values = [accountId, region].slice(0, scopeColumns(table, "", "").length);
  return { text, values };
}

/** $1 rows as a JSON array, $2 account, $3 region. Those of the given rows that were gone. */
export function selectReturningSql(table: TableDescriptor): string {
  return cached(
    "gone",
    table,
    () => `SELECT ${selected(table)} FROM ${table.table} t
      JOIN ${recordset(table, "$1")} ON ${sameKey(table)}
      WHERE t.gone_at IS NOT NULL AND ${withinScope(table, "$2::text", "$3::text")}
        AND ($2::text || $3::text) IS NOT NULL`,
  );
}

/** $1 rows as a JSON array, $2 now, $3 when the scope last succeeded, $4 account, $5 region. Marks them gone. */
export function markGoneSql(table: TableDescriptor): string {
  return cached(
    "missing",
    table,
    () => `UPDATE ${table.table} t SET gone_at = $2,
        last_seen_at = GREATEST(t.last_seen_at, COALESCE($3::timestamptz, t.last_seen_at))
      FROM ${recordset(table, "$1")}
      WHERE ${sameKey(table)} AND t.gone_at IS NULL AND ${withinScope(table, "$4::text", "$5::text")}
        AND ($4::text || $5::text) IS NOT NULL`,
  );
}

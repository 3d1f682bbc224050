import type { Database } from "#lib/db/pool.ts";

/** Tables that tell of runs and not of the fleet. */
const runRecords = new Set([
  "_prisma_migrations",
  "collector_run",
  // What was asked for, repeats included, and at which rate.
  "logs_query",
  "metric_spend",
  "api_bucket",
  // Whether an account lets us ask: a worker looks now and then, a single pass does not.
  "account_check",
]);

// Where the inventory fails, an endpoint that was removed is polled until its next success: known a little further.
const ofGoneEndpoint = (column: string) =>
  `${column} IN (SELECT vpc_endpoint_id FROM vpc_endpoint WHERE gone_at IS NOT NULL)`;

// And one that came back is taken for gone until then, and was asked for up to the end of the day it was gone on.
const ofReturnedEndpoint = `resource_id IN
  (SELECT resource_id FROM resource_change WHERE resource_type = 'vpc-endpoint' AND change = 'returned')`;

/** Rows that may be there or not, each with its reason. */
const exemptRows: Record<string, string> = {
  // Where the endpoints fail, what a removed one was connected to is asked about until their next success.
  available_service: "gone_at IS NOT NULL",
  // Written where the price list refused; every reader has them at hand anyway, and prefers what AWS listed.
  price: "source = 'fallback'",
  metric_watermark: `${ofGoneEndpoint("resource_id")} OR ${ofReturnedEndpoint}`,
  vpc_endpoint_traffic: ofGoneEndpoint("vpc_endpoint_id"),
  vpc_endpoint_metric_1m: ofGoneEndpoint("vpc_endpoint_id"),
  vpc_endpoint_metric_5m: ofGoneEndpoint("vpc_endpoint_id"),
  vpc_endpoint_metric_1h: ofGoneEndpoint("vpc_endpoint_id"),
  vpc_endpoint_metric_1d: ofGoneEndpoint("vpc_endpoint_id"),
};

/** Columns that two databases may differ in, each with its reason. */
const exempt: Record<string, Record<string, string>> = {
  resource_change: {
    id: "a sequence: in which order the scopes of one moment came is nobody's fact",
    run_id: "names a run record",
  },
  quota_usage: {
    last_seen_at:
      "when the row was last written: use is unknown while what it is counted from fails, and then again not",
  },
  collector_scope: {
    last_run_id: "names a run record",
    resources:
      "of costs and metrics, counts what the last run asked for: less where an earlier one brought a part",
  },
};

/** What a database says of one table: of its rows, and, to show what differs, the rows themselves. */
interface TableSnapshot {
  columns: string[];
  rows: number;
  sum: string;
  texts: Set<string> | undefined;
}
export type Snapshot = Map<string, TableSnapshot>;

interface Table {
  name: string;
  columns: string[];
}

/** Every table of the public schema but run records; partitions are read through their parents. */
async function tablesOf(db: Database): Promise<Table[]> {
  const { rows } = await db.pool.query<Table>(
    `SELECT c.relname AS name, array_agg(a.attname::text ORDER BY a.attname) AS columns
     FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
     GROUP BY 1 ORDER BY 1`,
  );
  return rows
    .filter(({ name }) => !runRecords.has(name))
    .map(({ name, columns }) => ({ name, columns: columns.filter((column) => !exempt[name]?.[column]) }));
}

const rowsOf = ({ name, columns }: Table) =>
  `(SELECT ROW(${columns.map((column) => `"${column}"`).join(", ")})::text AS r FROM "${name}"
    WHERE NOT (${exemptRows[name] ?? "false"})) t`;

/** Reads everything; the rows themselves, which is what takes long, only `withTexts`. */
export async function takeSnapshot(db: Database, withTexts: boolean): Promise<Snapshot> {
  const tables = await tablesOf(db);
  const sums = tables.map(
    (table) => `SELECT '${table.name}' AS name, count(*)::int AS rows,
       COALESCE(sum(hashtextextended(r, 1)), 0)::text AS sum FROM ${rowsOf(table)}`,
  );
  const { rows } = await db.pool.query<{ name: string; rows: number; sum: string }>(sums.join(" UNION ALL "));
  const found = new Map(rows.map((row) => [row.name, row]));
  const snapshot: Snapshot = new Map();
  for (const table of tables) {
    const { rows = 0, sum = "" } = found.get(table.name) ?? {};
    const texts = withTexts && rows > 0 ? await textsOf(db, table) : undefined;
    snapshot.set(table.name, { columns: table.columns, rows, sum, texts });
  }
  return snapshot;
}

async function textsOf(db: Database, table: Table): Promise<Set<string>> {
  const { rows } = await db.pool.query<{ r: string }>(`SELECT r FROM ${rowsOf(table)}`);
  return new Set(rows.map(({ r }) => r));
}

const shown = 4;

/** What differs from a snapshot with texts, in words; empty when nothing does. */
export async function differencesFrom(expected: Snapshot, db: Database): Promise<string[]> {
  const actual = await takeSnapshot(db, false);
  const lines: string[] = [];
  for (const [name, one] of expected) {
    const other = actual.get(name);
    if (other && one.rows === other.rows && one.sum === other.sum) continue;
    lines.push(`${name}: ${one.rows} rows expected, ${other?.rows ?? "no table"} found`);
    lines.push(`  columns:  ${one.columns.join(",")}`);
    const there = other ? await textsOf(db, { name, columns: one.columns }) : new Set<string>();
    const here = one.texts ?? new Set<string>();
    lines.push(
      ...onlyIn(here, there).map((text) => `  expected: ${text}`),
      ...onlyIn(there, here).map((text) => `  found:    ${text}`),
    );
  }
  return lines;
}

function onlyIn(here: Set<string>, there: Set<string>): string[] {
  return [...here]
    .filter((text) => !there.has(text))
    .sort()
    .slice(0, shown);
}

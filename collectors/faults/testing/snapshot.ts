import type { Database } from "#lib/db/pool.ts";

/** Tables that tell of runs and not of the fleet. */
const runRecords = new Set([
  "_prisma_migrations",
  "collector_run",
  // What was asked for, repeats included, and at which rate.
  "logs_query",
  "metric_spend",
  "api_bucket",
]);

// Where the inventory fails, an endpoint that was removed is polled until its next success: known a little further.
const ofGoneEndpoint = (column: string) =>
  `${column} IN (SELECT vpc_endpoint_id FROM vpc_endpoint WHERE gone_at IS NOT NULL)`;

/** Rows that may be there or not, each with its reason. */
const exemptRows: Record<string, string> = {
  // Written where the price list refused; every reader has them at hand anyway, and prefers what AWS listed.
  price: "source = 'fallback'",
  metric_watermark: ofGoneEndpoint("resource_id"),
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

/** What a database says, table by table. */
export type Snapshot = Map<
  string,
  { columns: string[]; rows: number; sum: string; texts: Set<string> | undefined }
>;

const mostTexts = 30_000;

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

/** Reads everything. The rows themselves are kept of all but the largest tables, to show what differs. */
export async function takeSnapshot(db: Database): Promise<Snapshot> {
  const snapshot: Snapshot = new Map();
  for (const { name, columns } of await tablesOf(db)) {
    const row = `ROW(${columns.map((column) => `"${column}"`).join(", ")})::text`;
    const { rows } = await db.pool.query<{ rows: number; sum: string; texts: string[] | null }>(
      `SELECT count(*)::int AS rows, COALESCE(sum(hashtextextended(r, 1)), 0)::text AS sum,
         CASE WHEN count(*) <= ${mostTexts} THEN array_agg(r) END AS texts
       FROM (SELECT ${row} AS r FROM "${name}" WHERE NOT (${exemptRows[name] ?? "false"})) t`,
    );
    const { rows: count = 0, sum = "", texts } = rows[0] ?? {};
    snapshot.set(name, { columns, rows: count, sum, texts: texts ? new Set(texts) : undefined });
  }
  return snapshot;
}

const shown = 4;

/** What differs, in words; empty when nothing does. */
export function differences(expected: Snapshot, actual: Snapshot): string[] {
  const lines: string[] = [];
  for (const [table, one] of expected) {
    const other = actual.get(table);
    if (other && one.rows === other.rows && one.sum === other.sum) continue;
    lines.push(`${table}: ${one.rows} rows expected, ${other?.rows ?? "no table"} found`);
    lines.push(`  columns:  ${one.columns.join(",")}`);
    const missing = onlyIn(one.texts, other?.texts);
    const surplus = onlyIn(other?.texts, one.texts);
    lines.push(
      ...missing.map((text) => `  expected: ${text}`),
      ...surplus.map((text) => `  found:    ${text}`),
    );
  }
  return lines;
}

function onlyIn(here: Set<string> | undefined, there: Set<string> | undefined): string[] {
  if (!here || !there) return [];
  return [...here]
    .filter((text) => !there.has(text))
    .sort()
    .slice(0, shown);
}

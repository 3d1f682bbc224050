import type pg from "pg";
import { ensurePartitions } from "../db/partitions.ts";
import { inTransaction } from "../db/transaction.ts";
import type { Queryable } from "../runs/mutations.ts";
import { rollUpResults } from "./rollups.ts";
import type { ProbeKind } from "./schema.ts";
import { probeTables } from "./tables.ts";

/** Who probes what; see `probe_series`. */
export interface SeriesRow {
  accountId: string;
  seriesId: string;
  region: string;
  vpcEndpointId: string;
  source: string;
  location: string;
  locationAccountId: string | null;
  locationRegion: string | null;
  locationVpcId: string | null;
  locationSubnetId: string | null;
  locationAzId: string | null;
  kind: ProbeKind;
  target: string;
  intervalSeconds: number | null;
  labels: Record<string, string>;
}

/** One result; null is what the probe does not tell. */
export interface ResultRow {
  accountId: string;
  seriesId: string;
  ts: Date;
  success: boolean;
  resolveSeconds: number | null;
  connectSeconds: number | null;
  tlsSeconds: number | null;
  firstByteSeconds: number | null;
  totalSeconds: number | null;
  dnsAddresses: string[];
  dnsAnswerCount: number | null;
  dnsTtlSeconds: number | null;
  answerInside: boolean | null;
  httpStatus: number | null;
  certificateExpiresAt: Date | null;
  errorClass: string | null;
}

const rowsAtOnce = 5000;

/**
 * Writes results with their series and brings the buckets they fall into up to date, in transactions of some thousand
 * rows. The same results again change nothing; a value that came before is completed, not emptied, by one that comes
 * later. Returns how many rows were new or changed.
 */
export async function storeProbes(
  pool: pg.Pool,
  series: readonly SeriesRow[],
  results: readonly ResultRow[],
): Promise<number> {
  if (results.length === 0) return 0;
  const times = results.reduce(
    ([first, last], { ts }) => [Math.min(first, +ts), Math.max(last, +ts)] as [number, number],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY] as [number, number],
  );
  for (const table of probeTables)
    await ensurePartitions(pool, table, new Date(times[0]), new Date(times[1]));
  const keyOf = ({ accountId, seriesId }: { accountId: string; seriesId: string }) =>
    `${accountId} ${seriesId}`;
  const byKey = new Map(series.map((row) => [keyOf(row), row]));
  // In one order everywhere, so that writers of the same series wait for each other instead of locking up.
  const sorted = results.toSorted((a, b) =>
    keyOf(a) < keyOf(b) ? -1 : keyOf(a) > keyOf(b) ? 1 : +a.ts - +b.ts,
  );
  let stored = 0;
  for (let i = 0; i < sorted.length; i += rowsAtOnce) {
    const rows = sorted.slice(i, i + rowsAtOnce);
    const spans = Map.groupBy(rows, keyOf);
    stored += await inTransaction(pool, async (client) => {
      await upsertSeries(client, byKey, spans);
      const touched = await upsertResults(client, rows);
      await rollUpResults(client, touched);
      return touched.reduce((sum, { count }) => sum + count, 0);
    });
  }
  return stored;
}

/** Also locks the rows until the transaction ends: two writers of one bucket would each miss the other's results. */
async function upsertSeries(
  client: Queryable,
  byKey: ReadonlyMap<string, SeriesRow>,
  spans: ReadonlyMap<string, ResultRow[]>,
): Promise<void> {
  const rows = [...spans].map(([key, results]) => ({
    ...byKey.get(key),
    firstResultAt: results[0]?.ts,
    lastResultAt: results.at(-1)?.ts,
  }));
  await client.query(
    `INSERT INTO probe_series AS s (account_id, series_id, region, vpc_endpoint_id, source, location,
       location_account_id, location_region, location_vpc_id, location_subnet_id, location_az_id, kind, target,
       interval_seconds, labels, first_result_at, last_result_at)
     SELECT "accountId", "seriesId", region, "vpcEndpointId", source, location, "locationAccountId", "locationRegion",
       "locationVpcId", "locationSubnetId", "locationAzId", kind, target, "intervalSeconds", labels,
       "firstResultAt", "lastResultAt"
     FROM jsonb_to_recordset($1::jsonb) AS r("accountId" text, "seriesId" uuid, region text, "vpcEndpointId" text,
       source text, location text, "locationAccountId" text, "locationRegion" text, "locationVpcId" text,
       "locationSubnetId" text, "locationAzId" text, kind text, target text, "intervalSeconds" int, labels jsonb,
       "firstResultAt" timestamptz, "lastResultAt" timestamptz)
     ON CONFLICT (account_id, series_id) DO UPDATE SET
       first_result_at = LEAST(s.first_result_at, EXCLUDED.first_result_at),
       last_result_at = GREATEST(s.last_result_at, EXCLUDED.last_result_at),
       kind = CASE EXCLUDED.kind WHEN 'unknown' THEN s.kind ELSE EXCLUDED.kind END,
       source = EXCLUDED.source, region = EXCLUDED.region,
       interval_seconds = COALESCE(EXCLUDED.interval_seconds, s.interval_seconds),
       location_account_id = COALESCE(EXCLUDED.location_account_id, s.location_account_id),
       location_region = COALESCE(EXCLUDED.location_region, s.location_region),
       location_vpc_id = COALESCE(EXCLUDED.location_vpc_id, s.location_vpc_id),
       location_subnet_id = COALESCE(EXCLUDED.location_subnet_id, s.location_subnet_id),
       location_az_id = COALESCE(EXCLUDED.location_az_id, s.location_az_id)`,
    [JSON.stringify(rows)],
  );
}

/** The hour of a series that was written to, and how many of its results are new or changed. */
export interface Touched {
  accountId: string;
  seriesId: string;
  hour: Date;
  first: Date;
  last: Date;
  count: number;
}

const values: [column: string, type: string, of: (row: ResultRow) => unknown][] = [
  ["success", "boolean", (row) => row.success],
  ["resolve_seconds", "float8", (row) => row.resolveSeconds],
  ["connect_seconds", "float8", (row) => row.connectSeconds],
  ["tls_seconds", "float8", (row) => row.tlsSeconds],
  ["first_byte_seconds", "float8", (row) => row.firstByteSeconds],
  ["total_seconds", "float8", (row) => row.totalSeconds],
  ["dns_answer_count", "int", (row) => row.dnsAnswerCount],
  ["dns_ttl_seconds", "int", (row) => row.dnsTtlSeconds],
  ["answer_inside", "boolean", (row) => row.answerInside],
  ["http_status", "int", (row) => row.httpStatus],
  ["certificate_expires_at", "timestamptz", (row) => row.certificateExpiresAt],
  ["error_class", "text", (row) => row.errorClass],
];
const columns = values.map(([column]) => column);
const completed = columns.map((column) => `COALESCE(EXCLUDED.${column}, t.${column})`);
// A list of lists must be a rectangle to Postgres, and answers differ in length: each goes as one text.
const addresses =
  "CASE WHEN EXCLUDED.dns_addresses = '{}' THEN t.dns_addresses ELSE EXCLUDED.dns_addresses END";
const upsertSql = `
  WITH touched AS (
    INSERT INTO probe_result AS t (account_id, series_id, ts, dns_addresses, ${columns.join(", ")})
    SELECT account_id, series_id, ts, string_to_array(dns_addresses, ' '), ${columns.join(", ")}
    FROM unnest($1::text[], $2::uuid[], $3::timestamptz[], $4::text[],
      ${values.map(([, type], i) => `$${i + 5}::${type}[]`).join(", ")})
      AS r(account_id, series_id, ts, dns_addresses, ${columns.join(", ")})
    ON CONFLICT (account_id, series_id, ts) DO UPDATE SET dns_addresses = ${addresses},
      ${columns.map((column, i) => `${column} = ${completed[i]}`).join(", ")}
    WHERE (t.dns_addresses, ${columns.map((column) => `t.${column}`).join(", ")})
      IS DISTINCT FROM (${addresses}, ${completed.join(", ")})
    RETURNING account_id, series_id, ts
  )
  SELECT account_id AS "accountId", series_id AS "seriesId", date_trunc('hour', ts, 'UTC') AS hour,
    min(ts) AS first, max(ts) AS last, count(*)::int AS count
  FROM touched GROUP BY 1, 2, 3`;

async function upsertResults(client: Queryable, rows: readonly ResultRow[]): Promise<Touched[]> {
  const answer = await client.query<Touched>({
    name: "store-probe-results",
    text: upsertSql,
    values: [
      rows.map(({ accountId }) => accountId),
      rows.map(({ seriesId }) => seriesId),
      rows.map(({ ts }) => ts),
      rows.map(({ dnsAddresses }) => dnsAddresses.join(" ")),
      ...values.map(([, , of]) => rows.map(of)),
    ],
  });
  return answer.rows;
}

import type pg from "pg";
import { currentConfig } from "../config/data.ts";
import { configSchema } from "../config/schema.ts";
import { CopyOut } from "../db/copyOut.ts";

/** A metric with a sample for each endpoint. */
interface Family {
  name: string;
  help: string;
  /** SQL over the columns of `endpoint` below; an endpoint where it is null has no sample. */
  value: string;
}

const seconds = (time: string) => `extract(epoch FROM ${time})::float8`;

/** In the order of the text: the samples of a metric stand together. */
export const endpointFamilies: readonly Family[] = [
  {
    name: "linkledger_endpoint_bytes_30d",
    help: "Bytes of an endpoint in the last 30 days, as far as measured; of at most metrics.endpointSeries endpoints.",
    value: "bytes_30d",
  },
  {
    name: "linkledger_endpoint_last_traffic_timestamp_seconds",
    help: "When an endpoint last had traffic; of the same endpoints.",
    value: seconds("last_traffic_at"),
  },
  {
    name: "linkledger_endpoint_last_seen_timestamp_seconds",
    help: "When a complete listing last had the endpoint: an old time is a stale one; of the same endpoints.",
    value: seconds("last_seen_at"),
  },
];

export const endpointLabels = ["vpc_endpoint_id", "account_id", "region"] as const;

/** How many endpoints may have series of their own, by the configuration. */
export function mostEndpointSeries(): number {
  return (currentConfig() ?? configSchema.parse({})).metrics.endpointSeries;
}

// What quotes a value that COPY would have to quote: no line holds one of these, because no label keeps one.
const [quote, delimiter] = ["\\x01", "\\x02"];
const unprintable = `E'${quote}${delimiter}\\r'`;

// As the text format wants label values; the backslash first, which the others put in.
const escapes = [
  ["E'\\\\'", "E'\\\\\\\\'"],
  ["'\"'", "E'\\\\\"'"],
  ["E'\\n'", "E'\\\\n'"],
];
const labelValue = (column: string) =>
  escapes.reduce(
    (sql, [from, to]) => `replace(${sql}, ${from}, ${to})`,
    `translate(${column}, ${unprintable}, '')`,
  );
const labels = endpointLabels
  .map((label) => `'${label}="' || ${labelValue(`e.${label}`)}`)
  .join(` || '",' || `);

const linesOf = ({ name, help, value }: Family) =>
  `SELECT '# HELP ${name} ${help}' UNION ALL SELECT '# TYPE ${name} gauge'
   UNION ALL SELECT '${name}{' || labels || '"} ' || ${value} FROM endpoint WHERE ${value} IS NOT NULL`;

// Those with most traffic first, so that a bound leaves out those that matter least.
const copySql = (most: number) => `COPY (
  WITH endpoint AS MATERIALIZED (
    SELECT ${labels} AS labels, t.bytes_30d, t.last_traffic_at, greatest(e.last_seen_at, s.last_success_at) AS last_seen_at
    FROM vpc_endpoint e
    LEFT JOIN vpc_endpoint_traffic t ON t.account_id = e.account_id AND t.vpc_endpoint_id = e.vpc_endpoint_id
    LEFT JOIN collector_scope s ON s.account_id = e.account_id AND s.region = e.region AND s.collector = e.collector
    WHERE e.gone_at IS NULL
    ORDER BY t.bytes_30d DESC NULLS LAST, e.account_id, e.vpc_endpoint_id LIMIT ${most}
  )
  ${endpointFamilies.map(linesOf).join(" UNION ALL ")}
) TO STDOUT WITH (FORMAT csv, QUOTE E'${quote}', ESCAPE E'${quote}', DELIMITER E'${delimiter}', ENCODING 'UTF8')`;

/**
 * The series of single endpoints as Prometheus text, which Postgres writes: one COPY, in chunks cut anywhere. Memory
 * does not grow with the fleet, and the connection is given back when the last byte is read or the reader leaves.
 * @param pool of whoever asked: what is read later, at the reader's pace, is no longer inside the request.
 */
export async function* endpointSeries(pool: pg.Pool, most: number): AsyncGenerator<Uint8Array> {
  if (most === 0) return;
  const copy = await CopyOut.open(pool, copySql(most));
  try {
    for (let chunk = await copy.next(); chunk; chunk = await copy.next()) yield chunk;
  } finally {
    await copy.abandon();
  }
}

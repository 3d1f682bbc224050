import type pg from "pg";
import { currentConfig } from "../config/data.ts";
import { configSchema } from "../config/schema.ts";
import { log } from "../log.ts";

/** A metric with a sample for each endpoint. */
interface Family {
  name: string;
  help: string;
  value: (row: Row) => number | null;
}

interface Row {
  vpcEndpointId: string;
  accountId: string;
  region: string;
  bytes30d: number | null;
  lastTrafficAt: Date | null;
  lastSeenAt: Date | null;
}

const seconds = (time: Date | null) => time && time.getTime() / 1000;

/** In the order of the text; each goes through the endpoints once more, because the samples of a metric stand together. */
export const endpointFamilies: readonly Family[] = [
  {
    name: "linkledger_endpoint_bytes_30d",
    help: "Bytes of an endpoint in the last 30 days, as far as measured; of at most metrics.endpointSeries endpoints.",
    value: ({ bytes30d }) => bytes30d,
  },
  {
    name: "linkledger_endpoint_last_traffic_timestamp_seconds",
    help: "When an endpoint last had traffic; of the same endpoints.",
    value: ({ lastTrafficAt }) => seconds(lastTrafficAt),
  },
  {
    name: "linkledger_endpoint_last_seen_timestamp_seconds",
    help: "When a complete listing last had the endpoint: an old time is a stale one; of the same endpoints.",
    value: ({ lastSeenAt }) => seconds(lastSeenAt),
  },
];

export const endpointLabels = ["vpc_endpoint_id", "account_id", "region"] as const;

const rowsAtOnce = 2_000;

/** How many endpoints may have series of their own, by the configuration. */
export function mostEndpointSeries(): number {
  return (currentConfig() ?? configSchema.parse({})).metrics.endpointSeries;
}

// Those with most traffic first, so that a bound leaves out those that matter least.
const declare = (most: number) => `DECLARE series SCROLL CURSOR FOR
  SELECT e.vpc_endpoint_id AS "vpcEndpointId", e.account_id AS "accountId", e.region, t.bytes_30d AS "bytes30d",
    t.last_traffic_at AS "lastTrafficAt", greatest(e.last_seen_at, s.last_success_at) AS "lastSeenAt"
  FROM vpc_endpoint e
  LEFT JOIN vpc_endpoint_traffic t ON t.account_id = e.account_id AND t.vpc_endpoint_id = e.vpc_endpoint_id
  LEFT JOIN collector_scope s ON s.account_id = e.account_id AND s.region = e.region AND s.collector = e.collector
  WHERE e.gone_at IS NULL
  ORDER BY t.bytes_30d DESC NULLS LAST, e.account_id, e.vpc_endpoint_id LIMIT ${most}`;

/**
 * The series of single endpoints as Prometheus text, a few thousand lines at a time: memory does not grow with the
 * fleet, and the connection is given back when the last line is read or the reader leaves.
 * @param pool of whoever asked: what is read later, at the reader's pace, is no longer inside the request.
 */
export async function* endpointSeries(pool: pg.Pool, most: number): AsyncGenerator<string> {
  if (most === 0) return;
  const client = await pool.connect();
  let whole = false;
  try {
    await client.query("BEGIN READ ONLY");
    await client.query(declare(most));
    for (const family of endpointFamilies) {
      yield `# HELP ${family.name} ${family.help}\n# TYPE ${family.name} gauge\n`;
      for (;;) {
        const { rows } = await client.query<Row>(`FETCH ${rowsAtOnce} FROM series`);
        if (rows.length === 0) break;
        yield rows.map((row) => sample(family, row)).join("");
      }
      await client.query("MOVE ABSOLUTE 0 IN series");
    }
    await client.query("COMMIT");
    whole = true;
  } finally {
    await giveBack(client, whole);
  }
}

async function giveBack(client: pg.PoolClient, whole: boolean): Promise<void> {
  if (whole) return client.release();
  const undone = await client.query("ROLLBACK").then(
    () => true,
    (error: unknown) => log.debug({ err: error }, "a scrape's connection broke"),
  );
  client.release(undone !== true);
}

function sample({ name, value }: Family, row: Row): string {
  const figure = value(row);
  if (figure === null) return "";
  const { vpcEndpointId, accountId, region } = row;
  return `${name}{vpc_endpoint_id="${quoted(vpcEndpointId)}",account_id="${quoted(accountId)}",region="${quoted(region)}"} ${figure}\n`;
}

const quoted = (text: string) =>
  /["\\\n]/.test(text) ? text.replaceAll(/["\\]/g, "\\$&").replaceAll("\n", "\\n") : text;

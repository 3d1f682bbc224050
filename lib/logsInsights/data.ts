import { priceAt } from "../cost/prices/compute.ts";
import { loadPriceTable } from "../cost/prices/data.ts";
import type { Queryable } from "../runs/mutations.ts";
import { fallbackScanPrice } from "./compute.ts";
import type { AskedRange, LogSource, ScanPrice } from "./schema.ts";

/**
 * Dollars per GB that Logs Insights reads in a region: the list price in effect, else the earliest one that is known,
 * else that of another region, because a budget has to be kept all the same.
 */
export async function scanPrice(db: Queryable, region: string, now: Date): Promise<ScanPrice> {
  const product = "logs-insights-gb";
  const table = await loadPriceTable(db, product);
  const price = priceAt(table, { product, region, at: now, orEarliest: true });
  return price.known ? { usdPerGb: price.usdPerUnit, source: price.source } : fallbackScanPrice;
}

/** Bytes per millisecond that the last complete query of each log group read; groups never asked are left out. */
export async function scanRates(
  db: Queryable,
  accountId: string,
  region: string,
  logGroupNames: readonly string[],
): Promise<Map<string, number>> {
  const { rows } = await db.query<{ name: string; rate: number }>(
    `SELECT DISTINCT ON (log_group_name) log_group_name AS name,
       bytes_scanned::float8 / (span_seconds * 1000) AS rate
     FROM logs_query
     WHERE account_id = $1 AND region = $2 AND log_group_name = ANY ($3) AND outcome = 'Complete' AND span_seconds > 0
     ORDER BY log_group_name, started_at DESC`,
    [accountId, region, logGroupNames],
  );
  return new Map(rows.map(({ name, rate }) => [name, rate]));
}

/** Times for which logs were asked since `since`, by resource; resources never asked are left out. */
export async function readCoverage(
  db: Queryable,
  accountId: string,
  source: LogSource,
  resourceIds: readonly string[],
  since: Date,
): Promise<Map<string, AskedRange[]>> {
  const { rows } = await db.query<AskedRange & { id: string }>(
    `SELECT resource_id AS id, asked_from AS "from", asked_to AS "to", truncated FROM log_coverage
     WHERE account_id = $1 AND source = $2 AND resource_id = ANY ($3) AND asked_to > $4
     ORDER BY resource_id, asked_from`,
    [accountId, source, resourceIds, since],
  );
  return Map.groupBy(rows, ({ id }) => id);
}

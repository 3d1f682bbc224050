import { readFreshness } from "../api/list/data.ts";
import { database } from "../db/pool.ts";
import { currentTime } from "../env.ts";
import { attributedCosts, isAttributed } from "./attributedData.ts";
import type { CostGroup, CostRow, Costs } from "./billedSchema.ts";
import { betweenZones } from "./estimates/charges.ts";
import { priceAt } from "./prices/compute.ts";
import { loadPriceTable } from "./prices/data.ts";
import type { CausePart } from "./reconcile/schema.ts";
import { usageTypeOf } from "./usageTypes.ts";

/** Groups that the bill itself knows, as a column of the bill and of its reconciliation. */
type BilledGroup = "account" | "region" | "service" | "usageType" | "day";
const keys: Record<BilledGroup, string> = {
  account: "account_id",
  region: "region",
  service: "service",
  usageType: "usage_type",
  day: "day::text",
};

interface BilledRow {
  key: string | null;
  accountName: string | null;
  billed: number | null;
  billedAmortized: number | null;
  provisional: boolean;
  estimated: number | null;
  unexplained: number | null;
  causes: CausePart[];
  flagged: boolean;
  unestimated: number;
  priceDate: string | null;
  priceSources: string[];
}

interface Span {
  latestDay: string | null;
  estimatedFrom: string | null;
  estimatedAsOf: Date | null;
}

/**
 * What was estimated and billed from a day (inclusive) to a day (exclusive), YYYY-MM-DD: largest bill first, days in
 * order.
 */
export async function costsBy(groupBy: CostGroup, from: string, to: string): Promise<Costs> {
  const [freshness, span, items] = await Promise.all([
    readFreshness("costs", currentTime()),
    readSpan(from, to),
    isAttributed(groupBy) ? attributedCosts(groupBy, from, to) : billedCosts(groupBy, from, to),
  ]);
  return {
    ...freshness,
    ...{ from, to, latestDay: span.latestDay, estimatedFrom: span.estimatedFrom },
    estimatedAsOf: span.estimatedAsOf?.toISOString() ?? null,
    groupBy,
    currency: "USD",
    total: items.length,
    items,
    nextCursor: null,
  };
}

async function readSpan(from: string, to: string): Promise<Span> {
  const { pool } = await database();
  const { rows } = await pool.query<Span>(
    `SELECT (SELECT max(day) FROM billed_cost WHERE day >= $1::date AND day < $2::date) AS "latestDay",
       min(day) FILTER (WHERE estimated_usd IS NOT NULL) AS "estimatedFrom", max(as_of) AS "estimatedAsOf"
     FROM cost_reconciliation_day WHERE day >= $1::date AND day < $2::date`,
    [from, to],
  );
  return rows[0] ?? { latestDay: null, estimatedFrom: null, estimatedAsOf: null };
}

async function billedCosts(groupBy: BilledGroup, from: string, to: string): Promise<CostRow[]> {
  const { pool } = await database();
  const key = keys[groupBy];
  const crossing = groupBy === "usageType" ? await crossZoneCosts(from, to) : [];
  const { rows } = await pool.query<BilledRow>(
    `WITH billed AS (
       SELECT ${key} AS key, sum(unblended_cost_usd) AS billed, bool_or(estimated) AS provisional,
         CASE WHEN bool_and(amortized_cost_usd IS NOT NULL) THEN sum(amortized_cost_usd) END AS amortized
       FROM billed_cost WHERE day >= $1::date AND day < $2::date GROUP BY 1
     ), reconciled AS (
       SELECT ${key} AS key, sum(estimated_usd) AS estimated, sum(unexplained_usd) AS unexplained,
         bool_or(flagged) AS flagged, sum(unestimated) AS unestimated, max(price_effective_from) AS price_date,
         array_agg(DISTINCT price_source) FILTER (WHERE price_source IS NOT NULL) AS sources
       FROM cost_reconciliation_day WHERE day >= $1::date AND day < $2::date GROUP BY 1
     ), cause AS (
       SELECT key, jsonb_agg(jsonb_build_object('cause', cause, 'usd', usd) ORDER BY abs(usd) DESC, cause) AS causes
       FROM (
         SELECT ${key} AS key, c ->> 'cause' AS cause, sum((c ->> 'usd')::numeric) AS usd
         FROM cost_reconciliation_day, jsonb_array_elements(causes) c
         WHERE day >= $1::date AND day < $2::date GROUP BY 1, 2) s
       GROUP BY 1
     )
     SELECT nullif(key, '') AS key, ${groupBy === "account" ? "a.name" : "NULL::text"} AS "accountName", billed,
       amortized AS "billedAmortized", COALESCE(provisional, false) AS provisional, estimated, unexplained,
       COALESCE(causes, '[]') AS causes, COALESCE(flagged, false) AS flagged,
       COALESCE(unestimated, 0) AS unestimated, price_date AS "priceDate", COALESCE(sources, '{}') AS "priceSources"
     FROM billed FULL JOIN reconciled USING (key) LEFT JOIN cause USING (key)
     ${groupBy === "account" ? "LEFT JOIN account a ON a.account_id = key" : ""}
     ORDER BY ${groupBy === "day" ? "1" : "COALESCE(billed, estimated) DESC NULLS LAST, 1 NULLS LAST"}`,
    [from, to],
  );
  const billed = rows.map(({ key: value, accountName, ...row }) => ({
    [groupBy]: value,
    ...(groupBy === "account" && { accountName }),
    ...row,
    billedReason: null,
    attributed: true,
  }));
  return [...billed, ...crossing];
}

/**
 * Data between zones behind load balancers, by usage type. The bill has it among all other data between zones of the
 * account, which is not read: nothing of it is billed here, nor unexplained, and no other group has it.
 */
async function crossZoneCosts(from: string, to: string): Promise<CostRow[]> {
  const { pool } = await database();
  const { rows } = await pool.query<{ region: string; usd: number | null; unestimated: number }>(
    `SELECT region, sum(cross_zone_usd) AS usd, (count(*) FILTER (WHERE cross_zone_usd IS NULL))::int AS unestimated
     FROM load_balancer_cost_day WHERE day >= $1::date AND day < $2::date GROUP BY 1
     HAVING sum(cross_zone_usd) > 0 ORDER BY 2 DESC NULLS LAST, 1`,
    [from, to],
  );
  if (rows.length === 0) return [];
  const table = await loadPriceTable(pool, betweenZones.product);
  return rows.map(({ region, usd, unestimated }): CostRow => {
    const price = priceAt(table, {
      product: betweenZones.product,
      region,
      at: currentTime(),
      orEarliest: true,
    });
    return {
      usageType: usageTypeOf(region, betweenZones.charge),
      billedReason: "AWS bills it among all other data between zones of the account, which is not read",
      ...{
        estimated: usd,
        billed: null,
        billedAmortized: null,
        unexplained: null,
        causes: [],
        flagged: false,
      },
      ...{ unestimated, attributed: true, provisional: false },
      priceDate: price.known ? price.effectiveFrom : null,
      priceSources: price.known ? [price.source] : [],
    };
  });
}

import { SqlParameters } from "../api/list/sqlValues.ts";
import { database } from "../db/pool.ts";
import type { CostGroup, CostRow } from "./billedSchema.ts";
import type { DaySpan } from "./days.ts";
import { endpointSumsSql, groupSumsSql } from "./groupSums.ts";

/** Groups that the estimate knows and the bill does not. */
const attributedGroups = ["endpoint", "az", "vpc", "serviceName", "owner"] as const;
type AttributedGroup = (typeof attributedGroups)[number];

export const isAttributed = (groupBy: CostGroup): groupBy is AttributedGroup =>
  (attributedGroups as readonly string[]).includes(groupBy);

const keys: Record<AttributedGroup, string> = {
  endpoint: "vpc_endpoint_id",
  az: "az_id",
  vpc: "vpc_id",
  serviceName: "service_name",
  owner: "owner",
};

interface EstimatedRow {
  key: string | null;
  estimated: number | null;
  unestimated: number;
  priceDate: string | null;
  priceSources: string[];
}

/** Why the bill does not tell by a group, where what would tell was not collected for every billed day. */
const unbilledReasons = {
  az: "AWS bills by zone where asked for: costs.zoneLevel in linkledger.yaml, for every day of the range",
  resource:
    "AWS bills by endpoint where asked for: costs.resourceLevel in linkledger.yaml, for the last 14 days",
} as const;

/**
 * What endpoints were estimated to cost, by something that the bill does not know, and in one more row what was billed and
 * cannot be told by it. Where the bill by resource, or by zone, was collected for every day that is billed, it tells what
 * was billed.
 */
export async function attributedCosts(
  groupBy: AttributedGroup,
  from: string,
  to: string,
): Promise<CostRow[]> {
  const [estimated, told, all] = await Promise.all([
    estimatedBy(groupBy, { from, to }),
    groupBy === "az" ? billedByZone(from, to) : billedByResource(groupBy, from, to),
    billedInAll(groupBy, from, to),
  ]);
  const reason = unbilledReasons[groupBy === "az" ? "az" : "resource"];
  const rows = estimated.map(({ key, ...row }): CostRow => {
    const billed = told.get(key ?? "") ?? null;
    return {
      [groupBy]: key,
      ...row,
      billed,
      billedReason: billed === null ? reason : null,
      billedAmortized: null,
      unexplained: billed === null || row.estimated === null ? null : billed - row.estimated,
      ...{ causes: [], flagged: false, attributed: true, provisional: false },
    };
  });
  if (!all) return rows;
  const toldUsd = rows.reduce((sum, { billed }) => sum + (billed ?? 0), 0);
  // A bill without the smallest part that is not told of.
  if (toldUsd !== 0 && Math.abs((all.billed ?? 0) - toldUsd) < 1e-9) return rows;
  return [
    ...rows,
    {
      ...all,
      billed: all.billed === null ? null : all.billed - toldUsd,
      billedAmortized: toldUsd === 0 ? all.billedAmortized : null,
    },
  ];
}

/**
 * What was billed by AZ ID, endpoints of all accounts together; empty unless the bill by zone is there for every day that
 * endpoints are billed on. The bill names zones as each account does.
 */
async function billedByZone(from: string, to: string): Promise<Map<string, number>> {
  const { pool } = await database();
  const { rows } = await pool.query<{ azId: string; usd: number }>(
    `SELECT z.az_id AS "azId", sum(b.unblended_cost_usd) AS usd
     FROM billed_zone_cost b
     JOIN availability_zone z ON z.account_id = b.account_id AND z.region = b.region AND z.zone_name = b.availability_zone
     WHERE b.day >= $1::date AND b.day < $2::date
       AND (SELECT count(DISTINCT day) FROM billed_zone_cost WHERE day >= $1::date AND day < $2::date)
         = (SELECT count(DISTINCT day) FROM billed_cost WHERE day >= $1::date AND day < $2::date
            AND usage_type LIKE '%VpcEndpoint%')
     GROUP BY 1`,
    [from, to],
  );
  return new Map(rows.map(({ azId, usd }) => [azId, usd]));
}

/**
 * What endpoints were billed by a group, all of them together; empty unless the bill by resource is there for every day that
 * endpoints are billed on. What an endpoint belongs to is as it is now.
 */
async function billedByResource(
  groupBy: Exclude<AttributedGroup, "az">,
  from: string,
  to: string,
): Promise<Map<string, number>> {
  const key = { endpoint: "b.resource_id", vpc: "e.vpc_id", serviceName: "e.service_name", owner: "e.owner" };
  const { pool } = await database();
  const { rows } = await pool.query<{ key: string; usd: number }>(
    `SELECT COALESCE(${key[groupBy]}, '') AS key, sum(b.usd) AS usd
     FROM (
       SELECT account_id, resource_id, sum(unblended_cost_usd) AS usd FROM billed_resource_cost
       WHERE day >= $1::date AND day < $2::date
         AND (SELECT count(DISTINCT day) FROM billed_resource_cost WHERE day >= $1::date AND day < $2::date)
           = (SELECT count(DISTINCT day) FROM billed_cost WHERE day >= $1::date AND day < $2::date
              AND usage_type LIKE '%VpcEndpoint%')
       GROUP BY 1, 2
     ) b
     JOIN endpoint_cost k ON k.account_id = b.account_id AND k.vpc_endpoint_id = b.resource_id
     LEFT JOIN vpc_endpoint e ON e.account_id = k.account_id AND e.region = k.region
       AND e.vpc_endpoint_id = k.vpc_endpoint_id
     GROUP BY 1`,
    [from, to],
  );
  return new Map(rows.map(({ key: of, usd }) => [of, usd]));
}

/** The price is the newest of the group in the months of the span. */
async function estimatedBy(groupBy: AttributedGroup, span: DaySpan): Promise<EstimatedRow[]> {
  const parameters = new SqlParameters();
  const ofEndpoints = groupBy === "endpoint" || groupBy === "serviceName";
  const sums = ofEndpoints ? endpointSumsSql(span, parameters) : groupSumsSql(span, parameters);
  const { pool } = await database();
  const { rows } = await pool.query<EstimatedRow>(
    `SELECT nullif(d.${keys[groupBy]}, '') AS key, round(sum(d.usd)::numeric, 9) AS estimated,
       sum(d.unestimated)::int AS unestimated, max(d.price_effective_from) AS "priceDate",
       array_remove(ARRAY[min(d.one_source), nullif(max(d.other_source), min(d.one_source))], NULL) AS "priceSources"
     FROM (
       SELECT *, CASE WHEN COALESCE(hours_usd, data_usd) IS NOT NULL
           THEN COALESCE(hours_usd, 0) + COALESCE(data_usd, 0) END AS usd,
         price_sources[1] AS one_source, price_sources[cardinality(price_sources)] AS other_source
       FROM (${sums}) s
     ) d
     GROUP BY 1 ORDER BY 2 DESC NULLS LAST, 1 NULLS LAST`,
    parameters.values,
  );
  return rows;
}

/** All that was billed, as one row without a key. */
async function billedInAll(groupBy: AttributedGroup, from: string, to: string): Promise<CostRow | undefined> {
  const { pool } = await database();
  const { rows } = await pool.query<Pick<CostRow, "billed" | "billedAmortized" | "provisional">>(
    `SELECT sum(unblended_cost_usd) AS billed, bool_or(estimated) AS provisional,
       CASE WHEN bool_and(amortized_cost_usd IS NOT NULL) THEN sum(amortized_cost_usd) END AS "billedAmortized"
     FROM billed_cost WHERE day >= $1::date AND day < $2::date`,
    [from, to],
  );
  const [row] = rows;
  if (!row || row.billed === null) return undefined;
  return {
    [groupBy]: null,
    ...row,
    ...{ estimated: null, unexplained: null, causes: [], flagged: false, unestimated: 0, attributed: false },
    billedReason: null,
    ...{ priceDate: null, priceSources: [] },
  };
}

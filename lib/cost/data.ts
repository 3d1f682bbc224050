import { database } from "../db/pool.ts";
import { freshSql } from "../runs/freshSql.ts";
import type { BilledDay, BilledDimension, BilledShare, CostScope, Days } from "./schema.ts";

/** The days of a span by service and usage type, in order. A day on which nothing was billed has no row. */
export async function billedDays({ first, last }: Days): Promise<BilledDay[]> {
  const { pool } = await database();
  const { rows } = await pool.query<BilledDay>(
    `SELECT day, service, usage_type AS "usageType", sum(unblended_cost_usd) AS "costUsd",
       bool_or(estimated) AS estimated, min(collected_at) AS "collectedAt"
     FROM billed_cost WHERE day BETWEEN $1::date AND $2::date
     GROUP BY day, service, usage_type ORDER BY day`,
    [first, last],
  );
  return rows;
}

const dimensionSql: Record<BilledDimension, string> = {
  account: "b.account_id",
  service: "b.service",
  usageType: "b.usage_type",
  region: "nullif(b.region, '')",
};

/** What each account, service, usage type or region was billed, the dearest first. */
export async function billedShares(
  dimension: BilledDimension,
  shown: Days,
  compared: Days | undefined,
  before: Days | undefined,
): Promise<BilledShare[]> {
  const { pool } = await database();
  const name = dimension === "account" ? "max(a.name)" : "NULL::text";
  const sum = (first: number) =>
    `coalesce(sum(b.unblended_cost_usd) FILTER (WHERE b.day BETWEEN $${first}::date AND $${first + 1}::date), 0)`;
  const { rows } = await pool.query<BilledShare>(
    `SELECT ${dimensionSql[dimension]} AS key, ${name} AS name,
       ${sum(1)} AS "costUsd", ${sum(3)} AS "comparedUsd", ${sum(5)} AS "beforeUsd"
     FROM billed_cost b LEFT JOIN account a ON a.account_id = b.account_id
     WHERE b.day BETWEEN $1::date AND $2::date OR b.day BETWEEN $5::date AND $6::date
     GROUP BY 1 ORDER BY 3 DESC, 1 NULLS LAST`,
    [
      shown.first,
      shown.last,
      compared?.first ?? null,
      compared?.last ?? null,
      before?.first ?? null,
      before?.last ?? null,
    ],
  );
  return rows;
}

/** First and last day that anything was billed on; undefined before the first bill arrived. */
export async function billedSpan(): Promise<Days | undefined> {
  const { pool } = await database();
  const { rows } = await pool.query<{ first: string | null; last: string | null }>(
    "SELECT min(day) AS first, max(day) AS last FROM billed_cost",
  );
  const [row] = rows;
  return row?.first && row.last ? { first: row.first, last: row.last } : undefined;
}

/** The scopes of the cost collector, those that are behind first. */
export async function costScopes(now: Date): Promise<CostScope[]> {
  const { pool } = await database();
  const { rows } = await pool.query<CostScope>(
    `SELECT s.account_id AS "accountId", a.name AS "accountName", s.outcome, s.last_success_at AS "lastSuccessAt",
       ${freshSql("s", "$1::timestamptz")} AS fresh,
       s.error_class AS "errorClass"
     FROM collector_scope s LEFT JOIN account a ON a.account_id = s.account_id
     WHERE s.collector = 'costs' AND s.retired_at IS NULL AND s.outcome IS DISTINCT FROM 'skipped'
     ORDER BY fresh, a.name`,
    [now],
  );
  return rows;
}

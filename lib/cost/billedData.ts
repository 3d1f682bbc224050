import { readFreshness } from "../api/list/data.ts";
import { database } from "../db/pool.ts";
import { currentTime } from "../env.ts";
import type { CostGroup, CostRow, Costs } from "./billedSchema.ts";

// Endpoint, AZ, VPC and owner are not on the bill: all of it is in one row without a key, never spread by a guess.
const keys: Record<CostGroup, string> = {
  endpoint: "NULL::text",
  az: "NULL::text",
  vpc: "NULL::text",
  owner: "NULL::text",
  account: "b.account_id",
  region: "nullif(b.region, '')",
  service: "b.service",
  usageType: "b.usage_type",
  day: "b.day::text",
};

interface BilledRow {
  key: string | null;
  accountName: string | null;
  billed: number;
  billedAmortized: number | null;
  provisional: boolean;
  latestDay: string;
}

/** What AWS billed from a day (inclusive) to a day (exclusive), YYYY-MM-DD, largest group first, days in order. */
export async function billedCosts(groupBy: CostGroup, from: string, to: string): Promise<Costs> {
  const { pool } = await database();
  const name = groupBy === "account" ? "max(a.name)" : "NULL::text";
  const [freshness, { rows }] = await Promise.all([
    readFreshness("costs", currentTime()),
    pool.query<BilledRow>(
      `SELECT ${keys[groupBy]} AS key, ${name} AS "accountName", sum(b.unblended_cost_usd) AS billed,
         CASE WHEN bool_and(b.amortized_cost_usd IS NOT NULL) THEN sum(b.amortized_cost_usd) END AS "billedAmortized", bool_or(b.estimated) AS provisional,
         max(b.day)::text AS "latestDay"
       FROM billed_cost b LEFT JOIN account a ON a.account_id = b.account_id
       WHERE b.day >= $1::date AND b.day < $2::date
       GROUP BY 1 ORDER BY ${groupBy === "day" ? "1" : "billed DESC, 1 NULLS LAST"}`,
      [from, to],
    ),
  ]);
  const items = rows.map((row) => toCostRow(groupBy, row));
  const latestDay =
    rows
      .map((row) => row.latestDay)
      .toSorted()
      .at(-1) ?? null;
  return {
    ...freshness,
    from,
    to,
    latestDay,
    groupBy,
    currency: "USD",
    total: items.length,
    items,
    nextCursor: null,
  };
}

function toCostRow(groupBy: CostGroup, row: BilledRow): CostRow {
  const { billed, billedAmortized, provisional } = row;
  return {
    [groupBy]: row.key,
    ...(groupBy === "account" && { accountName: row.accountName }),
    billed,
    billedAmortized,
    estimated: null,
    unexplained: null,
    provisional,
  };
}

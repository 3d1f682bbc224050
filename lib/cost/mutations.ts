import type { Queryable } from "../runs/mutations.ts";

/** One line of the bill. Amounts are decimal texts, as Cost Explorer gives them. */
export interface BilledRow {
  accountId: string;
  /** UTC day, YYYY-MM-DD. */
  day: string;
  service: string;
  usageType: string;
  /** '' where the usage type does not tell. */
  region: string;
  unblendedCostUsd: string;
  amortizedCostUsd: string | null;
  usageQuantity: string | null;
  unit: string | null;
  estimated: boolean;
}

/** The last day that is stored for a payer's accounts, and the first one that Cost Explorer may still change. */
export async function knownCosts(
  db: Queryable,
  payerId: string,
): Promise<{ lastDay: string | null; firstEstimatedDay: string | null }> {
  const { rows } = await db.query<{ lastDay: string | null; firstEstimatedDay: string | null }>(
    `SELECT max(day)::text AS "lastDay", (min(day) FILTER (WHERE estimated))::text AS "firstEstimatedDay"
     FROM billed_cost WHERE account_id = $1 OR account_id IN
       (SELECT account_id FROM account WHERE management_account_id = $1)`,
    [payerId],
  );
  return rows[0] ?? { lastDay: null, firstEstimatedDay: null };
}

/**
 * Makes the bill of a payer's accounts for one service and span of days be exactly `rows`. Rows that say the same
 * are not touched. Call it inside a transaction.
 * @param days from (inclusive) to (exclusive), YYYY-MM-DD.
 */
export async function replaceCosts(
  client: Queryable,
  payerId: string,
  service: string,
  days: { start: string; end: string },
  rows: BilledRow[],
  now: Date,
): Promise<{ created: number; modified: number }> {
  const billed = JSON.stringify(rows);
  const record = `json_to_recordset($1::json) AS r("accountId" text, day date, service text, "usageType" text,
    region text, "unblendedCostUsd" numeric, "amortizedCostUsd" numeric, "usageQuantity" numeric, unit text,
    estimated boolean)`;
  await client.query(
    `DELETE FROM billed_cost b
     WHERE b.day >= $2::date AND b.day < $3::date AND b.service = $4
       AND (b.account_id = $5 OR b.account_id IN (SELECT account_id FROM account WHERE management_account_id = $5)
         OR b.account_id IN (SELECT "accountId" FROM ${record}))
       AND NOT EXISTS (SELECT FROM ${record}
         WHERE r."accountId" = b.account_id AND r.day = b.day AND r."usageType" = b.usage_type)`,
    [billed, days.start, days.end, service, payerId],
  );
  const { rows: written } = await client.query<{ created: boolean }>(
    `INSERT INTO billed_cost AS b (account_id, day, service, usage_type, region, unblended_cost_usd,
       amortized_cost_usd, usage_quantity, unit, estimated, collected_at)
     SELECT r."accountId", r.day, r.service, r."usageType", r.region, round(r."unblendedCostUsd", 10),
       round(r."amortizedCostUsd", 10), round(r."usageQuantity", 8), r.unit, r.estimated, $2
     FROM ${record}
     ON CONFLICT (account_id, day, service, usage_type) DO UPDATE SET
       region = EXCLUDED.region, unblended_cost_usd = EXCLUDED.unblended_cost_usd,
       amortized_cost_usd = EXCLUDED.amortized_cost_usd, usage_quantity = EXCLUDED.usage_quantity,
       unit = EXCLUDED.unit, estimated = EXCLUDED.estimated, collected_at = EXCLUDED.collected_at
     WHERE (b.region, b.unblended_cost_usd, b.amortized_cost_usd, b.usage_quantity, b.unit, b.estimated)
       IS DISTINCT FROM (EXCLUDED.region, EXCLUDED.unblended_cost_usd, EXCLUDED.amortized_cost_usd,
         EXCLUDED.usage_quantity, EXCLUDED.unit, EXCLUDED.estimated)
     RETURNING (xmax = 0) AS created`,
    [billed, now],
  );
  const created = written.filter((row) => row.created).length;
  return { created, modified: written.length - created };
}

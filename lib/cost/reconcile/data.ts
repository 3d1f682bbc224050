import type { Queryable } from "../../runs/mutations.ts";

/** A line of the bill in the days that are estimated. */
export interface BilledLine {
  accountId: string;
  day: string;
  service: string;
  region: string;
  usageType: string;
  usd: number;
  quantity: number | null;
  unit: string | null;
}

/** Every line of the bill from a day to another, both included. */
export async function readBill(db: Queryable, first: string, last: string): Promise<BilledLine[]> {
  const { rows } = await db.query<BilledLine>(
    `SELECT account_id AS "accountId", day, service, region, usage_type AS "usageType", unblended_cost_usd AS usd,
       usage_quantity AS quantity, unit
     FROM billed_cost WHERE day BETWEEN $1::date AND $2::date ORDER BY account_id, day, service, usage_type`,
    [first, last],
  );
  return rows;
}

/** Who pays for each account, by account. */
export async function readPayers(db: Queryable): Promise<Map<string, string>> {
  const { rows } = await db.query<{ accountId: string; payerId: string }>(
    `SELECT account_id AS "accountId", COALESCE(management_account_id, account_id) AS "payerId" FROM account`,
  );
  return new Map(rows.map(({ accountId, payerId }) => [accountId, payerId]));
}

/** When the bill of each payer was last read as a whole. */
export async function readBillReadings(db: Queryable): Promise<Map<string, Date>> {
  const { rows } = await db.query<{ accountId: string; at: Date }>(
    `SELECT account_id AS "accountId", max(last_success_at) AS at FROM collector_scope
     WHERE collector = 'costs' AND last_success_at IS NOT NULL GROUP BY 1`,
  );
  return new Map(rows.map(({ accountId, at }) => [accountId, at]));
}

/** Accounts and regions, as `account region`, whose last look at their endpoints was complete. */
export async function readCollected(db: Queryable): Promise<Set<string>> {
  const { rows } = await db.query<{ scope: string }>(
    `SELECT account_id || ' ' || region AS scope FROM collector_scope
     WHERE collector = 'endpoints' AND outcome = 'success' AND retired_at IS NULL`,
  );
  return new Set(rows.map(({ scope }) => scope));
}

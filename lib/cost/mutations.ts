import type { PartitionedTable } from "../db/partitions.ts";
import { columnName } from "../inventory/tables.ts";
import type { Queryable } from "../runs/mutations.ts";

/** What every line of a bill says, by account, day and service. Amounts are decimal texts, as Cost Explorer gives them. */
interface BilledLine {
  accountId: string;
  /** UTC day, YYYY-MM-DD. */
  day: string;
  service: string;
  /** '' where the usage type does not tell. */
  region: string;
  unblendedCostUsd: string;
  usageQuantity: string | null;
  unit: string | null;
  estimated: boolean;
}

/** One line of the bill. */
export interface BilledRow extends BilledLine {
  usageType: string;
  amortizedCostUsd: string | null;
}

/** One line of the bill by resource; under the payer where nobody tells whose the resource is. */
export interface BilledResourceRow extends BilledLine {
  usageType: string;
  resourceId: string;
}

/** One line of the bill by zone, all endpoints of an account together. */
export interface BilledZoneRow extends BilledLine {
  charge: "hours" | "data";
  /** As the account names it; '' for none. */
  availabilityZone: string;
}

/** A table of billed costs: its key beside account, day and service, and what it holds beyond a line. */
interface BilledTable<Row extends BilledLine> {
  name: "billed_cost" | "billed_resource_cost" | "billed_zone_cost";
  key: readonly (keyof Row & string)[];
  amounts: readonly (keyof Row & string)[];
}

export const billedCost: BilledTable<BilledRow> = {
  name: "billed_cost",
  key: ["usageType"],
  amounts: ["unblendedCostUsd", "amortizedCostUsd"],
};
export const billedResourceCost: BilledTable<BilledResourceRow> = {
  name: "billed_resource_cost",
  key: ["usageType", "resourceId"],
  amounts: ["unblendedCostUsd"],
};
/** How the bill by resource is kept: more than a year, to compare with. */
export const billedResourceTable: PartitionedTable = {
  table: "billed_resource_cost",
  per: "month",
  retentionDays: 400,
};
export const billedZoneCost: BilledTable<BilledZoneRow> = {
  name: "billed_zone_cost",
  key: ["charge", "availabilityZone"],
  amounts: ["unblendedCostUsd"],
};

const ofPayer = (payer: string) =>
  `(b.account_id = ${payer} OR b.account_id IN (SELECT account_id FROM account WHERE management_account_id = ${payer}))`;

/**
 * The last day that is stored of a service for a payer's accounts, and the first one that Cost Explorer may still
 * change. Each service is asked for on its own: what is known of one says nothing of another that failed.
 */
export async function knownCosts(
  db: Queryable,
  table: Pick<BilledTable<BilledLine>, "name">,
  payerId: string,
  service: string,
): Promise<{ lastDay: string | null; firstEstimatedDay: string | null }> {
  const { rows } = await db.query<{ lastDay: string | null; firstEstimatedDay: string | null }>(
    `SELECT max(day)::text AS "lastDay", (min(day) FILTER (WHERE estimated))::text AS "firstEstimatedDay"
     FROM ${table.name} b WHERE b.service = $2 AND ${ofPayer("$1")}`,
    [payerId, service],
  );
  return rows[0] ?? { lastDay: null, firstEstimatedDay: null };
}

/** Usage types that a payer's accounts were billed for in a service since a day. */
export async function billedUsageTypes(
  db: Queryable,
  payerId: string,
  service: string,
  since: string,
): Promise<string[]> {
  const { rows } = await db.query<{ usageType: string }>(
    `SELECT DISTINCT usage_type AS "usageType" FROM billed_cost b
     WHERE b.service = $2 AND b.day >= $3::date AND ${ofPayer("$1")} ORDER BY 1`,
    [payerId, service, since],
  );
  return rows.map(({ usageType }) => usageType);
}

/** Which account each of these endpoints belongs to, as far as the inventory knows. */
export async function ownersOf(db: Queryable, vpcEndpointIds: string[]): Promise<Map<string, string>> {
  const { rows } = await db.query<{ id: string; accountId: string }>(
    `SELECT vpc_endpoint_id AS id, account_id AS "accountId" FROM vpc_endpoint WHERE vpc_endpoint_id = ANY ($1)`,
    [vpcEndpointIds],
  );
  return new Map(rows.map(({ id, accountId }) => [id, accountId]));
}

/**
 * Makes the bill of a payer's accounts for one service and span of days be exactly `rows`. Rows that say the same
 * are not touched. Call it inside a transaction.
 * @param days from (inclusive) to (exclusive), YYYY-MM-DD.
 */
export async function replaceCosts<Row extends BilledLine>(
  client: Queryable,
  table: BilledTable<Row>,
  bill: { payerId: string; service: string; days: { start: string; end: string }; rows: Row[] },
  now: Date,
): Promise<{ created: number; modified: number }> {
  const { payerId, service, days, rows } = bill;
  const key = ["accountId", "day", "service", ...table.key];
  const types: Record<string, string> = { day: "date", estimated: "boolean", usageQuantity: "numeric" };
  for (const amount of table.amounts) types[amount] = "numeric";
  const rounded: Record<string, number> = { usageQuantity: 8 };
  for (const amount of table.amounts) rounded[amount] = 10;
  const values = ["region", ...table.amounts, "usageQuantity", "unit", "estimated"];
  const columns = [...key, ...values];
  const record = `json_to_recordset($1::json) AS r(${columns.map((name) => `"${name}" ${types[name] ?? "text"}`).join(", ")})`;
  const billed = JSON.stringify(rows);
  const same = [...key].map((name) => `r."${name}" = b.${columnName(name)}`).join(" AND ");
  await client.query(
    `DELETE FROM ${table.name} b
     WHERE b.day >= $2::date AND b.day < $3::date AND b.service = $4
       AND (${ofPayer("$5")} OR b.account_id IN (SELECT "accountId" FROM ${record}))
       AND NOT EXISTS (SELECT FROM ${record} WHERE ${same})`,
    [billed, days.start, days.end, service, payerId],
  );
  // Partitions do not tell an inserted row from an updated one, as xmax would.
  const { rows: stored } = await client.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM ${record} JOIN ${table.name} b ON ${same}`,
    [billed],
  );
  const kept = values.map(columnName);
  const source = columns.map((name) =>
    name in rounded ? `round(r."${name}", ${rounded[name]})` : `r."${name}"`,
  );
  const { rowCount } = await client.query(
    `INSERT INTO ${table.name} AS b (${columns.map(columnName).join(", ")}, collected_at)
     SELECT ${source.join(", ")}, $2 FROM ${record}
     ON CONFLICT (${key.map(columnName).join(", ")}) DO UPDATE SET
       ${kept.map((name) => `${name} = EXCLUDED.${name}`).join(", ")}, collected_at = EXCLUDED.collected_at
     WHERE (${kept.map((name) => `b.${name}`).join(", ")})
       IS DISTINCT FROM (${kept.map((name) => `EXCLUDED.${name}`).join(", ")})`,
    [billed, now],
  );
  const created = rows.length - (stored[0]?.count ?? 0);
  return { created, modified: (rowCount ?? 0) - created };
}

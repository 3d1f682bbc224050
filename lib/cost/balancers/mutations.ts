import type { PartitionedTable } from "../../db/partitions.ts";
import type { Queryable } from "../../runs/mutations.ts";
import { addDays } from "../days.ts";
import { usdText } from "../estimates/money.ts";
import type { Rate, Window } from "../estimates/schema.ts";
import type { BalancerDay } from "./compute.ts";
import type { BalancerRow } from "./data.ts";

/** How estimates by load balancer and day are kept: more than a year, to compare with. */
export const balancerCostTable: PartitionedTable = {
  table: "load_balancer_cost_day",
  per: "month",
  retentionDays: 400,
};

/** A load balancer with its days and the newest price of its hours. */
export interface StoredBalancer {
  row: Pick<BalancerRow, "accountId" | "region" | "loadBalancerArn" | "seenTo">;
  days: readonly BalancerDay[];
  rate: Rate | undefined;
}

const types = {
  account_id: "text",
  load_balancer_arn: "text",
  day: "date",
  region: "text",
  hours: "smallint",
  hours_usd: "numeric(18,9)",
  lcu_hours: "numeric(18,6)",
  lcu_usd: "numeric(18,9)",
  lcu_source: "text",
  dimension: "text",
  why: "text",
  cross_zone_bytes: "bigint",
  cross_zone_usd: "numeric(18,9)",
  reason: "text",
  price_effective_from: "date",
  price_source: "text",
  as_of: "timestamptz(3)",
} as const;
const columns = Object.keys(types);
const key = columns.slice(0, 3);
/** A look that finds nothing new is no reason to write. */
const told = columns.slice(3).filter((name) => name !== "as_of");
const atOnce = 5000;

/** Makes the days of the window be exactly these; those that say the same are not touched. Returns how many changed. */
export async function replaceBalancerDays(
  client: Queryable,
  balancers: readonly StoredBalancer[],
  window: Window,
  now: Date,
): Promise<number> {
  const records = balancers.flatMap(recordsOf(window));
  const shape = columns.map((name) => `${name} ${types[name as keyof typeof types]}`).join(", ");
  let changed = 0;
  for (let from = 0; from < records.length; from += atOnce) {
    const { rowCount } = await client.query(
      `INSERT INTO load_balancer_cost_day AS c (${columns.join(", ")}, evaluated_at)
       SELECT ${columns.join(", ")}, $2 FROM json_to_recordset($1::json) AS r(${shape})
       ON CONFLICT (${key.join(", ")}) DO UPDATE SET
         ${columns
           .slice(3)
           .map((name) => `${name} = EXCLUDED.${name}`)
           .join(", ")}, evaluated_at = EXCLUDED.evaluated_at
       WHERE (${told.map((name) => `c.${name}`).join(", ")})
         IS DISTINCT FROM (${told.map((name) => `EXCLUDED.${name}`).join(", ")})`,
      [JSON.stringify(records.slice(from, from + atOnce)), now],
    );
    changed += rowCount ?? 0;
  }
  const days = balancers.flatMap(({ row, days }) => days.map(({ day }) => ({ row, day })));
  const { rowCount } = await client.query(
    `DELETE FROM load_balancer_cost_day c WHERE day BETWEEN $1::date AND $2::date AND NOT EXISTS (
       SELECT FROM unnest($3::text[], $4::text[], $5::date[]) AS k(account_id, arn, day)
       WHERE k.account_id = c.account_id AND k.arn = c.load_balancer_arn AND k.day = c.day)`,
    [
      window.first,
      addDays(window.first, window.days - 1),
      days.map(({ row }) => row.accountId),
      days.map(({ row }) => row.loadBalancerArn),
      days.map(({ day }) => addDays(window.first, day)),
    ],
  );
  return changed + (rowCount ?? 0);
}

const usd = (nanos: number | null) => (nanos === null ? null : usdText(nanos));

const recordsOf =
  (window: Window) =>
  ({ row, days, rate }: StoredBalancer): Record<keyof typeof types, unknown>[] =>
    days.map((one) => ({
      ...{ account_id: row.accountId, load_balancer_arn: row.loadBalancerArn, region: row.region },
      day: addDays(window.first, one.day),
      ...{ hours: one.hours, hours_usd: usd(one.hoursNanos) },
      ...{
        lcu_hours: one.lcuHours?.toFixed(6) ?? null,
        lcu_usd: usd(one.lcuNanos),
        lcu_source: one.lcuSource,
      },
      ...{ dimension: one.dimension, why: one.why, reason: one.reason },
      ...{ cross_zone_bytes: one.crossZoneBytes, cross_zone_usd: usd(one.crossZoneNanos) },
      ...{ price_effective_from: rate?.effectiveFrom ?? null, price_source: rate?.source ?? null },
      as_of: row.seenTo,
    }));

import { database } from "../db/pool.ts";

/** A sum over days, and over how many of them it is known; null where none is. */
export interface DaySum {
  value: number | null;
  days: number;
}

/** What one endpoint is estimated to cost in one zone over some days. */
export interface ZoneCost {
  /** Null: data processed of which no zone is known. */
  azId: string | null;
  /** Days on which the endpoint was there. */
  days: number;
  hoursUsd: DaySum;
  dataUsd: DaySum;
  bytes: DaySum;
  /** Why a part of them is not known, a key of `estimateReasons`; null where all is. */
  reason: string | null;
}

/** What one endpoint costs. */
export interface EndpointCostView {
  monthlyCostUsd: number | null;
  monthlyHoursUsd: number | null;
  monthlyDataUsd: number | null;
  reason: string | null;
  priceEffectiveFrom: string | null;
  priceSource: string | null;
  asOf: string;
  firstDay: string;
  lastDay: string;
  zones: ZoneCost[];
}

const daySum = (column: string) =>
  `jsonb_build_object('value', sum(${column})::float8, 'days', count(${column}))`;

/** Estimated cost of one endpoint by zone over the `days` before `now`; null before the first estimate. */
export async function endpointZoneCost(
  { accountId, vpcEndpointId }: { accountId: string; vpcEndpointId: string },
  now: Date,
  days = 30,
): Promise<EndpointCostView | null> {
  const { pool } = await database();
  const firstDay = new Date(now.getTime() - (days - 1) * 86_400_000).toISOString().slice(0, 10);
  const [monthly, zones] = await Promise.all([
    pool.query<Omit<EndpointCostView, "firstDay" | "lastDay" | "zones" | "asOf"> & { asOf: Date }>(
      `SELECT monthly_cost_usd::float8 AS "monthlyCostUsd", monthly_hours_usd::float8 AS "monthlyHoursUsd",
         monthly_data_usd::float8 AS "monthlyDataUsd", reason, price_effective_from::text AS "priceEffectiveFrom",
         price_source AS "priceSource", as_of AS "asOf"
       FROM endpoint_cost WHERE account_id = $1 AND vpc_endpoint_id = $2`,
      [accountId, vpcEndpointId],
    ),
    pool.query<ZoneCost>(
      `SELECT nullif(az_id, '') AS "azId", count(*)::int AS days,
         ${daySum("hours_usd")} AS "hoursUsd", ${daySum("data_usd")} AS "dataUsd", ${daySum("bytes")} AS bytes,
         max(reason) AS reason
       FROM endpoint_cost_day WHERE account_id = $1 AND vpc_endpoint_id = $2 AND day >= $3::date
       GROUP BY az_id ORDER BY az_id = '', az_id`,
      [accountId, vpcEndpointId, firstDay],
    ),
  ]);
  const [row] = monthly.rows;
  if (!row) return null;
  const asOf = row.asOf.toISOString();
  return { ...row, asOf, firstDay, lastDay: asOf.slice(0, 10), zones: zones.rows };
}

import type { Queryable } from "../../runs/mutations.ts";
import { addDays, addMonths } from "../days.ts";
import type { Window } from "./schema.ts";

const values = [
  ...["region", "vpc_endpoint_type", "vpc_id", "service_name", "owner", "environment", "hours", "idle_hours"],
  ...[
    "unknown_hours",
    "hours_usd",
    "bytes",
    "data_usd",
    "unestimated",
    "price_effective_from",
    "price_source",
  ],
];

/** Sums of a month by zone of endpoint; $1 is its first day, $2 that of the next. */
const summed = `
  SELECT d.account_id, $1::date, d.vpc_endpoint_id, d.az_id, max(d.region), max(e.vpc_endpoint_type),
    max(e.vpc_id), max(e.service_name), max(e.owner), max(e.environment), sum(d.hours),
    COALESCE(sum(d.hours) FILTER (WHERE d.bytes = 0), 0), COALESCE(sum(d.hours) FILTER (WHERE d.bytes IS NULL), 0),
    sum(d.hours_usd), sum(d.bytes), sum(d.data_usd),
    count(*) FILTER (WHERE d.reason IS DISTINCT FROM 'zone-unknown' AND d.reason IS NOT NULL),
    max(k.price_effective_from), max(k.price_source)
  FROM endpoint_cost_day d
  LEFT JOIN endpoint_cost k ON k.account_id = d.account_id AND k.vpc_endpoint_id = d.vpc_endpoint_id
  LEFT JOIN vpc_endpoint e ON e.account_id = d.account_id AND e.region = d.region
    AND e.vpc_endpoint_id = d.vpc_endpoint_id
  WHERE d.day >= $1 AND d.day < $2 GROUP BY d.account_id, d.vpc_endpoint_id, d.az_id`;

/**
 * Sums the months that the window touches anew; rows that say the same are not touched. A zone of an endpoint without a
 * day left in the month goes.
 */
export async function sumMonths(db: Queryable, window: Window): Promise<void> {
  const last = addDays(window.first, window.days - 1).slice(0, 7);
  for (let month = window.first.slice(0, 7); month <= last; month = addMonths(month, 1)) {
    const span = [`${month}-01`, `${addMonths(month, 1)}-01`];
    await db.query(
      `INSERT INTO endpoint_cost_month AS m (account_id, month, vpc_endpoint_id, az_id, ${values.join(", ")}) ${summed}
       ON CONFLICT (account_id, month, vpc_endpoint_id, az_id) DO UPDATE SET
         ${values.map((name) => `${name} = EXCLUDED.${name}`).join(", ")}
       WHERE (${values.map((name) => `m.${name}`).join(", ")})
         IS DISTINCT FROM (${values.map((name) => `EXCLUDED.${name}`).join(", ")})`,
      span,
    );
    await db.query(
      `DELETE FROM endpoint_cost_month m WHERE m.month = $1 AND NOT EXISTS (
         SELECT FROM endpoint_cost_day d WHERE d.account_id = m.account_id AND d.vpc_endpoint_id = m.vpc_endpoint_id
           AND d.az_id = m.az_id AND d.day >= $1 AND d.day < $2)`,
      span,
    );
  }
}

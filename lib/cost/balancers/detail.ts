import { database } from "../../db/pool.ts";
import { addDays } from "../days.ts";
import type { BalancerCost, BalancerCostDay } from "./schema.ts";

const shownDays = 30;

type DayRow = BalancerCostDay & { priceDate: string | null; priceSource: string | null; asOf: Date };

async function readDays(accountId: string, arn: string): Promise<DayRow[]> {
  const { pool } = await database();
  const { rows } = await pool.query<DayRow>(
    `SELECT day, hours, hours_usd::float8 AS "hoursUsd", lcu_hours::float8 AS "lcuHours", lcu_usd::float8 AS "lcuUsd",
       lcu_source AS "lcuSource", dimension, why, cross_zone_bytes::float8 AS "crossZoneBytes",
       cross_zone_usd::float8 AS "crossZoneUsd", reason, price_effective_from AS "priceDate",
       price_source AS "priceSource", as_of AS "asOf"
     FROM load_balancer_cost_day WHERE account_id = $1 AND load_balancer_arn = $2 ORDER BY day DESC LIMIT $3`,
    [accountId, arn, shownDays],
  );
  return rows;
}

async function readReconciled(accountId: string, region: string, from: string, to: string) {
  const { pool } = await database();
  const { rows } = await pool.query<NonNullable<BalancerCost["reconciled"]>>(
    `WITH d AS (
       SELECT * FROM cost_reconciliation_day WHERE account_id = $1 AND region = $2 AND day >= $3::date AND day < $4::date
         AND charge IN ('LoadBalancerUsage', 'LCUUsage')
     )
     SELECT sum(estimated_usd)::float8 AS "estimatedUsd", sum(billed_usd)::float8 AS "billedUsd",
       sum(unexplained_usd)::float8 AS "unexplainedUsd",
       (SELECT coalesce(jsonb_agg(jsonb_build_object('cause', cause, 'usd', usd) ORDER BY abs(usd) DESC, cause), '[]')
        FROM (SELECT c ->> 'cause' AS cause, sum((c ->> 'usd')::numeric) AS usd
          FROM d, jsonb_array_elements(d.causes) c GROUP BY 1) causes) AS causes
     FROM d HAVING count(*) > 0`,
    [accountId, region, from, to],
  );
  return rows[0] ?? null;
}

/** What a load balancer cost over the last 30 days that are estimated; null before its first evaluation. */
export async function balancerCost(of: {
  accountId: string;
  region: string;
  loadBalancerArn: string;
}): Promise<BalancerCost | null> {
  const rows = await readDays(of.accountId, of.loadBalancerArn);
  const [newest] = rows;
  const oldest = rows.at(-1);
  if (!newest || !oldest) return null;
  const to = addDays(newest.day, 1);
  const reconciled = await readReconciled(of.accountId, of.region, oldest.day, to);
  return { ...sumDays(rows), from: oldest.day, to, asOf: newest.asOf.toISOString(), reconciled };
}

/** The sums of days, the newest first; a figure is null where no day has it. */
function sumDays(rows: readonly DayRow[]): Omit<BalancerCost, "asOf" | "from" | "to" | "reconciled"> {
  const sum = (pick: (row: DayRow) => number | null) => {
    const known = rows.flatMap((row) => pick(row) ?? []);
    return known.length > 0 ? known.reduce((total, one) => total + one, 0) : null;
  };
  const usd = {
    hoursUsd: sum(({ hoursUsd }) => hoursUsd),
    lcuUsd: sum(({ lcuUsd }) => lcuUsd),
    crossZoneUsd: sum(({ crossZoneUsd }) => crossZoneUsd),
  };
  const parts = Object.values(usd).filter((one) => one !== null);
  const counts = Map.groupBy(
    rows.flatMap(({ dimension }) => dimension ?? []),
    (name) => name,
  );
  const [dimension] =
    [...counts].toSorted(([a, { length: x }], [b, { length: y }]) => y - x || (a < b ? -1 : 1))[0] ?? [];
  return {
    ...usd,
    estimatedUsd: parts.length > 0 ? parts.reduce((total, one) => total + one, 0) : null,
    hours: sum(({ hours }) => hours) ?? 0,
    lcuHours: sum(({ lcuHours }) => lcuHours),
    crossZoneBytes: sum(({ crossZoneBytes }) => crossZoneBytes),
    unestimatedDays: rows.filter(({ reason }) => reason !== null).length,
    dimension: dimension ?? null,
    why: rows.find((row) => dimension && row.dimension === dimension)?.why ?? null,
    priceDate: rows[0]?.priceDate ?? null,
    priceSource: rows[0]?.priceSource ?? null,
    days: rows.map(({ priceDate: _date, priceSource: _source, asOf: _asOf, ...day }) => day),
  };
}

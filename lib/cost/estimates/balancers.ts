import { lastSeenSql } from "../../inventory/scopeSql.ts";
import type { Queryable } from "../../runs/mutations.ts";
import { capacityUse } from "./capacity.ts";
import { chargeNamed } from "./charges.ts";
import { dayNumber } from "./evidence.ts";
import { hoursOfDay } from "./hours.ts";
import type { Rates } from "./rates.ts";
import type { Rate, Window } from "./schema.ts";
import type { DayTotal, Totals } from "./totals.ts";

const dayMs = 86_400_000;

interface BalancerRow {
  accountId: string;
  payerId: string;
  region: string;
  type: string | null;
  createdAt: Date;
  goneAt: Date | null;
  seenTo: Date;
  measuredFrom: Date | null;
  measuredTo: Date | null;
  days: {
    day: string;
    lcus: number | null;
    newFlows: number | null;
    activeFlows: number | null;
    bytes: number | null;
  }[];
}

/** Load balancers that existed since a day, with what they carried by day. */
async function readBalancers(db: Queryable, since: string): Promise<BalancerRow[]> {
  const { rows } = await db.query<BalancerRow>(
    `SELECT b.account_id AS "accountId", COALESCE(a.management_account_id, b.account_id) AS "payerId", b.region, b.type,
       COALESCE(b.created_time, b.first_seen_at) AS "createdAt", b.gone_at AS "goneAt",
       ${lastSeenSql("b", "s")} AS "seenTo", w.collected_from AS "measuredFrom", w.watermark AS "measuredTo",
       COALESCE(m.days, '[]') AS days
     FROM load_balancer b
     LEFT JOIN account a ON a.account_id = b.account_id
     LEFT JOIN collector_scope s
       ON s.account_id = b.account_id AND s.region = b.region AND s.collector = b.collector
     LEFT JOIN LATERAL (
       SELECT min(m.collected_from) AS collected_from, max(m.watermark) AS watermark FROM metric_watermark m
       WHERE m.account_id = b.account_id AND m.namespace = 'AWS/NetworkELB' AND m.grain = 'load-balancer'
         AND m.resource_id = split_part(b.load_balancer_arn, ':loadbalancer/', 2)) w ON true
     LEFT JOIN LATERAL (
       SELECT json_agg(json_build_object('day', d.ts::date, 'lcus', d.consumed_lcus, 'newFlows', d.new_flow_count,
         'activeFlows', d.active_flow_count_avg, 'bytes', d.processed_bytes)) AS days
       FROM load_balancer_metric_1d d
       WHERE d.account_id = b.account_id AND d.load_balancer = split_part(b.load_balancer_arn, ':loadbalancer/', 2)
         AND d.az_id = '' AND d.target_group = '' AND d.ts >= $1::date) m ON true
     WHERE (b.gone_at IS NULL OR b.gone_at >= $1::date) AND b.type IN ('network', 'gateway')`,
    [since],
  );
  return rows;
}

/**
 * Adds what load balancers behind endpoint services cost: hours, and capacity units as CloudWatch counts them, else by
 * the dimension that needs most over the day. Gateway load balancers have prices of their own, which are not known.
 */
export async function estimateBalancers(
  db: Queryable,
  window: Window,
  rates: Rates,
  totals: Totals,
): Promise<void> {
  for (const row of await readBalancers(db, window.first)) addBalancer(row, window, rates, totals);
}

function addBalancer(row: BalancerRow, window: Window, rates: Rates, totals: Totals): void {
  const hourCharge = chargeNamed("LoadBalancerUsage");
  const unitCharge = chargeNamed("LCUUsage");
  if (!hourCharge || !unitCharge) return;
  const { accountId, payerId, region } = row;
  const priced = row.type === "network";
  const start = Date.parse(`${window.first}T00:00:00Z`);
  const span = {
    from: row.createdAt.getTime(),
    to: Math.min(row.goneAt?.getTime() ?? Infinity, row.seenTo.getTime()),
  };
  const measured = new Map(row.days.map((one) => [dayNumber(one.day) - dayNumber(window.first), one]));
  for (let day = 0; day < window.days; day++) {
    const dayStart = start + day * dayMs;
    const hours = hoursOfDay([span], dayStart);
    if (hours === 0) continue;
    const key = { accountId, payerId, region };
    const hourRate = priced ? rates.hours(hourCharge, region)[day] : undefined;
    totals.add({ ...key, charge: hourCharge.charge }, day, totalOf(hours, hourRate));
    const unitRate = priced ? rates.hours(unitCharge, region)[day] : undefined;
    const units = unitsOfDay(row, measured.get(day), dayStart, hours);
    totals.add({ ...key, charge: unitCharge.charge }, day, totalOf(units, unitRate));
  }
}

function unitsOfDay(
  { measuredFrom, measuredTo }: BalancerRow,
  load: BalancerRow["days"][number] | undefined,
  dayStart: number,
  hours: number,
): number | null {
  if (load) {
    if (load.lcus !== null) return load.lcus;
    const { units, dominant } = capacityUse({ hours, ...load });
    return dominant && (units[dominant] ?? 0) * hours;
  }
  const covered =
    measuredFrom && measuredTo && measuredFrom.getTime() <= dayStart && measuredTo.getTime() > dayStart;
  return covered ? 0 : null;
}

function totalOf(quantity: number | null, rate: Rate | undefined): DayTotal {
  const known = quantity !== null && rate !== undefined;
  return {
    nanos: known ? Math.round(quantity * rate.nanos) : 0,
    quantity: quantity ?? 0,
    counted: 1,
    unestimated: known ? 0 : 1,
    rate,
  };
}

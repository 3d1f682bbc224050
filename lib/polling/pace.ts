import type pg from "pg";
import { stillAsked } from "./askedSql.ts";
import { type MetricsPerDay, type Pace, paceOf } from "./budget.ts";
import { askedNeeds, metricsCostUsd, type Need } from "./schema.ts";

/** Metrics asked for since the first of the month (UTC). */
async function metricsThisMonth(pool: pg.Pool, now: Date): Promise<number> {
  const { rows } = await pool.query<{ metrics: number }>(
    `SELECT COALESCE(sum(metrics_requested), 0)::float8 AS metrics FROM metric_spend
     WHERE day >= date_trunc('month', $1::timestamptz AT TIME ZONE 'UTC')::date`,
    [now],
  );
  return rows[0]?.metrics ?? 0;
}

async function metricsPerDay(pool: pg.Pool): Promise<MetricsPerDay> {
  const { rows } = await pool.query<{ need: Need; metrics: number }>(
    `SELECT need, sum(metrics_per_day)::float8 AS metrics FROM polling_need p WHERE ${stillAsked} GROUP BY need`,
  );
  const of = new Map(rows.map(({ need, metrics }) => [need, metrics]));
  return Object.fromEntries(askedNeeds.map((need) => [need, of.get(need) ?? 0])) as MetricsPerDay;
}

/** How the fleet's polling keeps to its budget now. */
export async function readPace(pool: pg.Pool, usdPerMonth: number | undefined, now: Date): Promise<Pace> {
  const [spent, perDay] = await Promise.all([metricsThisMonth(pool, now), metricsPerDay(pool)]);
  return paceOf(usdPerMonth, metricsCostUsd(spent), perDay, now);
}

const keptMs = 60_000;
const recent = new WeakMap<pg.Pool, { at: number; pace: Promise<Pace> }>();

/** The same, at most a minute old: it sums over the whole fleet, and every run of every scope asks. */
export async function recentPace(pool: pg.Pool, usdPerMonth: number | undefined, now: Date): Promise<Pace> {
  // Without a budget nothing is slowed, whatever was spent.
  if (usdPerMonth === undefined)
    return paceOf(undefined, 0, { watched: 0, troubled: 0, active: 0, asleep: 0 }, now);
  const known = recent.get(pool);
  if (known && Math.abs(now.getTime() - known.at) < keptMs) return known.pace;
  const pace = readPace(pool, usdPerMonth, now);
  recent.set(pool, { at: now.getTime(), pace });
  pace.catch(() => recent.delete(pool));
  return pace;
}

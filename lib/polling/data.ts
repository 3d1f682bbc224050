import { database } from "../db/pool.ts";
import { stillAsked } from "./askedSql.ts";
import type { AskedNeed, Need } from "./schema.ts";

/** Metrics asked for on a day (UTC). */
export interface SpendDay {
  /** `YYYY-MM-DD`. */
  day: string;
  metricsRequested: number;
}

/** What was asked on each day since one, newest first; days without any are absent. */
export async function spendSince(since: Date): Promise<SpendDay[]> {
  const { pool } = await database();
  const { rows } = await pool.query<SpendDay>(
    `SELECT to_char(day, 'YYYY-MM-DD') AS day, sum(metrics_requested)::float8 AS "metricsRequested"
     FROM metric_spend WHERE day >= ($1::timestamptz AT TIME ZONE 'UTC')::date GROUP BY 1 ORDER BY 1 DESC`,
    [since],
  );
  return rows;
}

/** Endpoints of one need. */
export interface NeedCount {
  need: Need;
  endpoints: number;
  zones: number;
  /** Of endpoints, services and load balancers of this need. */
  metricsPerDay: number;
}

export async function needCounts(): Promise<NeedCount[]> {
  const { pool } = await database();
  const { rows } = await pool.query<NeedCount>(
    `SELECT need, (count(*) FILTER (WHERE kind = 'endpoint'))::int AS endpoints,
       COALESCE(sum(zones) FILTER (WHERE kind = 'endpoint'), 0)::int AS zones,
       sum(metrics_per_day)::float8 AS "metricsPerDay"
     FROM polling_need p WHERE ${stillAsked} GROUP BY need`,
  );
  return rows;
}

/** How far traffic of endpoints is behind what CloudWatch has published, in minutes. */
export interface NeedFreshness {
  need: AskedNeed;
  medianMinutes: number;
  p95Minutes: number;
}

/** @param published end of the newest minute that CloudWatch can be expected to have published. */
export async function needFreshness(published: Date): Promise<NeedFreshness[]> {
  const { pool } = await database();
  const { rows } = await pool.query<{ need: AskedNeed; minutes: [number, number] }>(
    `SELECT p.need, percentile_disc(ARRAY[0.5, 0.95]) WITHIN GROUP (
         ORDER BY GREATEST(0, extract(epoch FROM $1::timestamptz - w.watermark) / 60)::float8) AS minutes
     FROM polling_need p
     JOIN metric_watermark w ON w.account_id = p.account_id AND w.resource_id = p.resource_id
       AND w.namespace = 'AWS/PrivateLinkEndpoints' AND w.grain = 'endpoint' AND w.period_seconds = 60
     WHERE p.kind = 'endpoint' AND p.need <> 'unmeasurable' AND ${stillAsked} GROUP BY 1`,
    [published],
  );
  return rows.map(({ need, minutes: [medianMinutes, p95Minutes] }) => ({ need, medianMinutes, p95Minutes }));
}

/** Until when what the collectors asked for is counted: the last run of the metrics of any scope. */
export async function lastPolledAt(): Promise<Date | null> {
  const { pool } = await database();
  const { rows } = await pool.query<{ at: Date | null }>(
    "SELECT max(last_attempt_at) AS at FROM collector_scope WHERE collector = 'metrics'",
  );
  return rows[0]?.at ?? null;
}

import { database } from "../db/pool.ts";
import type { Availability } from "../slo/endpoints.ts";
import type { SloState } from "../slo/judge.ts";

/** The objective that is kept at each endpoint: what availability of the fleet is told by. */
export interface FleetObjective {
  sloId: string;
  title: string;
  indicator: string;
  state: SloState;
  reason: string;
  /** Percent. */
  objective: number | null;
  window: string;
  attainment: number | null;
  bad: number | null;
  total: number | null;
  budgetLeft: number | null;
  coverage: number | null;
  asOf: Date | null;
  evidence: { availability?: Availability };
}

/** The first objective that is kept per endpoint; undefined while none was evaluated. */
export async function fleetObjective(): Promise<FleetObjective | undefined> {
  const { pool } = await database();
  const { rows } = await pool.query<FleetObjective>(
    `SELECT slo_id AS "sloId", title, indicator, state, reason, objective, budget_window AS "window", attainment, bad,
       total, budget_left AS "budgetLeft", coverage, as_of AS "asOf", evidence
     FROM slo WHERE definition ->> 'perEndpoint' = 'true' ORDER BY position LIMIT 1`,
  );
  return rows[0];
}

/** How the error budget is told apart. */
export const budgetGroups = ["service", "environment"] as const;
export type BudgetGroup = (typeof budgetGroups)[number];

/** What was counted of one service's, or environment's, endpoints in the window. */
export interface BudgetCount {
  key: string | null;
  name: string | null;
  endpoints: number;
  measured: number;
  bad: number | null;
  total: number | null;
}

const keySql: Record<BudgetGroup, string> = { service: "e.service_name", environment: "e.environment" };

/** Events of an objective by service or environment, over its own window. */
export async function budgetCounts(sloId: string, by: BudgetGroup): Promise<BudgetCount[]> {
  const { pool } = await database();
  const name =
    by === "service"
      ? `(SELECT v.tags ->> 'Name' FROM vpc_endpoint_service v WHERE v.service_name = g.key LIMIT 1)`
      : "NULL::text";
  const { rows } = await pool.query<BudgetCount>(
    `SELECT g.*, ${name} AS name FROM (
       SELECT ${keySql[by]} AS key, count(*)::int AS endpoints, count(x.attainment)::int AS measured,
         sum(x.bad) FILTER (WHERE x.attainment IS NOT NULL) AS bad,
         sum(x.total) FILTER (WHERE x.attainment IS NOT NULL) AS total
       FROM slo_endpoint x JOIN vpc_endpoint e ON e.account_id = x.account_id AND e.region = x.region
         AND e.vpc_endpoint_id = x.vpc_endpoint_id
       WHERE x.slo_id = $1 GROUP BY 1) g`,
    [sloId],
  );
  return rows;
}

/** Events of one UTC day of one service or environment. */
export interface BudgetDay {
  key: string | null;
  day: string;
  bad: number;
  total: number;
}

/** Days of those services or environments, since a day. */
export async function budgetDays(
  indicator: string,
  by: BudgetGroup,
  keys: readonly string[],
  since: string,
): Promise<BudgetDay[]> {
  if (keys.length === 0) return [];
  const { pool } = await database();
  const { rows } = await pool.query<BudgetDay>(
    `SELECT e.key, d.day, sum(d.bad) AS bad, sum(d.total) AS total
     FROM (SELECT account_id, vpc_endpoint_id, ${keySql[by]} AS key FROM vpc_endpoint e WHERE ${keySql[by]} = ANY ($2)) e
     JOIN sli_endpoint_day d ON d.account_id = e.account_id AND d.vpc_endpoint_id = e.vpc_endpoint_id
     WHERE d.indicator = $1 AND d.day >= $3::date GROUP BY 1, 2 ORDER BY 1, 2`,
    [indicator, keys, since],
  );
  return rows;
}

/** Latency of one region in one week, from probes of the service's own region. */
export interface LatencyWeek {
  region: string;
  /** The Monday, YYYY-MM-DD. */
  week: string;
  histogram: number[];
}

/** Histograms by region and week since a day. */
export async function latencyWeeks(since: string): Promise<LatencyWeek[]> {
  const { pool } = await database();
  const { rows } = await pool.query<LatencyWeek>(
    `SELECT region, week, array_agg(n ORDER BY place) AS histogram FROM (
       SELECT region, date_trunc('week', day)::date AS week, h.place, sum(h.n)::int AS n
       FROM probe_region_day, unnest(total_histogram) WITH ORDINALITY AS h(n, place)
       WHERE day >= $1::date GROUP BY 1, 2, 3) t
     GROUP BY 1, 2 ORDER BY 1, 2`,
    [since],
  );
  return rows;
}

/** Days of the objective itself since a day. */
export async function fleetBudgetDays(
  sloId: string,
  since: string,
): Promise<{ day: string; bad: number; total: number }[]> {
  const { pool } = await database();
  const { rows } = await pool.query<{ day: string; bad: number; total: number }>(
    "SELECT day, bad, total FROM slo_day WHERE slo_id = $1 AND day >= $2::date ORDER BY day",
    [sloId, since],
  );
  return rows;
}

/** What latency within the region is held against, milliseconds; null where no objective is about it. */
export async function latencyThreshold(): Promise<number | null> {
  const { pool } = await database();
  const { rows } = await pool.query<{ threshold: number | null }>(
    "SELECT threshold FROM slo WHERE indicator = 'latency' ORDER BY position LIMIT 1",
  );
  return rows[0]?.threshold ?? null;
}

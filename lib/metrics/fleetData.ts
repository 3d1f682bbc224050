import { database } from "../db/pool.ts";
import { staleSql } from "../inventory/scopeSql.ts";

export interface EndpointCount {
  accountId: string;
  region: string;
  vpcEndpointType: string;
  /** Lower case; `unknown` where AWS names none. */
  state: string;
  endpoints: number;
  stale: number;
  /** Null while nothing is known of any of them. */
  bytes30d: number | null;
}

/** Endpoints that exist, by account, region, type and state. */
export async function endpointCounts(now: Date): Promise<EndpointCount[]> {
  const { pool } = await database();
  const { rows } = await pool.query<EndpointCount>(
    `SELECT e.account_id AS "accountId", e.region, e.vpc_endpoint_type AS "vpcEndpointType",
       coalesce(lower(e.state), 'unknown') AS state, count(*) AS endpoints,
       count(*) FILTER (WHERE ${staleSql("e", "s", "$1::timestamptz")}) AS stale,
       sum(t.bytes_30d) AS "bytes30d"
     FROM vpc_endpoint e
     LEFT JOIN collector_scope s ON s.account_id = e.account_id AND s.region = e.region AND s.collector = e.collector
     LEFT JOIN vpc_endpoint_traffic t ON t.account_id = e.account_id AND t.vpc_endpoint_id = e.vpc_endpoint_id
     WHERE e.gone_at IS NULL GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4`,
    [now],
  );
  return rows;
}

export interface CollectorDay {
  collector: string;
  outcome: string | null;
  runs: number;
  apiCalls: number;
  throttledCalls: number;
  metricsRequested: number;
  costUsd: number;
}

/** What the collectors did since a time, by collector and outcome. */
export async function collectorDays(since: Date): Promise<CollectorDay[]> {
  const { pool } = await database();
  const { rows } = await pool.query<CollectorDay>(
    `SELECT collector, outcome, count(*) AS runs, sum(api_calls) AS "apiCalls",
       sum(throttled_calls) AS "throttledCalls", sum(metrics_requested) AS "metricsRequested",
       sum(cost_usd) AS "costUsd"
     FROM collector_run WHERE started_at >= $1 GROUP BY collector, outcome ORDER BY collector, outcome`,
    [since],
  );
  return rows;
}

import { database } from "../db/pool.ts";
import { staleSql } from "../inventory/scopeSql.ts";
import { freshSql } from "../runs/freshSql.ts";
import type { ChangeCount, ServiceZone, SilentGroup, StateCount, TrafficCount, WatchCost } from "./schema.ts";

const nowSql = "$1::timestamptz";

const scopeOf = (row: string, alias: string) =>
  `LEFT JOIN collector_scope ${alias} ON ${alias}.account_id = ${row}.account_id
     AND ${alias}.region = ${row}.region AND ${alias}.collector = ${row}.collector`;

/** Endpoints that exist, by account, region and reported state. */
export async function endpointStates(now: Date): Promise<StateCount[]> {
  const { pool } = await database();
  const { rows } = await pool.query<StateCount>(
    `SELECT e.account_id AS "accountId", max(a.name) AS "accountName", e.region, coalesce(lower(e.state), '') AS state,
       count(*) AS endpoints, count(*) FILTER (WHERE ${staleSql("e", "s", nowSql)}) AS stale
     FROM vpc_endpoint e LEFT JOIN account a ON a.account_id = e.account_id ${scopeOf("e", "s")}
     WHERE e.gone_at IS NULL AND lower(e.state) IS DISTINCT FROM 'deleted'
     GROUP BY 1, 3, 4 ORDER BY 1, 3, 4`,
    [now],
  );
  return rows;
}

// Gateway endpoints publish nothing, nor do endpoints whose service is in another region.
const notMeasurable = `(lower(e.vpc_endpoint_type) = 'gateway' OR (e.service_region IS NOT NULL AND e.service_region <> e.region))`;
const hadTraffic = `coalesce(t.last_traffic_at >= $1::timestamptz - interval '30 days', t.bytes_30d > 0, false)`;
// bytes_30d is 0 only when the whole window was collected; a window that ended days ago says nothing about today.
const nothingSeen = `coalesce(t.bytes_30d = 0 AND t.measured_to >= $1::timestamptz - interval '1 day', false)`;
const oldEnough = `coalesce(e.creation_timestamp, e.first_seen_at) <= $1::timestamptz - interval '30 days'`;
const silent = `(NOT ${notMeasurable} AND NOT ${hadTraffic} AND ${nothingSeen} AND ${oldEnough})`;

/** Endpoints that exist, by account and by whether they carried anything in the last 30 days; largest account first. */
export async function trafficCounts(now: Date): Promise<TrafficCount[]> {
  const { pool } = await database();
  const { rows } = await pool.query<TrafficCount>(
    `SELECT e.account_id AS "accountId", max(a.name) AS "accountName", count(*) AS endpoints,
       count(*) FILTER (WHERE kind = 'active') AS active, count(*) FILTER (WHERE kind = 'silent') AS silent,
       count(*) FILTER (WHERE kind = 'young') AS young,
       count(*) FILTER (WHERE kind = 'notMeasurable') AS "notMeasurable",
       count(*) FILTER (WHERE kind = 'unknown') AS unknown
     FROM (
       SELECT e.account_id, CASE
         WHEN ${notMeasurable} THEN 'notMeasurable' WHEN ${hadTraffic} THEN 'active'
         WHEN ${silent} THEN 'silent' WHEN NOT ${oldEnough} THEN 'young' ELSE 'unknown' END AS kind
       FROM vpc_endpoint e
       LEFT JOIN vpc_endpoint_traffic t ON t.account_id = e.account_id AND t.vpc_endpoint_id = e.vpc_endpoint_id
       WHERE e.gone_at IS NULL AND lower(e.state) IS DISTINCT FROM 'deleted'
     ) e LEFT JOIN account a ON a.account_id = e.account_id
     GROUP BY 1 ORDER BY 3 DESC, 2`,
    [now],
  );
  return rows;
}

/** Endpoints that carried nothing in 30 fully collected days and are billed by the hour. */
export async function silentGroups(now: Date): Promise<SilentGroup[]> {
  const { pool } = await database();
  const { rows } = await pool.query<SilentGroup>(
    `SELECT e.owner, e.account_id AS "accountId", max(a.name) AS "accountName", e.region,
       e.vpc_endpoint_type AS "vpcEndpointType", count(*) AS endpoints, sum(z.zones) AS zones,
       count(*) FILTER (WHERE z.zones = 0) AS "withoutZones"
     FROM vpc_endpoint e
     JOIN vpc_endpoint_traffic t ON t.account_id = e.account_id AND t.vpc_endpoint_id = e.vpc_endpoint_id
     LEFT JOIN account a ON a.account_id = e.account_id
     CROSS JOIN LATERAL (SELECT greatest(cardinality(e.az_ids), cardinality(e.subnet_ids)) AS zones) z
     WHERE e.gone_at IS NULL AND lower(e.state) IS DISTINCT FROM 'deleted' AND ${silent}
     GROUP BY 1, 2, 4, 5`,
    [now],
  );
  return rows;
}

/** Span of days that traffic is known for: the newest measurement, and how many endpoints were measured lately. */
export async function trafficFreshness(
  now: Date,
): Promise<{ asOf: Date | null; scopes: number; fresh: number }> {
  const { pool } = await database();
  const { rows } = await pool.query<{ asOf: Date | null; scopes: number; fresh: number }>(
    `SELECT max(coalesce(watermark, last_success_at)) AS "asOf", count(*) AS scopes, count(*) FILTER (WHERE ${freshSql("s", nowSql)}) AS fresh
     FROM collector_scope s WHERE collector = 'metrics' AND retired_at IS NULL AND outcome IS DISTINCT FROM 'skipped'`,
    [now],
  );
  return rows[0] ?? { asOf: null, scopes: 0, fresh: 0 };
}

/** Own endpoint services and their zones with the targets in them, as ELB reported health last. */
export async function serviceZones(now: Date): Promise<ServiceZone[]> {
  const { pool } = await database();
  const { rows } = await pool.query<ServiceZone>(
    `SELECT v.account_id AS "accountId", a.name AS "accountName", v.region, v.service_id AS "serviceId",
       v.service_name AS "serviceName", v.owner, v.tags ->> 'Name' AS name, z.az_id AS "azId",
       coalesce(h.targets, 0) AS targets, coalesce(h.healthy, 0) AS healthy, s.last_success_at AS "readAt",
       NOT ${freshSql("s", nowSql)} AS stale
     FROM vpc_endpoint_service v
     LEFT JOIN account a ON a.account_id = v.account_id
     LEFT JOIN collector_scope s ON s.account_id = v.account_id AND s.region = v.region AND s.collector = 'load-balancers'
     LEFT JOIN LATERAL (
       SELECT DISTINCT az_id FROM load_balancer b CROSS JOIN unnest(b.az_ids) az_id
       WHERE b.account_id = v.account_id AND b.region = v.region AND b.gone_at IS NULL
         AND b.load_balancer_arn = ANY (v.network_load_balancer_arns || v.gateway_load_balancer_arns)
     ) z ON true
     LEFT JOIN LATERAL (
       SELECT count(*) AS targets, count(*) FILTER (WHERE lower(th.state) = 'healthy') AS healthy
       FROM target_group g JOIN target_health th ON th.account_id = g.account_id AND th.region = g.region
         AND th.target_group_arn = g.target_group_arn AND th.gone_at IS NULL
       WHERE g.account_id = v.account_id AND g.region = v.region AND g.gone_at IS NULL
         AND g.load_balancer_arns && (v.network_load_balancer_arns || v.gateway_load_balancer_arns)
         AND th.az_id = z.az_id
     ) h ON true
     WHERE v.gone_at IS NULL ORDER BY v.account_id, v.region, v.service_id, z.az_id`,
    [now],
  );
  return rows;
}

/** What the change log holds since a time, by kind of resource, change and field. */
export async function changeCounts(since: Date): Promise<ChangeCount[]> {
  const { pool } = await database();
  const { rows } = await pool.query<ChangeCount>(
    `SELECT resource_type AS "resourceType", change, CASE WHEN change = 'modified' THEN field END AS field,
       count(*) AS changes, count(DISTINCT (account_id, resource_id)) AS resources, max(observed_at) AS "latestAt"
     FROM resource_change WHERE observed_at >= $1 GROUP BY 1, 2, 3 ORDER BY resources DESC`,
    [since],
  );
  return rows;
}

/** Since when the change log can have entries: the first success of a scope of endpoints on record. */
export async function watchedSince(): Promise<Date | null> {
  const { pool } = await database();
  const { rows } = await pool.query<{ since: Date | null }>(
    `SELECT started_at AS since FROM collector_run
     WHERE collector = 'endpoints' AND outcome = 'success' ORDER BY started_at LIMIT 1`,
  );
  return rows[0]?.since ?? null;
}

/** What collecting cost between two times, by collector, the dearest first. */
export async function watchCosts(from: Date, to: Date): Promise<WatchCost[]> {
  const { pool } = await database();
  const { rows } = await pool.query<WatchCost>(
    `SELECT collector, sum(cost_usd) AS "costUsd", count(*) AS runs
     FROM collector_run WHERE started_at >= $1 AND started_at < $2 AND cost_usd > 0 GROUP BY 1 ORDER BY 2 DESC, 1`,
    [from, to],
  );
  return rows;
}

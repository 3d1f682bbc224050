import { database } from "../db/pool.ts";
import { keptSql } from "../idle/lastDecisionSql.ts";
import { scopeStaleSql } from "../inventory/scopeSql.ts";
import { freshSql } from "../runs/freshSql.ts";
import type { ChangeCount, IdleGroup, ServiceZone, StateCount, UseCount, WatchCost } from "./schema.ts";

const nowSql = "$1::timestamptz";

const scopeOf = (row: string, alias: string) =>
  `LEFT JOIN collector_scope ${alias} ON ${alias}.account_id = ${row}.account_id
     AND ${alias}.region = ${row}.region AND ${alias}.collector = ${row}.collector`;

/** Endpoints that exist, by account, region and reported state. */
export async function endpointStates(now: Date): Promise<StateCount[]> {
  const { pool } = await database();
  const { rows } = await pool.query<StateCount>(
    // Counted as written, in the order of the index, which alone answers that; a scope decides for all of its rows.
    `WITH counted AS MATERIALIZED (
       SELECT account_id, region, collector, state, count(*) AS endpoints
       FROM vpc_endpoint WHERE gone_at IS NULL GROUP BY 1, 2, 3, 4)
     SELECT e.account_id AS "accountId", max(a.name) AS "accountName", e.region, coalesce(lower(e.state), '') AS state,
       sum(e.endpoints)::int AS endpoints,
       coalesce(sum(e.endpoints) FILTER (WHERE ${scopeStaleSql("s", nowSql)}), 0)::int AS stale
     FROM counted e LEFT JOIN account a ON a.account_id = e.account_id ${scopeOf("e", "s")}
     WHERE lower(e.state) IS DISTINCT FROM 'deleted'
     GROUP BY 1, 3, 4 ORDER BY 1, 3, 4`,
    [now],
  );
  return rows;
}

/** Endpoints that exist, by account and idle verdict; largest account first. */
export async function verdictCounts(): Promise<UseCount[]> {
  const { pool } = await database();
  const { rows } = await pool.query<UseCount>({
    name: "executive-use",
    text: `SELECT e.account_id AS "accountId", max(a.name) AS "accountName", count(*) AS endpoints,
       count(*) FILTER (WHERE v.state IN ('active', 'low-use')) AS active,
       count(*) FILTER (WHERE v.state = 'idle') AS idle, count(*) FILTER (WHERE v.state = 'too-new') AS "tooNew",
       count(*) FILTER (WHERE v.state = 'not-measurable') AS "notMeasurable",
       count(*) FILTER (WHERE v.state IS NULL OR v.state = 'unknown') AS unknown
     FROM vpc_endpoint e LEFT JOIN account a ON a.account_id = e.account_id
     LEFT JOIN idle_verdict v ON v.account_id = e.account_id AND v.region = e.region
       AND v.resource_type = 'endpoint' AND v.resource_id = e.vpc_endpoint_id AND v.subnet_id = ''
     WHERE e.gone_at IS NULL AND lower(e.state) IS DISTINCT FROM 'deleted'
     GROUP BY 1 ORDER BY 3 DESC, 2`,
  });
  return rows;
}

/** What is idle, but for what an owner keeps for now. */
export async function idleGroups(now: Date): Promise<IdleGroup[]> {
  const { pool } = await database();
  const { rows } = await pool.query<IdleGroup>({
    name: "executive-idle",
    text: `SELECT v.owner, v.account_id AS "accountId", max(a.name) AS "accountName",
       v.resource_type AS "resourceType", count(*) AS count, sum(v.saving_usd)::float8 AS "savingUsd",
       count(*) FILTER (WHERE v.saving_usd IS NULL AND v.resource_type <> 'service') AS unpriced
     FROM idle_verdict v LEFT JOIN account a ON a.account_id = v.account_id
     WHERE v.state = 'idle' AND NOT ${keptSql("$1::timestamptz")}
     GROUP BY 1, 2, 4`,
    values: [now],
  });
  return rows;
}

/** What the idle verdicts hold for, and how many of the scopes that they rest on are current. */
export async function trafficFreshness(
  now: Date,
): Promise<{ asOf: Date | null; scopes: number; fresh: number }> {
  const { pool } = await database();
  const { rows } = await pool.query<{ asOf: Date | null; scopes: number; fresh: number }>(
    `SELECT (SELECT as_of FROM evaluation WHERE name = 'idle' AND last_success_at IS NOT NULL) AS "asOf", count(*) AS scopes, count(*) FILTER (WHERE ${freshSql("s", nowSql)}) AS fresh
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

/** What the fleet is called: its management account's name, and how many accounts and regions have endpoints. */
export async function fleetName(): Promise<{ name: string | null; accounts: number; regions: number }> {
  const { pool } = await database();
  const { rows } = await pool.query<{ name: string | null; accounts: number; regions: number }>(
    `SELECT (SELECT max(m.name) FROM account m WHERE m.account_id IN (SELECT management_account_id FROM account)) AS name,
       count(DISTINCT account_id)::int AS accounts, count(DISTINCT region)::int AS regions
     FROM collector_scope WHERE collector = 'endpoints' AND retired_at IS NULL`,
  );
  return rows[0] ?? { name: null, accounts: 0, regions: 0 };
}

/** Findings since a time: opened and still open, and ended. */
export async function findingCounts(since: Date): Promise<{ opened: number; ended: number }> {
  const { pool } = await database();
  const { rows } = await pool.query<{ opened: number; ended: number }>(
    `SELECT count(*) FILTER (WHERE ended_at IS NULL AND since >= $1)::int AS opened,
       count(*) FILTER (WHERE ended_at >= $1)::int AS ended
     FROM finding WHERE since >= $1 OR ended_at >= $1`,
    [since],
  );
  return rows[0] ?? { opened: 0, ended: 0 };
}

/** Objectives that are breached or at risk, in the order of the configuration. */
export async function troubledObjectives(): Promise<{ sloId: string; title: string; state: string }[]> {
  const { pool } = await database();
  const { rows } = await pool.query<{ sloId: string; title: string; state: string }>(
    `SELECT slo_id AS "sloId", title, state FROM slo WHERE state IN ('breached', 'at-risk') ORDER BY position`,
  );
  return rows;
}

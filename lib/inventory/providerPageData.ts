import { toItem } from "../api/list/data.ts";
import { ListSql } from "../api/list/sql.ts";
import { SqlParameters } from "../api/list/sqlValues.ts";
import { database } from "../db/pool.ts";
import { currentTime } from "../env.ts";
import type {
  ConsumerCost,
  LoadBalancerPage,
  ScopeProvenance,
  ServiceDetail,
  ServiceLoadBalancer,
  ServicePrincipal,
} from "./providerPageSchema.ts";
import { serviceList } from "./serviceList.ts";

interface Placed {
  accountId: string;
  region: string;
}

/** One service, also when it is gone; undefined when no run has ever seen it. */
export async function getService(serviceId: string): Promise<ServiceDetail | undefined> {
  const { pool } = await database();
  const parameters = new SqlParameters();
  const sql = new ListSql(serviceList, parameters, currentTime());
  const text = sql.rows(
    `e.service_id = ${parameters.put(serviceId, "text")}`,
    `e.availability_zones, e.private_dns_name_configuration, e.raw`,
  );
  const { rows } = await pool.query<Record<string, unknown>>(
    `${text} ORDER BY e.gone_at DESC NULLS FIRST LIMIT 1`,
    parameters.values,
  );
  const [row] = rows;
  if (!row) return undefined;
  return {
    ...toItem(serviceList, row),
    availabilityZones: row.availability_zones as string[],
    privateDnsNameConfiguration: row.private_dns_name_configuration as Record<string, unknown> | null,
    raw: row.raw,
  };
}

/** The scope of a collector in one account and region; nulls where there is none. */
export async function scopeProvenance(
  { accountId, region }: Placed,
  collector: string,
): Promise<ScopeProvenance> {
  const { pool } = await database();
  const { rows } = await pool.query<Record<string, string | Date | null>>(
    `SELECT outcome, last_attempt_at AS "lastAttemptAt", last_success_at AS "lastSuccessAt",
       error_class AS "errorClass", error_code AS "errorCode", error_message AS "errorMessage",
       retired_at AS "retiredAt"
     FROM collector_scope WHERE account_id = $1 AND region = $2 AND collector = $3`,
    [accountId, region, collector],
  );
  const value = (field: string) => {
    const found = rows[0]?.[field] ?? null;
    return found instanceof Date ? found.toISOString() : found;
  };
  return {
    collector,
    outcome: value("outcome"),
    lastAttemptAt: value("lastAttemptAt"),
    lastSuccessAt: value("lastSuccessAt"),
    errorClass: value("errorClass"),
    errorCode: value("errorCode"),
    errorMessage: value("errorMessage"),
    retiredAt: value("retiredAt"),
  };
}

/** Who may connect to a service, and who could until a run no longer found it; the present ones first. */
export async function servicePrincipals({
  accountId,
  region,
  serviceId,
}: Placed & { serviceId: string }): Promise<ServicePrincipal[]> {
  const { pool } = await database();
  const { rows } = await pool.query<
    Omit<ServicePrincipal, "firstSeen" | "goneAt"> & { firstSeen: Date; goneAt: Date | null }
  >(
    `SELECT p.principal, p.principal_type AS "principalType", a.name AS "accountName",
       p.first_seen_at AS "firstSeen", p.gone_at AS "goneAt"
     FROM vpc_endpoint_service_permission p
     LEFT JOIN account a ON a.account_id = coalesce(substring(p.principal FROM '^arn:[^:]+:iam::([0-9]{12}):'), p.principal)
     WHERE p.account_id = $1 AND p.region = $2 AND p.service_id = $3
     ORDER BY p.gone_at IS NOT NULL, p.principal LIMIT 500`,
    [accountId, region, serviceId],
  );
  return rows.map(({ firstSeen, goneAt, ...row }) => ({
    ...row,
    firstSeen: firstSeen.toISOString(),
    goneAt: goneAt?.toISOString() ?? null,
  }));
}

/** Connections of a service by state, the most first. */
export async function connectionStates({ accountId, region, serviceId }: Placed & { serviceId: string }) {
  const { pool } = await database();
  const { rows } = await pool.query<{ state: string; connections: number }>(
    `SELECT coalesce(lower(vpc_endpoint_state), 'not stated') AS state, count(*) AS connections
     FROM vpc_endpoint_connection
     WHERE account_id = $1 AND region = $2 AND service_id = $3 AND gone_at IS NULL
     GROUP BY 1 ORDER BY 2 DESC, 1`,
    [accountId, region, serviceId],
  );
  return rows;
}

/** The load balancers that a service names, with the health behind each, zone by zone. */
export async function serviceLoadBalancers(
  { accountId, region }: Placed,
  arns: readonly string[],
): Promise<ServiceLoadBalancer[]> {
  if (arns.length === 0) return [];
  const { pool } = await database();
  const { rows } = await pool.query<ServiceLoadBalancer>(
    `SELECT o.arn AS "loadBalancerArn", coalesce(b.load_balancer_name, split_part(o.arn, '/', 3)) AS "loadBalancerName",
       b.type, b.state, b.cross_zone_enabled AS "crossZoneEnabled", coalesce(b.az_ids, '{}') AS "azIds",
       b.load_balancer_arn IS NOT NULL AS collected, coalesce(h.groups, 0)::int AS "targetGroups",
       CASE WHEN s.last_success_at IS NOT NULL THEN coalesce(h.zones, '[]') END AS health
     FROM unnest($3::text[]) WITH ORDINALITY AS o (arn, place)
     LEFT JOIN load_balancer b ON b.account_id = $1 AND b.region = $2 AND b.load_balancer_arn = o.arn
     LEFT JOIN collector_scope s ON s.account_id = $1 AND s.region = $2 AND s.collector = b.collector
     LEFT JOIN LATERAL (
       SELECT jsonb_agg(jsonb_build_object('azId', z.az_id, 'healthy', z.healthy, 'unhealthy', z.unhealthy,
           'other', z.targets - z.healthy - z.unhealthy) ORDER BY z.az_id) FILTER (WHERE z.targets > 0) AS zones,
         max(z.groups) AS groups
       FROM (
         SELECT t.az_id, count(t.target_id) AS targets, count(*) FILTER (WHERE t.state = 'healthy') AS healthy,
           count(*) FILTER (WHERE t.state LIKE 'unhealthy%') AS unhealthy,
           (SELECT count(*) FROM target_group n WHERE n.account_id = $1 AND n.region = $2 AND n.gone_at IS NULL
             AND o.arn = ANY (n.load_balancer_arns)) AS groups
         FROM target_group g LEFT JOIN target_health t ON t.account_id = g.account_id AND t.region = g.region
           AND t.target_group_arn = g.target_group_arn AND t.gone_at IS NULL
         WHERE g.account_id = $1 AND g.region = $2 AND g.gone_at IS NULL AND o.arn = ANY (g.load_balancer_arns)
         GROUP BY t.az_id
       ) z
     ) h ON true ORDER BY o.place`,
    [accountId, region, arns],
  );
  return rows;
}

/** What the connected endpoints of our own accounts cost a month. */
export async function consumerCost({
  accountId,
  region,
  serviceId,
}: Placed & { serviceId: string }): Promise<ConsumerCost> {
  const { pool } = await database();
  const { rows } = await pool.query<ConsumerCost>(
    `SELECT sum(x.monthly_cost_usd)::float8 AS "monthlyUsd", count(x.monthly_cost_usd) AS known,
       count(e.vpc_endpoint_id) AS endpoints
     FROM vpc_endpoint_connection c
     JOIN vpc_endpoint e ON e.vpc_endpoint_id = c.vpc_endpoint_id AND e.gone_at IS NULL
     LEFT JOIN endpoint_cost x ON x.account_id = e.account_id AND x.vpc_endpoint_id = e.vpc_endpoint_id
     WHERE c.account_id = $1 AND c.region = $2 AND c.service_id = $3 AND c.gone_at IS NULL`,
    [accountId, region, serviceId],
  );
  return rows[0] ?? { monthlyUsd: null, known: 0, endpoints: 0 };
}

/** How many connections lead to some services. */
export async function connectionsOf(
  { accountId, region }: Placed,
  serviceIds: readonly string[],
): Promise<LoadBalancerPage["connections"]> {
  if (serviceIds.length === 0) return [];
  const { pool } = await database();
  const { rows } = await pool.query<LoadBalancerPage["connections"][number]>(
    `SELECT service_id AS "serviceId", count(*) AS connections,
       count(*) FILTER (WHERE lower(vpc_endpoint_state) = 'pendingacceptance') AS pending
     FROM vpc_endpoint_connection
     WHERE account_id = $1 AND region = $2 AND service_id = ANY ($3) AND gone_at IS NULL GROUP BY 1`,
    [accountId, region, serviceIds],
  );
  return rows;
}

/** What AWS billed for one resource in the last 30 days that its bill has; null where it has no such lines. */
export async function billedByResource(accountId: string, resourceId: string, now: Date) {
  const { pool } = await database();
  const { rows } = await pool.query<{ usd: number | null; from: string | null; to: string | null }>(
    `SELECT sum(unblended_cost_usd)::float8 AS usd, min(day)::text AS "from", max(day)::text AS "to"
     FROM billed_resource_cost WHERE account_id = $1 AND resource_id = $2 AND day >= ($3::timestamptz - interval '30 days')::date`,
    [accountId, resourceId, now],
  );
  const [row] = rows;
  return row && row.usd !== null && row.from && row.to ? { usd: row.usd, from: row.from, to: row.to } : null;
}

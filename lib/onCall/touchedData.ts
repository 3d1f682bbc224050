import { database } from "../db/pool.ts";

/** Something an endpoint's path stands on. */
export interface PathResource {
  vpcEndpointId: string;
  accountId: string;
  resourceId: string;
}

/** A call or a logged change that touched a resource. */
export interface Touch {
  kind: "call" | "change";
  accountId: string;
  accountName: string | null;
  resourceIds: string[];
  at: Date;
  actor: string | null;
  /** The call's name, or the kind of change. */
  name: string;
  resourceType: string | null;
  field: string | null;
}

/** What some paths stand on, at both ends, by endpoint: its own groups, subnets and tables, and what is behind its service. */
export async function pathResources(
  endpoints: readonly { accountId: string; vpcEndpointId: string; serviceName: string | null }[],
): Promise<PathResource[]> {
  if (endpoints.length === 0) return [];
  const { pool } = await database();
  const { rows } = await pool.query<PathResource>({
    name: "on-call-resources",
    text: `WITH k AS (SELECT * FROM unnest($1::text[], $2::text[], $3::text[]) AS k(account_id, id, service_name)),
     service AS (
       SELECT k.id, s.account_id, s.service_id, s.network_load_balancer_arns || s.gateway_load_balancer_arns AS balancers
       FROM k JOIN vpc_endpoint_service s ON s.service_name = k.service_name
     )
     SELECT DISTINCT id AS "vpcEndpointId", account_id AS "accountId", resource AS "resourceId" FROM (
       SELECT k.id, k.account_id, unnest(ARRAY[k.id, e.vpc_id] || e.subnet_ids || e.security_group_ids || e.route_table_ids) AS resource
       FROM k LEFT JOIN vpc_endpoint e ON e.account_id = k.account_id AND e.vpc_endpoint_id = k.id
       UNION ALL SELECT id, account_id, service_id FROM service
       UNION ALL SELECT id, account_id, unnest(balancers) FROM service
       UNION ALL SELECT s.id, b.account_id, unnest(b.security_group_ids) FROM service s JOIN load_balancer b
         ON b.account_id = s.account_id AND b.load_balancer_arn = ANY (s.balancers)
       UNION ALL SELECT s.id, l.account_id, l.listener_arn FROM service s JOIN listener l
         ON l.account_id = s.account_id AND l.load_balancer_arn = ANY (s.balancers)
       UNION ALL SELECT s.id, g.account_id, g.target_group_arn FROM service s JOIN target_group g
         ON g.account_id = s.account_id AND g.load_balancer_arns && s.balancers
     ) r WHERE resource IS NOT NULL`,
    values: [
      endpoints.map(({ accountId }) => accountId),
      endpoints.map(({ vpcEndpointId }) => vpcEndpointId),
      endpoints.map(({ serviceName }) => serviceName),
    ],
  });
  return rows;
}

/** Levels and results, which follow a failure rather than cause it. */
const consequences = ["target-health", "network-interface", "quota-usage", "available-service"];

/** Calls that succeeded and changes that were logged between two times, about some resources, newest first. */
export async function touches(resourceIds: readonly string[], from: Date, to: Date): Promise<Touch[]> {
  if (resourceIds.length === 0) return [];
  const { pool } = await database();
  const [calls, changes] = await Promise.all([
    pool.query<Touch>({
      name: "on-call-calls",
      text: `SELECT 'call' AS kind, t.account_id AS "accountId", a.name AS "accountName", t.resource_ids AS "resourceIds",
         t.event_time AS at, t.actor, t.event_name AS name, NULL AS "resourceType", NULL AS field
       FROM trail_event t LEFT JOIN account a ON a.account_id = t.account_id
       WHERE t.resource_ids && $1 AND t.event_time BETWEEN $2 AND $3 AND t.error_code IS NULL
         AND t.event_name NOT IN ('CreateTags', 'DeleteTags', 'AddTags', 'RemoveTags')
       ORDER BY t.event_time DESC LIMIT 500`,
      values: [resourceIds, from, to],
    }),
    pool.query<Touch>({
      name: "on-call-changes",
      text: `SELECT 'change' AS kind, c.account_id AS "accountId", a.name AS "accountName", ARRAY[c.resource_id] AS "resourceIds",
         c.observed_at AS at, c.actor, c.change AS name, c.resource_type AS "resourceType", c.field
       FROM resource_change c LEFT JOIN account a ON a.account_id = c.account_id
       WHERE c.observed_at BETWEEN $2 AND $3 AND (c.resource_id = ANY ($1)
           OR c.resource_type = 'vpc-endpoint-service-permission' AND split_part(c.resource_id, '/', 1) = ANY ($1))
         AND c.resource_type <> ALL ($4) AND c.field IS DISTINCT FROM 'tags' AND c.field IS DISTINCT FROM 'state'
       ORDER BY c.observed_at DESC, c.id DESC LIMIT 500`,
      values: [resourceIds, from, to, consequences],
    }),
  ]);
  return [...calls.rows, ...changes.rows].toSorted((a, b) => b.at.getTime() - a.at.getTime());
}

/** The latest successful calls on endpoints and services in a span, whatever they were about, newest first. */
export async function latestCalls(from: Date, to: Date, most: number): Promise<Touch[]> {
  const { pool } = await database();
  const { rows } = await pool.query<Touch>({
    name: "on-call-latest-calls",
    text: `SELECT 'call' AS kind, t.account_id AS "accountId", a.name AS "accountName", t.resource_ids AS "resourceIds",
       t.event_time AS at, t.actor, t.event_name AS name, NULL AS "resourceType", NULL AS field
     FROM trail_event t LEFT JOIN account a ON a.account_id = t.account_id
     WHERE t.event_time BETWEEN $1 AND $2 AND t.error_code IS NULL
       AND t.event_name NOT IN ('CreateTags', 'DeleteTags', 'AddTags', 'RemoveTags')
     ORDER BY t.event_time DESC LIMIT $3`,
    values: [from, to, most],
  });
  return rows;
}

/** Since when calls of a place have been read without a hole, and up to when; the two groups that change paths. */
export async function callsCovered(
  accountIds: readonly string[],
): Promise<Map<string, { from: Date; to: Date }>> {
  const { pool } = await database();
  const { rows } = await pool.query<{ accountId: string; from: Date; to: Date }>({
    name: "on-call-covered",
    text: `SELECT account_id AS "accountId", max(covered_from) AS from, min(covered_to) AS to FROM trail_coverage
     WHERE account_id = ANY ($1) AND event_group IN ('privatelink', 'path') GROUP BY 1`,
    values: [accountIds],
  });
  return new Map(rows.map(({ accountId, from, to }) => [accountId, { from, to }]));
}

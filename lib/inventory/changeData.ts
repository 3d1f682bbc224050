import { database } from "../db/pool.ts";
import { attributeChanges } from "../trail/data.ts";
import type { ResourceChange } from "./changeSchema.ts";
import type { Endpoint } from "./schema.ts";

type ChangeRow = Omit<ResourceChange, "observedAt" | "previousLookAt" | "eventId" | "attribution" | "id"> & {
  id: string;
  observedAt: Date;
  previousLookAt: Date | null;
};

const columns = `c.id, c.observed_at AS "observedAt", c.account_id AS "accountId", c.region,
  c.resource_type AS "resourceType", c.resource_id AS "resourceId", c.change, c.field, c.before, c.after, c.collector,
  c.run_id AS "runId", c.previous_look_at AS "previousLookAt", c.actor`;
const newestFirst = "ORDER BY c.observed_at DESC, c.id DESC LIMIT $3";

/** What changed on an endpoint, newest first, at most `limit` entries; who did it, where CloudTrail says so. */
export function endpointChanges(
  endpoint: Pick<Endpoint, "accountId" | "vpcEndpointId">,
  limit = 100,
): Promise<ResourceChange[]> {
  return readChanges(
    `SELECT ${columns} FROM resource_change c WHERE c.account_id = $1 AND c.resource_id = $2 ${newestFirst}`,
    [endpoint.accountId, endpoint.vpcEndpointId, limit],
  );
}

/**
 * What an endpoint stands on, and what it stood on until a change took it away. Of a service somebody else owns,
 * nothing is known.
 */
const relatedSql = `
  related AS (
    SELECT e.account_id, unnest(ARRAY[e.vpc_id] || e.subnet_ids || e.security_group_ids || e.route_table_ids) AS id,
      'infinity'::timestamptz AS until
    FROM vpc_endpoint e WHERE e.account_id = $1 AND e.vpc_endpoint_id = $2
    UNION ALL SELECT o.account_id, jsonb_array_elements_text(o.before), o.observed_at
    FROM resource_change o WHERE o.account_id = $1 AND o.resource_id = $2 AND jsonb_typeof(o.before) = 'array'
      AND o.field IN ('subnetIds', 'securityGroupIds', 'routeTableIds')
  ),
  service AS (
    SELECT s.account_id, s.service_id, s.network_load_balancer_arns || s.gateway_load_balancer_arns AS balancers
    FROM vpc_endpoint e JOIN vpc_endpoint_service s ON s.service_name = e.service_name
    WHERE e.account_id = $1 AND e.vpc_endpoint_id = $2
  ),
  behind AS (
    SELECT account_id, service_id AS id FROM service
    UNION SELECT account_id, unnest(balancers) FROM service
    UNION SELECT l.account_id, l.listener_arn FROM service s JOIN listener l
      ON l.account_id = s.account_id AND l.load_balancer_arn = ANY(s.balancers)
    UNION SELECT s.account_id, s.service_id || '/' || p.principal FROM service s
      JOIN vpc_endpoint_service_permission p ON p.account_id = s.account_id AND p.service_id = s.service_id
  )`;

/** What changed on what an endpoint stands on, newest first, at most `limit` entries. */
export function relatedChanges(
  endpoint: Pick<Endpoint, "accountId" | "vpcEndpointId">,
  limit = 100,
): Promise<ResourceChange[]> {
  return readChanges(
    `WITH ${relatedSql}
     SELECT ${columns} FROM (
       SELECT account_id, id, max(until) AS until
       FROM (SELECT * FROM related UNION ALL SELECT account_id, id, 'infinity' FROM behind) all_of GROUP BY 1, 2
     ) r
     JOIN resource_change c ON c.account_id = r.account_id AND c.resource_id = r.id AND c.observed_at <= r.until
     ${newestFirst}`,
    [endpoint.accountId, endpoint.vpcEndpointId, limit],
  );
}

/** What changed on a connection, on its endpoint, and on what the provider's side stands on, newest first. */
export function connectionChanges(
  {
    vpcEndpointId,
    serviceId,
    consumer,
    provider,
  }: {
    vpcEndpointId: string;
    serviceId: string;
    consumer: { accountId: string } | null;
    provider: { accountId: string } | null;
  },
  limit = 100,
): Promise<ResourceChange[]> {
  return readChanges(
    `WITH service AS (
       SELECT network_load_balancer_arns || gateway_load_balancer_arns AS balancers FROM vpc_endpoint_service
       WHERE account_id = $2 AND service_id = $5
     ),
     about AS (
       SELECT $1::text AS account_id, $4::text AS id
       UNION SELECT $2, $5 UNION SELECT $2, $5 || '/' || $4
       UNION SELECT $2, unnest(balancers) FROM service
       UNION SELECT $2, l.listener_arn FROM service s JOIN listener l
         ON l.account_id = $2 AND l.load_balancer_arn = ANY (s.balancers)
       UNION SELECT $2, $5 || '/' || p.principal FROM vpc_endpoint_service_permission p
         WHERE p.account_id = $2 AND p.service_id = $5
     )
     SELECT ${columns} FROM about a
     JOIN resource_change c ON c.account_id = a.account_id AND c.resource_id = a.id ${newestFirst}`,
    [consumer?.accountId ?? null, provider?.accountId ?? null, limit, vpcEndpointId, serviceId],
  );
}

/** What changed on a service, its permissions and the load balancers under it, newest first. */
export function serviceChanges(
  service: { accountId: string; serviceId: string; loadBalancerArns: readonly string[] },
  limit = 100,
): Promise<ResourceChange[]> {
  return readChanges(
    `WITH own AS (
       SELECT $2::text AS id UNION SELECT unnest($4::text[])
       UNION SELECT l.listener_arn FROM listener l WHERE l.account_id = $1 AND l.load_balancer_arn = ANY ($4)
       UNION SELECT $2 || '/' || p.principal FROM vpc_endpoint_service_permission p
         WHERE p.account_id = $1 AND p.service_id = $2
     )
     SELECT ${columns} FROM own JOIN resource_change c ON c.account_id = $1 AND c.resource_id = own.id ${newestFirst}`,
    [service.accountId, service.serviceId, limit, service.loadBalancerArns],
  );
}

/** What changed on a load balancer, its listeners and its target groups, newest first. */
export function loadBalancerChanges(
  loadBalancer: { accountId: string; loadBalancerArn: string },
  limit = 100,
): Promise<ResourceChange[]> {
  return readChanges(
    `WITH own AS (
       SELECT $2::text AS id
       UNION SELECT l.listener_arn FROM listener l WHERE l.account_id = $1 AND l.load_balancer_arn = $2
       UNION SELECT g.target_group_arn FROM target_group g WHERE g.account_id = $1 AND $2 = ANY (g.load_balancer_arns)
     )
     SELECT ${columns} FROM own JOIN resource_change c ON c.account_id = $1 AND c.resource_id = own.id ${newestFirst}`,
    [loadBalancer.accountId, loadBalancer.loadBalancerArn, limit],
  );
}

async function readChanges(text: string, values: unknown[]): Promise<ResourceChange[]> {
  const { pool } = await database();
  const { rows } = await pool.query<ChangeRow>(text, values);
  const attributions = await attributeChanges(pool, rows);
  return rows.map((row, index) => {
    const attribution = attributions[index] ?? { kind: "unknown", reason: "no-event" };
    const by = attribution.kind === "named" ? attribution.by : null;
    return {
      ...row,
      id: Number(row.id),
      observedAt: row.observedAt.toISOString(),
      previousLookAt: row.previousLookAt?.toISOString() ?? null,
      actor: row.actor ?? by?.actor ?? null,
      eventId: by?.eventId ?? null,
      attribution,
    };
  });
}

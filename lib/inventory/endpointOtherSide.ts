import { database } from "../db/pool.ts";
import type { OtherSide, OtherSideLoadBalancer } from "./endpointPageSchema.ts";
import type { Endpoint } from "./schema.ts";

type ServiceRow = Omit<OtherSide, "loadBalancers" | "connectedSince"> & {
  loadBalancerArns: string[];
  connectedSince: Date | null;
};

/**
 * The provider's side of an endpoint, where the service is one of ours; undefined where it belongs to somebody else.
 * A connection that the provider lists outweighs the service's name, which both ends of a share of names could carry.
 */
export async function endpointOtherSide(
  endpoint: Pick<Endpoint, "vpcEndpointId" | "serviceName">,
): Promise<OtherSide | undefined> {
  const { pool } = await database();
  const { rows } = await pool.query<ServiceRow>(
    `SELECT s.account_id AS "accountId", a.name AS "accountName", s.region, s.service_id AS "serviceId",
       s.service_name AS "serviceName", s.service_state AS "serviceState", s.owner,
       s.acceptance_required AS "acceptanceRequired", s.private_dns_name AS "privateDnsName",
       s.private_dns_name_state AS "privateDnsNameState", s.az_ids AS "azIds", s.gone_at IS NOT NULL AS gone,
       s.network_load_balancer_arns || s.gateway_load_balancer_arns AS "loadBalancerArns",
       c.vpc_endpoint_state AS "connectionState", c.creation_timestamp AS "connectedSince"
     FROM vpc_endpoint_service s
     LEFT JOIN account a ON a.account_id = s.account_id
     LEFT JOIN vpc_endpoint_connection c
       ON c.account_id = s.account_id AND c.service_id = s.service_id AND c.vpc_endpoint_id = $1
     WHERE s.service_name = $2 OR c.vpc_endpoint_id IS NOT NULL
     ORDER BY c.vpc_endpoint_id IS NULL, s.gone_at DESC NULLS FIRST LIMIT 1`,
    [endpoint.vpcEndpointId, endpoint.serviceName],
  );
  const [row] = rows;
  if (!row) return undefined;
  const { loadBalancerArns, connectedSince, ...service } = row;
  return {
    ...service,
    connectedSince: connectedSince?.toISOString() ?? null,
    loadBalancers: await readLoadBalancers(service.accountId, loadBalancerArns),
  };
}

async function readLoadBalancers(accountId: string, arns: string[]): Promise<OtherSideLoadBalancer[]> {
  const { pool } = await database();
  const { rows } = await pool.query<OtherSideLoadBalancer>(
    `SELECT arn AS "loadBalancerArn", coalesce(l.load_balancer_name, split_part(arn, '/', 3)) AS "loadBalancerName",
       l.type, l.state, l.cross_zone_enabled AS "crossZoneEnabled", coalesce(l.az_ids, '{}') AS "azIds",
       l.load_balancer_arn IS NOT NULL AS collected
     FROM unnest($2::text[]) AS arn
     LEFT JOIN load_balancer l ON l.account_id = $1 AND l.load_balancer_arn = arn
     ORDER BY 2`,
    [accountId, arns],
  );
  return rows;
}

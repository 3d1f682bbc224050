import type { Queryable } from "../../runs/mutations.ts";
import type { AvailableServiceFacts, ConnectionFacts, EndpointFacts, ServiceFacts } from "../factsSchema.ts";
import { type Keys, type Located, readRows } from "./rows.ts";

/** An endpoint that is not gone; `changedAt` is when its row last changed. */
export type EndpointRow = EndpointFacts & { changedAt: Date };

/** Where a page of the fleet ends. */
export type Position = readonly [accountId: string, region: string, vpcEndpointId: string];

const endpointColumns = `e.account_id AS "accountId", e.region, e.vpc_endpoint_id AS "vpcEndpointId", e.vpc_id AS "vpcId",
  e.vpc_endpoint_type AS "vpcEndpointType", e.service_name AS "serviceName", e.service_region AS "serviceRegion",
  e.state, e.private_dns_enabled AS "privateDnsEnabled", e.requester_managed AS "requesterManaged",
  e.ip_address_type AS "ipAddressType", e.creation_timestamp AS "creationTimestamp", e.subnet_ids AS "subnetIds",
  e.az_ids AS "azIds", e.network_interface_ids AS "networkInterfaceIds", e.security_group_ids AS "securityGroupIds",
  e.route_table_ids AS "routeTableIds", e.dns_entries AS "dnsEntries", e.policy_document AS "policyDocument",
  e.failure_reason AS "failureReason", e.last_error_code AS "lastErrorCode", e.last_error_message AS "lastErrorMessage",
  e.first_seen_at AS "firstSeenAt", e.last_seen_at AS "changedAt", NULL AS "createdBy", e.tags, e.owner, e.environment, e.application`;

/** The next endpoints by account, region and id that are not gone. */
export async function readEndpointPage(
  db: Queryable,
  after: Position | undefined,
  limit: number,
): Promise<EndpointRow[]> {
  const { rows } = await db.query<EndpointRow>(
    `SELECT ${endpointColumns} FROM vpc_endpoint e
     WHERE e.gone_at IS NULL AND (e.account_id, e.region, e.vpc_endpoint_id) > ($1, $2, $3)
     ORDER BY e.account_id, e.region, e.vpc_endpoint_id LIMIT $4`,
    [...(after ?? ["", "", ""]), limit],
  );
  return rows;
}

/** The provider's row of a connection. */
export type ConnectionRow = Located<ConnectionFacts>;

const connectionColumns = `c.account_id AS "accountId", c.region, c.service_id AS "serviceId",
  c.vpc_endpoint_id AS "vpcEndpointId", c.vpc_endpoint_connection_id AS "vpcEndpointConnectionId",
  c.vpc_endpoint_owner AS "vpcEndpointOwner", c.vpc_endpoint_state AS "vpcEndpointState",
  c.vpc_endpoint_region AS "vpcEndpointRegion", c.creation_timestamp AS "creationTimestamp",
  c.network_load_balancer_arns AS "networkLoadBalancerArns"`;

/** The next connections whose endpoint no account of ours has, by account, region and endpoint. */
export async function readForeignConnectionPage(
  db: Queryable,
  after: Position | undefined,
  limit: number,
): Promise<ConnectionRow[]> {
  const { rows } = await db.query<ConnectionRow>(
    `SELECT ${connectionColumns} FROM vpc_endpoint_connection c
     WHERE c.gone_at IS NULL AND (c.account_id, c.region, c.vpc_endpoint_id) > ($1, $2, $3)
       AND lower(coalesce(c.vpc_endpoint_state, '')) NOT IN ('deleting', 'deleted')
       AND NOT EXISTS (SELECT FROM vpc_endpoint e WHERE e.vpc_endpoint_id = c.vpc_endpoint_id AND e.gone_at IS NULL)
     ORDER BY c.account_id, c.region, c.vpc_endpoint_id, c.service_id LIMIT $4`,
    [...(after ?? ["", "", ""]), limit],
  );
  return rows;
}

/** Who created some endpoints, by account and endpoint, as far back as the trail reaches. */
export async function readCreators(
  db: Queryable,
  endpoints: readonly { accountId: string; vpcEndpointId: string }[],
): Promise<Map<string, string>> {
  const ids = endpoints.map(({ vpcEndpointId }) => vpcEndpointId);
  const { rows } = await db.query<{ accountId: string; ids: string[]; actorArn: string }>(
    `SELECT account_id AS "accountId", resource_ids AS ids, actor_arn AS "actorArn" FROM trail_event
     WHERE account_id = ANY ($1) AND event_name = 'CreateVpcEndpoint' AND error_code IS NULL
       AND actor_arn IS NOT NULL AND resource_ids && $2::text[]`,
    [[...new Set(endpoints.map(({ accountId }) => accountId))], ids],
  );
  return new Map(
    rows.flatMap(({ accountId, ids: own, actorArn }) => own.map((id) => [`${accountId} ${id}`, actorArn])),
  );
}

/** What providers of ours list of some endpoints. */
export async function readConnectionsOf(
  db: Queryable,
  vpcEndpointIds: readonly string[],
): Promise<ConnectionRow[]> {
  const { rows } = await db.query<ConnectionRow>(
    `SELECT ${connectionColumns} FROM vpc_endpoint_connection c
     WHERE c.vpc_endpoint_id = ANY ($1) AND c.gone_at IS NULL
     ORDER BY c.account_id, c.region, c.service_id`,
    [vpcEndpointIds],
  );
  return rows;
}

/** A service of ours; `changedAt` is when its row last changed. */
export type ServiceRow = ServiceFacts & { changedAt: Date };

const serviceColumns = `account_id AS "accountId", region, service_id AS "serviceId", service_name AS "serviceName",
  service_state AS "serviceState", acceptance_required AS "acceptanceRequired", az_ids AS "azIds",
  network_load_balancer_arns AS "networkLoadBalancerArns", gateway_load_balancer_arns AS "gatewayLoadBalancerArns",
  private_dns_name AS "privateDnsName", private_dns_name_state AS "privateDnsNameState",
  private_dns_name_configuration AS "privateDnsNameConfiguration", supported_regions AS "supportedRegions",
  tags, owner, environment, application, last_seen_at AS "changedAt"`;

/** Services of ours with one of some names, or ids. */
export async function readServices(
  db: Queryable,
  names: readonly string[],
  ids: readonly string[],
): Promise<ServiceRow[]> {
  const { rows } = await db.query<ServiceRow>(
    `SELECT ${serviceColumns}
     FROM vpc_endpoint_service WHERE gone_at IS NULL AND (service_name = ANY ($1) OR service_id = ANY ($2))
     ORDER BY account_id, region, service_id`,
    [names, ids],
  );
  return rows;
}

/** Every service of some accounts. */
export async function readServicesOf(db: Queryable, accountIds: readonly string[]): Promise<ServiceRow[]> {
  const { rows } = await db.query<ServiceRow>(
    `SELECT ${serviceColumns} FROM vpc_endpoint_service WHERE gone_at IS NULL AND account_id = ANY ($1)
     ORDER BY account_id, region, service_id`,
    [accountIds],
  );
  return rows;
}

/** A service as a consumer sees it, or saw it when it was still offered. */
export interface AvailableServiceRow extends AvailableServiceFacts {
  offered: boolean;
}

/** Services as consumers see them, by name. */
export const readAvailableServices = (db: Queryable, keys: Keys) =>
  readRows<AvailableServiceRow>(
    db,
    "availableService",
    "serviceName",
    [
      ...[
        "serviceName",
        "offered",
        "serviceId",
        "serviceTypes",
        "serviceOwner",
        "serviceRegion",
        "azIds",
        "privateDnsNames",
      ],
      ...["baseEndpointDnsNames", "vpcEndpointPolicySupported", "acceptanceRequired"],
      "privateDnsNameVerificationState",
    ],
    keys,
  );

import { readFreshness, toItem } from "../api/list/data.ts";
import { ListSql } from "../api/list/sql.ts";
import { SqlParameters } from "../api/list/sqlValues.ts";
import { balancerCost } from "../cost/balancers/detail.ts";
import { database } from "../db/pool.ts";
import { readDiagnosis } from "../diagnosis/data.ts";
import { currentTime } from "../env.ts";
import { idleItemsOf } from "../idle/itemData.ts";
import { endpointChanges, relatedChanges } from "./changeData.ts";
import { endpointList } from "./endpointList.ts";
import { loadBalancerList } from "./loadBalancerList.ts";
import type { LoadBalancerDetail } from "./loadBalancerSchema.ts";
import type { Endpoint, EndpointDetail, EndpointNetworkInterface, EndpointProvenance } from "./schema.ts";

// Fields of one endpoint that the list does not carry.
const detailSql = `e.dns_record_ip_type AS "dnsRecordIpType", e.owner_id AS "ownerId",
  e.route_table_ids AS "routeTableIds", e.dns_entries AS "dnsEntries", e.policy_document AS "policyDocument",
  e.resource_configuration_arn AS "resourceConfigurationArn", e.service_network_arn AS "serviceNetworkArn",
  e.failure_reason AS "failureReason", e.last_error_code AS "lastErrorCode",
  e.last_error_message AS "lastErrorMessage", e.raw,
  e.collector, s.outcome, s.last_attempt_at, s.last_success_at, s.interval_seconds, s.error_class, s.error_code,
  s.error_message, s.retired_at, t.measured_from, t.measured_to, t.updated_at AS traffic_updated_at,
  t.bytes_by_az_30d, t.bytes_daily, t.bytes_daily_from`;

/** One endpoint, also when it is gone; undefined when no run has ever seen it. */
export async function getEndpoint(vpcEndpointId: string): Promise<EndpointDetail | undefined> {
  const { pool } = await database();
  const parameters = new SqlParameters();
  const sql = new ListSql(endpointList, parameters, currentTime());
  const where = `e.vpc_endpoint_id = ${parameters.put(vpcEndpointId, "text")}`;
  // An id is unique in AWS; should two accounts have listed it, the one that still does comes first.
  const text = `${sql.rows(where, detailSql)} ORDER BY e.gone_at DESC NULLS FIRST, e.last_seen_at DESC LIMIT 1`;
  // Seven tables for one row: planning it takes twenty times as long as reading it.
  const { rows } = await pool.query<Record<string, unknown>>({
    name: "endpoint-detail",
    text,
    values: parameters.values,
  });
  const [row] = rows;
  if (!row) return undefined;
  const endpoint = toItem(endpointList, row);
  const [{ asOf }, networkInterfaces, changes, related, walked, idle] = await Promise.all([
    readFreshness(endpointList.collector, currentTime(), endpoint),
    endpointNetworkInterfaces(endpoint),
    endpointChanges(endpoint),
    relatedChanges(endpoint),
    readDiagnosis(pool, vpcEndpointId),
    idleItemsOf(endpoint),
  ]);
  const walk = walked?.walk;
  const detail = Object.fromEntries(detailFields.map((field) => [field, row[field] ?? null]));
  return {
    ...endpoint,
    ...(detail as Pick<EndpointDetail, (typeof detailFields)[number]>),
    asOf,
    networkInterfaces,
    changes,
    relatedChanges: related,
    provenance: toProvenance(endpoint, row),
    idle,
    path: walk ? { lanes: walk.lanes, hops: walk.hops } : null,
    verdicts: walk
      ? { asOf: iso(walked.asOf), evaluatedAt: iso(walked.evaluatedAt), diagnosis: walk.verdict }
      : null,
    raw: row.raw ?? null,
  };
}

const detailFields = [
  "dnsRecordIpType",
  "ownerId",
  "routeTableIds",
  "dnsEntries",
  "policyDocument",
  "resourceConfigurationArn",
  "serviceNetworkArn",
  "failureReason",
  "lastErrorCode",
  "lastErrorMessage",
] as const;

const iso = (value: unknown) => (value instanceof Date ? value.toISOString() : null);

function toProvenance(endpoint: Endpoint, row: Record<string, unknown>): EndpointProvenance {
  const text = (value: unknown) => (typeof value === "string" ? value : null);
  return {
    collector: String(row.collector),
    accountId: endpoint.accountId,
    region: endpoint.region,
    outcome: text(row.outcome),
    lastAttempt: iso(row.last_attempt_at),
    lastSuccess: iso(row.last_success_at),
    intervalSeconds: typeof row.interval_seconds === "number" ? row.interval_seconds : null,
    errorClass: text(row.error_class),
    errorCode: text(row.error_code),
    errorMessage: text(row.error_message),
    retiredAt: iso(row.retired_at),
    traffic: {
      measuredFrom: iso(row.measured_from),
      measuredTo: iso(row.measured_to),
      updatedAt: iso(row.traffic_updated_at),
      bytesByAz30d: (row.bytes_by_az_30d ?? {}) as Record<string, number>,
      bytesDaily: ((row.bytes_daily ?? []) as number[]).map((bytes) => (bytes < 0 ? null : bytes)),
      bytesDailyFrom: iso(row.bytes_daily_from),
    },
  };
}

/** The endpoint's network interfaces by AZ ID, those included that it names but that have not been collected. */
export async function endpointNetworkInterfaces(
  endpoint: Pick<Endpoint, "accountId" | "region" | "vpcEndpointId">,
): Promise<EndpointNetworkInterface[]> {
  const { pool } = await database();
  const { rows } = await pool.query<EndpointNetworkInterface>(
    `SELECT id AS "networkInterfaceId", coalesce(n.az_id, b.az_id) AS "azId",
       coalesce(n.availability_zone, b.availability_zone) AS "availabilityZone", n.subnet_id AS "subnetId", n.status,
       n.private_ip_address AS "privateIpAddress", coalesce(n.private_ip_addresses, '{}') AS "privateIpAddresses",
       coalesce(n.ipv6_addresses, '{}') AS "ipv6Addresses", coalesce(n.security_group_ids, '{}') AS "securityGroupIds",
       n.description, to_char(n.gone_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "goneAt",
       n.network_interface_id IS NOT NULL AS collected
     FROM vpc_endpoint e CROSS JOIN unnest(e.network_interface_ids) AS id
     LEFT JOIN network_interface n
       ON n.account_id = e.account_id AND n.region = e.region AND n.network_interface_id = id
     LEFT JOIN subnet b ON b.account_id = e.account_id AND b.region = e.region AND b.subnet_id = n.subnet_id
     WHERE e.account_id = $1 AND e.region = $2 AND e.vpc_endpoint_id = $3
     ORDER BY "azId" NULLS LAST, id`,
    [endpoint.accountId, endpoint.region, endpoint.vpcEndpointId],
  );
  return rows;
}

// What hangs on a load balancer, each part as JSON in one row.
const loadBalancerDetailSql = `e.attributes, e.raw,
  (SELECT coalesce(jsonb_agg(jsonb_build_object('listenerArn', l.listener_arn, 'port', l.port, 'protocol', l.protocol,
      'targetGroupArns', l.target_group_arns) ORDER BY l.port, l.listener_arn), '[]')
    FROM listener l WHERE l.account_id = e.account_id AND l.region = e.region
      AND l.load_balancer_arn = e.load_balancer_arn AND l.gone_at IS NULL) AS listeners,
  (SELECT coalesce(jsonb_agg(jsonb_build_object('targetGroupArn', g.target_group_arn,
      'targetGroupName', g.target_group_name, 'protocol', g.protocol, 'port', g.port, 'targetType', g.target_type,
      'healthCheckEnabled', g.health_check_enabled, 'healthCheckProtocol', g.health_check_protocol,
      'healthCheckPort', g.health_check_port, 'healthCheckPath', g.health_check_path, 'attributes', g.attributes,
      'targets', (SELECT coalesce(jsonb_agg(jsonb_build_object('targetId', h.target_id, 'port', h.port,
          'azId', h.az_id, 'availabilityZone', h.availability_zone, 'state', h.state, 'reason', h.reason,
          'description', h.description) ORDER BY h.az_id, h.target_id, h.port), '[]')
        FROM target_health h WHERE h.account_id = g.account_id AND h.region = g.region
          AND h.target_group_arn = g.target_group_arn AND h.gone_at IS NULL)
      ) ORDER BY g.target_group_arn), '[]')
    FROM target_group g WHERE g.account_id = e.account_id AND g.region = e.region
      AND e.load_balancer_arn = ANY(g.load_balancer_arns) AND g.gone_at IS NULL) AS "targetGroups",
  (SELECT coalesce(jsonb_agg(jsonb_build_object('serviceId', v.service_id, 'serviceName', v.service_name,
      'accountId', v.account_id, 'region', v.region) ORDER BY v.service_id), '[]')
    FROM vpc_endpoint_service v WHERE v.account_id = e.account_id AND v.region = e.region AND v.gone_at IS NULL
      AND e.load_balancer_arn = ANY(v.network_load_balancer_arns || v.gateway_load_balancer_arns)) AS services`;

/** One load balancer by ARN or by the part behind `loadbalancer/`; undefined when no run has ever seen it. */
export async function getLoadBalancer(id: string): Promise<LoadBalancerDetail | undefined> {
  const { pool } = await database();
  const parameters = new SqlParameters();
  const sql = new ListSql(loadBalancerList, parameters, currentTime());
  const given = parameters.put(id, "text");
  const where = `(e.load_balancer_arn = ${given} OR split_part(e.load_balancer_arn, ':loadbalancer/', 2) = ${given})`;
  const text = `${sql.rows(where, loadBalancerDetailSql)} ORDER BY e.gone_at DESC NULLS FIRST LIMIT 1`;
  const { rows } = await pool.query<Record<string, unknown>>(text, parameters.values);
  const [row] = rows;
  if (!row) return undefined;
  const loadBalancer = toItem(loadBalancerList, row);
  const { asOf } = await readFreshness(loadBalancerList.collector, currentTime(), loadBalancer);
  const { attributes, listeners, targetGroups, services, raw } = row as unknown as LoadBalancerDetail;
  const cost = await balancerCost(loadBalancer);
  return { ...loadBalancer, asOf, attributes, listeners, targetGroups, services, cost, raw };
}

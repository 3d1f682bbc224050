import { database } from "../db/pool.ts";
import { readCoverage } from "../logsInsights/data.ts";
import type { TimeRange } from "../logsInsights/schema.ts";
import type { Queryable } from "../runs/mutations.ts";
import { summarizeRejects } from "./compute.ts";
import { rejectSourceOf } from "./flowLogs.ts";
import type {
  EndpointInterface,
  EndpointRejects,
  EndpointSigns,
  FlowLogFacts,
  InterfaceEvidence,
  RejectRow,
} from "./schema.ts";

/**
 * What speaks for asking about each endpoint of an account and region that has interfaces. Reads the last hours of
 * metrics and probes and the last day of changes; a probe fails while the newest result of its series does.
 */
export async function readSigns(
  db: Queryable,
  accountId: string,
  region: string,
  now: Date,
): Promise<EndpointSigns[]> {
  const { rows } = await db.query<EndpointSigns>(
    `WITH troubled AS (
       SELECT vpc_endpoint_id AS id, max(ts) FILTER (WHERE packets_dropped > 0) AS dropped,
         max(ts) FILTER (WHERE rst_packets_received >= 10
           AND rst_packets_received * 10 > COALESCE(new_connections, 0)) AS reset
       FROM vpc_endpoint_metric_5m
       WHERE account_id = $1 AND ts >= $3::timestamptz - interval '2 hours' AND ts <= $3
       GROUP BY 1
     ), changed AS (
       SELECT resource_id AS id, resource_type AS type, field, max(observed_at) AS at FROM resource_change
       WHERE account_id = $1 AND region = $2 AND observed_at >= $3::timestamptz - interval '1 day'
         AND observed_at <= $3 AND change = 'modified'
         AND (resource_type = 'security-group' OR resource_type = 'vpc-endpoint' AND field IN ('state', 'securityGroupIds'))
       GROUP BY 1, 2, 3
     ), probed AS (
       SELECT s.vpc_endpoint_id AS id, max(r.ts) AS failed FROM probe_series s
       CROSS JOIN LATERAL (
         SELECT p.ts, p.success FROM probe_result p
         WHERE p.account_id = s.account_id AND p.series_id = s.series_id
           AND p.ts >= $3::timestamptz - interval '1 hour' AND p.ts <= $3
         ORDER BY p.ts DESC LIMIT 1
       ) r
       WHERE s.account_id = $1 AND s.region = $2 AND NOT r.success
       GROUP BY 1
     )
     SELECT e.vpc_endpoint_id AS "vpcEndpointId", e.network_interface_ids AS "networkInterfaceIds", e.state,
       e.creation_timestamp AS "createdAt", t.dropped AS "packetsDroppedAt", t.reset AS "resetsAt",
       v.last_traffic_at AS "lastTrafficAt", v.measured_to AS "measuredTo",
       (SELECT max(at) FROM changed c WHERE c.id = e.vpc_endpoint_id AND c.field = 'state') AS "stateChangedAt",
       (SELECT max(at) FROM changed c WHERE c.type = 'security-group' AND c.id = ANY (e.security_group_ids)
          OR c.id = e.vpc_endpoint_id AND c.field = 'securityGroupIds') AS "securityGroupChangedAt",
       p.failed AS "probeFailedAt", w.watched_until AS "watchedUntil"
     FROM vpc_endpoint e
     LEFT JOIN troubled t ON t.id = e.vpc_endpoint_id
     LEFT JOIN probed p ON p.id = e.vpc_endpoint_id
     LEFT JOIN vpc_endpoint_traffic v ON v.account_id = e.account_id AND v.vpc_endpoint_id = e.vpc_endpoint_id
     LEFT JOIN endpoint_watch w ON w.account_id = e.account_id AND w.vpc_endpoint_id = e.vpc_endpoint_id
     WHERE e.account_id = $1 AND e.region = $2 AND e.gone_at IS NULL AND e.network_interface_ids <> '{}'
     ORDER BY e.vpc_endpoint_id`,
    [accountId, region, now],
  );
  return rows;
}

/** The interfaces of endpoints, with where they lie as far as inventory knows it. */
export async function readInterfaces(
  db: Queryable,
  accountId: string,
  region: string,
  vpcEndpointIds: readonly string[],
): Promise<EndpointInterface[]> {
  const { rows } = await db.query<EndpointInterface>(
    `SELECT i.id AS "networkInterfaceId", e.vpc_endpoint_id AS "vpcEndpointId", e.vpc_id AS "vpcId",
       n.subnet_id AS "subnetId", n.az_id AS "azId"
     FROM vpc_endpoint e CROSS JOIN LATERAL unnest(e.network_interface_ids) AS i(id)
     LEFT JOIN network_interface n ON n.account_id = e.account_id AND n.region = e.region
       AND n.network_interface_id = i.id
     WHERE e.account_id = $1 AND e.region = $2 AND e.vpc_endpoint_id = ANY ($3)
     ORDER BY e.vpc_endpoint_id, i.id`,
    [accountId, region, vpcEndpointIds],
  );
  return rows;
}

/** The flow logs of an account and region. */
export async function readFlowLogs(
  db: Queryable,
  accountId: string,
  region: string,
): Promise<FlowLogFacts[]> {
  const { rows } = await db.query<FlowLogFacts>(
    `SELECT flow_log_id AS "flowLogId", resource_id AS "resourceId", traffic_type AS "trafficType",
       log_destination_type AS "logDestinationType", log_destination AS "logDestination",
       log_group_name AS "logGroupName", flow_log_status AS "flowLogStatus",
       deliver_logs_status AS "deliverLogsStatus", deliver_logs_error_message AS "deliverLogsErrorMessage",
       log_format AS "logFormat", max_aggregation_interval_seconds AS "maxAggregationIntervalSeconds",
       creation_time AS "creationTime", raw ? 'DeliverCrossAccountRole' AS elsewhere
     FROM flow_log WHERE account_id = $1 AND region = $2 AND gone_at IS NULL ORDER BY flow_log_id`,
    [accountId, region],
  );
  return rows;
}

async function readRejects(
  db: Queryable,
  accountId: string,
  vpcEndpointId: string,
  { from, to }: TimeRange,
): Promise<RejectRow[]> {
  const { rows } = await db.query<RejectRow>(
    `SELECT network_interface_id AS "networkInterfaceId", ts, src_address AS "srcAddress", dst_port AS "dstPort",
       protocol, flows, packets
     FROM flow_log_reject WHERE account_id = $1 AND vpc_endpoint_id = $2 AND ts >= $3 AND ts < $4
     ORDER BY ts, network_interface_id, src_address, dst_port, protocol`,
    [accountId, vpcEndpointId, from, to],
  );
  return rows;
}

/** Why the scope's last run asked for nothing, in words; null where it asked, or never ran. */
async function refusalOf(db: Queryable, accountId: string, region: string): Promise<string | null> {
  const { rows } = await db.query<{ message: string | null }>(
    `SELECT error_message AS message FROM collector_scope
     WHERE account_id = $1 AND region = $2 AND collector = 'rejects' AND outcome <> 'success'`,
    [accountId, region],
  );
  return rows[0]?.message ?? null;
}

interface EndpointRef {
  accountId: string;
  region: string;
  vpcEndpointId: string;
}

/** What is known of who was refused at an endpoint; a function of the part of the time that is judged. */
export async function readRejectEvidence(
  { accountId, region, vpcEndpointId }: EndpointRef,
  range: TimeRange,
): Promise<(part: TimeRange) => EndpointRejects> {
  const { pool } = await database();
  const [interfaces, flowLogs, rows, refusal] = await Promise.all([
    readInterfaces(pool, accountId, region, [vpcEndpointId]),
    readFlowLogs(pool, accountId, region),
    readRejects(pool, accountId, vpcEndpointId, range),
    refusalOf(pool, accountId, region),
  ]);
  const ids = interfaces.map(({ networkInterfaceId }) => networkInterfaceId);
  const coverage = await readCoverage(pool, accountId, "rejects", ids, range.from);
  const evidence = interfaces.map(
    (one): InterfaceEvidence => ({
      networkInterfaceId: one.networkInterfaceId,
      azId: one.azId,
      source: rejectSourceOf(one, flowLogs),
      asked: coverage.get(one.networkInterfaceId) ?? [],
      rows: rows.filter(({ networkInterfaceId }) => networkInterfaceId === one.networkInterfaceId),
    }),
  );
  return (part) => summarizeRejects(evidence, part, refusal);
}

/** Who was refused at an endpoint in a span of time: none (asked), who, or why it is not known. */
export async function readEndpointRejects(ref: EndpointRef, range: TimeRange): Promise<EndpointRejects> {
  return (await readRejectEvidence(ref, range))(range);
}

import { lastSeenSql } from "../../inventory/scopeSql.ts";
import type { Queryable } from "../../runs/mutations.ts";

/** What a load balancer carried on one day. */
export interface LoadDay {
  day: string;
  lcus: number | null;
  newFlows: number | null;
  activeFlows: number | null;
  bytes: number | null;
  /** By AZ ID; null where none was measured. */
  bytesByAz: Record<string, number> | null;
  /** Fewest healthy targets by AZ ID over the day; null where none was measured. */
  healthyByAz: Record<string, number> | null;
}

export interface BalancerRow {
  accountId: string;
  payerId: string;
  region: string;
  loadBalancerArn: string;
  type: string | null;
  createdAt: Date;
  goneAt: Date | null;
  seenTo: Date;
  measuredFrom: Date | null;
  measuredTo: Date | null;
  crossZone: boolean | null;
  /** Of each target group: its own setting, null where it follows the load balancer. */
  groupsCrossZone: (boolean | null)[];
  /** Of its listeners. */
  protocols: string[];
  /** Registered targets that take traffic by AZ ID, '' for those of none. */
  targetsByAz: Record<string, number>;
  days: LoadDay[];
}

const crossZoneKey = "'load_balancing.cross_zone.enabled'";

/** Load balancers that existed since a day, with what they carried by day. */
export async function readBalancers(db: Queryable, since: string): Promise<BalancerRow[]> {
  const { rows } = await db.query<BalancerRow>(
    `SELECT b.account_id AS "accountId", COALESCE(a.management_account_id, b.account_id) AS "payerId", b.region,
       b.load_balancer_arn AS "loadBalancerArn", b.type, COALESCE(b.created_time, b.first_seen_at) AS "createdAt",
       b.gone_at AS "goneAt", ${lastSeenSql("b", "s")} AS "seenTo", w.collected_from AS "measuredFrom",
       w.watermark AS "measuredTo", b.cross_zone_enabled AS "crossZone", g.settings AS "groupsCrossZone",
       ARRAY(SELECT DISTINCT l.protocol FROM listener l WHERE l.account_id = b.account_id AND l.region = b.region
         AND l.load_balancer_arn = b.load_balancer_arn AND l.gone_at IS NULL AND l.protocol IS NOT NULL) AS protocols,
       COALESCE(h.targets, '{}') AS "targetsByAz", COALESCE(m.days, '[]') AS days
     FROM load_balancer b
     LEFT JOIN account a ON a.account_id = b.account_id
     LEFT JOIN collector_scope s
       ON s.account_id = b.account_id AND s.region = b.region AND s.collector = b.collector
     LEFT JOIN LATERAL (
       SELECT min(m.collected_from) AS collected_from, max(m.watermark) AS watermark FROM metric_watermark m
       WHERE m.account_id = b.account_id AND m.namespace = 'AWS/NetworkELB' AND m.grain = 'load-balancer'
         AND m.resource_id = split_part(b.load_balancer_arn, ':loadbalancer/', 2)) w ON true
     LEFT JOIN LATERAL (
       SELECT COALESCE(array_agg(CASE g.attributes ->> ${crossZoneKey} WHEN 'true' THEN true WHEN 'false' THEN false END
           ORDER BY g.target_group_arn), '{}') AS settings
       FROM target_group g WHERE g.account_id = b.account_id AND g.region = b.region AND g.gone_at IS NULL
         AND b.load_balancer_arn = ANY (g.load_balancer_arns)) g ON true
     LEFT JOIN LATERAL (
       SELECT json_object_agg(az_id, count) AS targets FROM (
         SELECT COALESCE(h.az_id, '') AS az_id, count(*) AS count
         FROM target_group g JOIN target_health h ON h.account_id = g.account_id AND h.region = g.region
           AND h.target_group_arn = g.target_group_arn AND h.gone_at IS NULL
         WHERE g.account_id = b.account_id AND g.region = b.region AND g.gone_at IS NULL
           AND b.load_balancer_arn = ANY (g.load_balancer_arns) AND h.state = 'healthy' GROUP BY 1) z) h ON true
     LEFT JOIN LATERAL (
       SELECT json_agg(one) AS days FROM (
         SELECT ts::date AS day, max(consumed_lcus) FILTER (WHERE whole) AS lcus,
           max(new_flow_count) FILTER (WHERE whole) AS "newFlows",
           max(active_flow_count_avg) FILTER (WHERE whole) AS "activeFlows",
           max(processed_bytes) FILTER (WHERE whole) AS bytes,
           json_object_agg(az_id, processed_bytes) FILTER (WHERE of_az AND processed_bytes IS NOT NULL) AS "bytesByAz",
           json_object_agg(az_id, hosts) FILTER (WHERE az_id <> '' AND target_group = '' AND hosts IS NOT NULL) AS "healthyByAz"
         FROM (
           SELECT d.*, d.az_id = '' AND d.target_group = '' AS whole, d.az_id <> '' AND d.target_group = '' AS of_az,
             sum(d.healthy_host_count_min) FILTER (WHERE d.target_group <> '') OVER (PARTITION BY d.ts, d.az_id) AS hosts
           FROM load_balancer_metric_1d d
           WHERE d.account_id = b.account_id AND d.load_balancer = split_part(b.load_balancer_arn, ':loadbalancer/', 2)
             AND d.ts >= $1::date) d
         GROUP BY ts HAVING bool_or(whole)) one) m ON true
     WHERE (b.gone_at IS NULL OR b.gone_at >= $1::date) AND b.type IN ('network', 'gateway')`,
    [since],
  );
  return rows;
}

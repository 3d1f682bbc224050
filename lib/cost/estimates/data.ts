import { lastSeenSql } from "../../inventory/scopeSql.ts";
import type { Queryable } from "../../runs/mutations.ts";

/** An endpoint as the inventory has it, with what belongs to its estimate. */
export interface EndpointRow {
  accountId: string;
  region: string;
  vpcEndpointId: string;
  vpcEndpointType: string;
  serviceRegion: string | null;
  state: string | null;
  createdAt: Date;
  goneAt: Date | null;
  seenTo: Date;
  subnetIds: string[];
  azIds: string[];
  /** The account that the charges are billed to, and the one that pays its bill. */
  billedAccountId: string;
  payerId: string;
  measuredFrom: Date | null;
  measuredTo: Date | null;
  bytes30d: number | null;
  firstDay: string | null;
  dayDigests: number[] | null;
}

/** Where a reading of all endpoints goes on. */
export type Position = Pick<EndpointRow, "accountId" | "region" | "vpcEndpointId">;

/**
 * The next endpoints that existed at any time since a day, by account, region and id. A service whose owner pays has
 * its endpoints on the owner's bill: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyVpcEndpointServicePayerResponsibility.html
 */
export async function readEndpoints(
  db: Queryable,
  after: Position | undefined,
  since: string,
  limit: number,
): Promise<EndpointRow[]> {
  const { rows } = await db.query<EndpointRow>({
    name: "cost-endpoints",
    text: `SELECT e.account_id AS "accountId", e.region, e.vpc_endpoint_id AS "vpcEndpointId",
       e.vpc_endpoint_type AS "vpcEndpointType", e.service_region AS "serviceRegion", e.state,
       COALESCE(e.creation_timestamp, e.first_seen_at) AS "createdAt", e.gone_at AS "goneAt",
       ${lastSeenSql("e", "s")} AS "seenTo", e.subnet_ids AS "subnetIds", e.az_ids AS "azIds",
       COALESCE(p.account_id, e.account_id) AS "billedAccountId",
       COALESCE(a.management_account_id, p.account_id, e.account_id) AS "payerId",
       w.collected_from AS "measuredFrom", w.watermark AS "measuredTo", t.bytes_30d AS "bytes30d",
       c.first_day AS "firstDay", c.day_digests AS "dayDigests"
     FROM (
       SELECT * FROM vpc_endpoint
       WHERE (account_id, region, vpc_endpoint_id) > ($1, $2, $3) AND (gone_at IS NULL OR gone_at >= $4::date)
       ORDER BY account_id, region, vpc_endpoint_id LIMIT $5
     ) e
     LEFT JOIN collector_scope s
       ON s.account_id = e.account_id AND s.region = e.region AND s.collector = e.collector
     LEFT JOIN LATERAL (
       SELECT v.account_id FROM vpc_endpoint_service v
       WHERE v.service_name = e.service_name AND v.payer_responsibility = 'ServiceOwner' LIMIT 1) p ON true
     LEFT JOIN account a ON a.account_id = COALESCE(p.account_id, e.account_id)
     LEFT JOIN LATERAL (
       SELECT min(m.collected_from) AS collected_from, max(m.watermark) AS watermark FROM metric_watermark m
       WHERE m.account_id = e.account_id AND m.namespace = 'AWS/PrivateLinkEndpoints'
         AND m.resource_id = e.vpc_endpoint_id AND m.grain = 'endpoint') w ON true
     LEFT JOIN vpc_endpoint_traffic t ON t.account_id = e.account_id AND t.vpc_endpoint_id = e.vpc_endpoint_id
     LEFT JOIN endpoint_cost c ON c.account_id = e.account_id AND c.vpc_endpoint_id = e.vpc_endpoint_id
     ORDER BY 1, 2, 3`,
    values: [after?.accountId ?? "", after?.region ?? "", after?.vpcEndpointId ?? "", since, limit],
  });
  return rows;
}

/** Bytes by day of the endpoints given; whole ones with an empty subnet. */
export interface TrafficRow {
  vpcEndpointId: string;
  whole: boolean;
  azId: string;
  /** `day:bytes` with days since 1970, comma between. */
  bytes: string;
}

/** Bytes by day since a day, of whole endpoints and of their zones. */
export async function readTraffic(
  db: Queryable,
  endpoints: readonly Position[],
  since: string,
): Promise<TrafficRow[]> {
  const { rows } = await db.query<TrafficRow>({
    name: "cost-traffic",
    text: `SELECT w.id AS "vpcEndpointId", m.* FROM unnest($1::text[], $2::text[]) AS w(account_id, id)
     CROSS JOIN LATERAL (
       SELECT subnet_id = '' AS whole, COALESCE(az_id, '') AS "azId",
         string_agg((extract(epoch FROM ts)::bigint / 86400) || ':' || bytes_processed, ',') AS bytes
       FROM vpc_endpoint_metric_1d d
       WHERE d.account_id = w.account_id AND d.vpc_endpoint_id = w.id AND d.ts >= $3::date
         AND d.bytes_processed IS NOT NULL
       GROUP BY 1, 2) m`,
    values: [endpoints.map((one) => one.accountId), endpoints.map((one) => one.vpcEndpointId), since],
  });
  return rows;
}

/** What one region moved under one charge on one day, by the account that pays. */
export interface VolumeRow {
  payerId: string;
  region: string;
  charge: string;
  day: string;
  measuredGb: number | null;
  billedGb: number | null;
}

/** Gigabytes by payer, region, charge and day since a day: as measured, and as billed. */
export async function readVolumes(db: Queryable, since: string): Promise<VolumeRow[]> {
  const { rows } = await db.query<VolumeRow>(
    `WITH measured AS (
       SELECT COALESCE(a.management_account_id, e.account_id) AS payer, e.region,
         CASE WHEN lower(e.vpc_endpoint_type) = 'gatewayloadbalancer' THEN 'VpcEndpoint-GWLBE-Bytes'
           ELSE 'VpcEndpoint-Bytes' END AS charge,
         m.ts::date AS day, sum(m.bytes_processed) / 1073741824.0 AS gb
       FROM vpc_endpoint_metric_1d m
       JOIN vpc_endpoint e ON e.account_id = m.account_id AND e.vpc_endpoint_id = m.vpc_endpoint_id
       LEFT JOIN account a ON a.account_id = e.account_id
       WHERE m.subnet_id = '' AND m.ts >= $1::date GROUP BY 1, 2, 3, 4
     ), billed AS (
       SELECT COALESCE(a.management_account_id, b.account_id) AS payer, b.region,
         regexp_replace(b.usage_type, '^[A-Z]{2,3}[0-9]?-', '') AS charge, b.day, sum(b.usage_quantity) AS gb
       FROM billed_cost b LEFT JOIN account a ON a.account_id = b.account_id
       WHERE b.day >= $1::date AND b.usage_type LIKE '%VpcEndpoint-%Bytes' AND b.region <> '' GROUP BY 1, 2, 3, 4
     )
     SELECT COALESCE(m.payer, b.payer) AS "payerId", COALESCE(m.region, b.region) AS region,
       COALESCE(m.charge, b.charge) AS charge, COALESCE(m.day, b.day) AS day,
       m.gb AS "measuredGb", b.gb AS "billedGb"
     FROM measured m FULL JOIN billed b ON b.payer = m.payer AND b.region = m.region AND b.charge = m.charge
       AND b.day = m.day ORDER BY 1, 2, 3, 4`,
    [since],
  );
  return rows;
}

/** An endpoint whose subnets changed, with those it had before. */
export interface SubnetChange {
  vpcEndpointId: string;
  at: Date;
  before: { subnetId: string; azId: string | null }[];
}

/** Changes of endpoints' subnets since a day, in order of time. */
export async function readSubnetChanges(db: Queryable, since: string): Promise<SubnetChange[]> {
  const { rows } = await db.query<SubnetChange>(
    `SELECT c.resource_id AS "vpcEndpointId", c.observed_at AS at,
       (SELECT jsonb_agg(jsonb_build_object('subnetId', b.id, 'azId', s.az_id) ORDER BY b.id)
        FROM jsonb_array_elements_text(c.before) AS b(id)
        LEFT JOIN subnet s ON s.account_id = c.account_id AND s.region = c.region AND s.subnet_id = b.id) AS before
     FROM resource_change c
     WHERE c.observed_at >= $1::date AND c.field = 'subnetIds' AND c.resource_type = 'vpc-endpoint'
       AND jsonb_typeof(c.before) = 'array' AND jsonb_array_length(c.before) > 0
     ORDER BY c.observed_at, c.id`,
    [since],
  );
  return rows;
}

/** When endpoints were deleted, by id, as CloudTrail or the first look that found them deleted has it. */
export async function readDeletions(db: Queryable, since: string): Promise<Map<string, Date>> {
  const { rows } = await db.query<{ id: string; at: Date }>(
    `SELECT id, min(at) AS at FROM (
       SELECT unnest(t.resource_ids) AS id, t.event_time AS at FROM trail_event t
       WHERE t.event_time >= $1::date AND t.event_name = 'DeleteVpcEndpoints' AND t.error_code IS NULL
       UNION ALL
       SELECT c.resource_id, c.observed_at FROM resource_change c
       WHERE c.observed_at >= $1::date AND c.field = 'state' AND c.resource_type = 'vpc-endpoint'
         AND lower(c.after #>> '{}') = 'deleted'
     ) d GROUP BY 1`,
    [since],
  );
  return new Map(rows.map(({ id, at }) => [id, at]));
}

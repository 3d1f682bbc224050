import { database } from "../../db/pool.ts";
import { compareSimilar } from "./compute.ts";
import type { EndpointTraits, SimilarEndpoints } from "./schema.ts";

/** How many of a service or a VPC are looked at: a service of AWS has thousands of endpoints, and a handful is shown. */
const lookedAt = 24;

type Row = EndpointTraits & { groups: number };

/** Endpoints of the same type, and of the same service or VPC, that work, held against this one. Reads at most 48 of them, by index: each is somewhere else on the disk. */
export async function similarEndpoints(of: {
  accountId: string;
  region: string;
  vpcEndpointId: string;
  vpcId: string | null;
  serviceName: string | null;
  vpcEndpointType: string;
}): Promise<SimilarEndpoints | null> {
  const { pool } = await database();
  const others = (column: string, parameter: string) =>
    `(SELECT e.account_id, e.region, e.vpc_endpoint_id FROM vpc_endpoint e
      JOIN endpoint_diagnosis d ON d.account_id = e.account_id AND d.vpc_endpoint_id = e.vpc_endpoint_id
      WHERE e.${column} = ${parameter} AND e.vpc_endpoint_type = $6 AND e.gone_at IS NULL AND e.vpc_endpoint_id <> $3 AND d.verdict = 'in-order'
      LIMIT ${lookedAt})`;
  const { rows } = await pool.query<Row>({
    name: "similar-endpoints",
    text: `WITH chosen AS (
       SELECT $1::text AS account_id, $2::text AS region, $3::text AS vpc_endpoint_id
       UNION ${others("service_name", "$4")} UNION ${others("vpc_id", "$5")}
     )
     SELECT e.vpc_endpoint_id AS "vpcEndpointId", e.account_id AS "accountId", a.name AS "accountName", e.region,
       e.vpc_id AS "vpcId", e.service_name AS "serviceName", e.state, e.az_ids AS "azIds",
       e.security_group_ids AS "securityGroupIds", g.inbound, coalesce(g.groups, 0)::int AS groups,
       e.private_dns_enabled AS "privateDnsEnabled", e.dns_record_ip_type AS "dnsRecordIpType",
       e.ip_address_type AS "ipAddressType", e.policy_document AS "policyDocument",
       v.enable_dns_support AS "enableDnsSupport", v.enable_dns_hostnames AS "enableDnsHostnames", d.verdict
     FROM chosen k
     JOIN vpc_endpoint e ON e.account_id = k.account_id AND e.region = k.region AND e.vpc_endpoint_id = k.vpc_endpoint_id
     LEFT JOIN account a ON a.account_id = e.account_id
     LEFT JOIN vpc v ON v.account_id = e.account_id AND v.region = e.region AND v.vpc_id = e.vpc_id
     LEFT JOIN endpoint_diagnosis d ON d.account_id = e.account_id AND d.vpc_endpoint_id = e.vpc_endpoint_id
     LEFT JOIN LATERAL (
       SELECT count(DISTINCT s.group_id) AS groups, jsonb_agg(rule) FILTER (WHERE rule IS NOT NULL) AS inbound
       FROM security_group s LEFT JOIN LATERAL jsonb_array_elements(s.ip_permissions) rule ON true
       WHERE s.account_id = e.account_id AND s.region = e.region AND s.group_id = ANY (e.security_group_ids)
     ) g ON true`,
    values: [of.accountId, of.region, of.vpcEndpointId, of.serviceName, of.vpcId, of.vpcEndpointType],
  });
  const traits = rows.map(({ groups, ...row }) => ({
    ...row,
    inbound: groups < row.securityGroupIds.length ? null : (row.inbound ?? []),
  }));
  const own = traits.find(({ vpcEndpointId }) => vpcEndpointId === of.vpcEndpointId);
  if (!own) return null;
  return compareSimilar(
    own,
    traits.filter((one) => one !== own),
  );
}

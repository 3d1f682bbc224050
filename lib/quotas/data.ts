import { freshSql } from "../runs/freshSql.ts";
import type { Queryable } from "../runs/mutations.ts";
import type { QuotaName, QuotaUse } from "./schema.ts";

/** What is known of one collector's scope at a place, as far as counting from its rows goes. */
export interface SourceScope {
  collector: string;
  fresh: boolean;
  outcome: string | null;
  errorClass: string | null;
}

/** The scopes of an account and region. */
export async function sourceScopes(
  db: Queryable,
  accountId: string,
  region: string,
  now: Date,
): Promise<SourceScope[]> {
  const { rows } = await db.query<SourceScope>(
    `SELECT s.collector, ${freshSql("s", "$3::timestamptz")} AS fresh, s.outcome, s.error_class AS "errorClass"
     FROM collector_scope s WHERE s.account_id = $1 AND s.region = $2 AND s.retired_at IS NULL`,
    [accountId, region, now],
  );
  return rows;
}

// Endpoints count in every state but deleted: AWS lists and bills rejected, failed and expired ones until somebody
// deletes them. A count that is too high warns early; one that is too low lets a deployment fail.
const useSql = `
  WITH endpoint AS (
    SELECT vpc_endpoint_id, vpc_id, policy_document,
      lower(coalesce(vpc_endpoint_type, 'Gateway')) AS type
    FROM vpc_endpoint
    WHERE account_id = $1 AND region = $2 AND gone_at IS NULL AND lower(coalesce(state, '')) <> 'deleted'
  ), place AS (
    SELECT vpc_id FROM vpc WHERE account_id = $1 AND region = $2 AND gone_at IS NULL
    UNION SELECT vpc_id FROM endpoint WHERE vpc_id IS NOT NULL
  ), in_vpc AS (
    SELECT p.vpc_id, count(*) FILTER (WHERE e.type IN ('interface', 'gatewayloadbalancer')) AS interface,
      count(*) FILTER (WHERE e.type = 'resource') AS resource,
      count(*) FILTER (WHERE e.type = 'servicenetwork') AS service_network
    FROM place p LEFT JOIN endpoint e ON e.vpc_id = p.vpc_id GROUP BY p.vpc_id
  ), longest AS (
    SELECT vpc_endpoint_id, char_length(policy_document) AS characters FROM endpoint
    WHERE policy_document IS NOT NULL ORDER BY 2 DESC, 1 LIMIT 1
  ), service AS (
    SELECT service_id FROM vpc_endpoint_service
    WHERE account_id = $1 AND region = $2 AND gone_at IS NULL AND lower(coalesce(service_state, '')) <> 'deleted'
  )
  SELECT 'interface-endpoints' AS quota, vpc_id AS "resourceId", interface AS used, NULL AS largest FROM in_vpc
  UNION ALL SELECT 'resource-endpoints', vpc_id, resource, NULL FROM in_vpc
  UNION ALL SELECT 'service-network-endpoints', vpc_id, service_network, NULL FROM in_vpc
  UNION ALL SELECT 'gateway-endpoints', '', count(*), NULL FROM endpoint WHERE type = 'gateway'
  UNION ALL SELECT 'policy-characters', '', max(characters), max(vpc_endpoint_id) FROM longest
  UNION ALL SELECT 'service-principals', s.service_id, count(p.principal), NULL
    FROM service s LEFT JOIN vpc_endpoint_service_permission p
      ON p.account_id = $1 AND p.region = $2 AND p.service_id = s.service_id AND p.gone_at IS NULL
    GROUP BY s.service_id
  UNION ALL SELECT 'endpoint-services', '', count(*), NULL FROM service
  UNION ALL SELECT 'network-load-balancers', '', count(*), NULL FROM load_balancer
    WHERE account_id = $1 AND region = $2 AND gone_at IS NULL AND lower(type) = 'network'
  UNION ALL SELECT 'target-group-targets', g.target_group_arn, count(t.target_id), NULL
    FROM target_group g LEFT JOIN target_health t
      ON t.account_id = $1 AND t.region = $2 AND t.target_group_arn = g.target_group_arn AND t.gone_at IS NULL
    WHERE g.account_id = $1 AND g.region = $2 AND g.gone_at IS NULL GROUP BY g.target_group_arn`;

/** What the rows of inventory say is used, however old they are. */
export async function inventoryUse(db: Queryable, accountId: string, region: string): Promise<QuotaUse[]> {
  const { rows } = await db.query<Omit<QuotaUse, "largest"> & { quota: QuotaName; largest: string | null }>(
    useSql,
    [accountId, region],
  );
  return rows.map(({ largest, ...use }) => (largest === null ? use : { ...use, largest }));
}

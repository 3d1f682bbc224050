import type { Queryable } from "../runs/mutations.ts";

/** Tables whose AZ IDs follow from other rows of the same account and region. */
export type ZonedTable =
  | "vpc_endpoint"
  | "vpc_endpoint_service"
  | "available_service"
  | "load_balancer"
  | "target_health";

// A zone's name means another zone in another account, and AWS gives only names or subnets here.
const bySubnet = (table: string, key: string, interfaces: string) => `
  UPDATE ${table} t SET az_ids = d.az_ids
  FROM (
    SELECT e.${key} AS id, array_agg(DISTINCT z.az_id ORDER BY z.az_id) AS az_ids
    FROM ${table} e
    CROSS JOIN LATERAL (
      SELECT s.az_id FROM subnet s
      WHERE s.account_id = $1 AND s.region = $2 AND s.subnet_id = ANY (e.subnet_ids)
      ${interfaces}
    ) z
    WHERE e.account_id = $1 AND e.region = $2 AND e.gone_at IS NULL AND z.az_id IS NOT NULL
    GROUP BY 1
  ) d
  WHERE t.account_id = $1 AND t.region = $2 AND t.${key} = d.id AND t.az_ids <> d.az_ids`;

const byName = (table: string, key: string) => `
  UPDATE ${table} t SET az_ids = d.az_ids
  FROM (
    SELECT e.${key} AS id, array_agg(DISTINCT z.az_id ORDER BY z.az_id) AS az_ids
    FROM ${table} e
    JOIN availability_zone z ON z.account_id = $1 AND z.region = $2 AND z.zone_name = ANY (e.availability_zones)
    WHERE e.account_id = $1 AND e.region = $2 AND e.gone_at IS NULL
    GROUP BY 1
  ) d
  WHERE t.account_id = $1 AND t.region = $2 AND t.${key} = d.id AND t.az_ids <> d.az_ids`;

const statements: Record<ZonedTable, string> = {
  vpc_endpoint: bySubnet(
    "vpc_endpoint",
    "vpc_endpoint_id",
    `UNION SELECT n.az_id FROM network_interface n
      WHERE n.account_id = $1 AND n.region = $2 AND n.network_interface_id = ANY (e.network_interface_ids)`,
  ),
  load_balancer: bySubnet("load_balancer", "load_balancer_arn", ""),
  vpc_endpoint_service: byName("vpc_endpoint_service", "service_id"),
  available_service: byName("available_service", "service_name"),
  target_health: `
    UPDATE target_health t SET az_id = z.az_id FROM availability_zone z
    WHERE t.account_id = $1 AND t.region = $2 AND t.gone_at IS NULL AND z.account_id = $1 AND z.region = $2
      AND z.zone_name = t.availability_zone AND t.az_id IS DISTINCT FROM z.az_id`,
};

export const zonedTables = Object.keys(statements) as ZonedTable[];

/**
 * Fills the AZ IDs that follow from subnets, interfaces and zone names; touches only rows that differ, and never
 * empties one. Call it in the transaction that wrote the tables: the lock makes two collectors of the same account
 * and region take turns, so that the later one sees what the earlier one wrote.
 */
export async function deriveAzIds(
  client: Queryable,
  accountId: string,
  region: string,
  only: readonly ZonedTable[],
): Promise<void> {
  if (only.length === 0) return;
  await client.query("SELECT pg_advisory_xact_lock(hashtextextended($1, 72362))", [`${accountId}:${region}`]);
  const updates = only.map((table) => `${table}_zones AS (${statements[table]} RETURNING 1)`);
  await client.query(`WITH ${updates.join(", ")} SELECT 1`, [accountId, region]);
}

import { answersOf } from "../db/transaction.ts";
import type { Queryable } from "../runs/mutations.ts";

/** Tables whose AZ IDs follow from other rows of the same account and region. */
export type ZonedTable =
  | "vpc_endpoint"
  | "vpc_endpoint_service"
  | "available_service"
  | "load_balancer"
  | "target_health";

// A zone's name means another zone in another account, and AWS gives only names, subnets or interfaces here.
const fromIds = (table: ZonedTable, key: string, ids: string, zones: string) => `
  named AS MATERIALIZED (
    SELECT e.${key} AS key, u.id FROM ${table} e CROSS JOIN LATERAL unnest(${ids}) AS u(id)
    WHERE e.account_id = $1 AND e.region = $2 AND e.gone_at IS NULL
  ), zone AS MATERIALIZED (${zones}), found AS MATERIALIZED (
    SELECT named.key, array_agg(DISTINCT zone.az_id ORDER BY zone.az_id) AS az_ids
    FROM named JOIN zone ON zone.id = named.id WHERE zone.az_id IS NOT NULL GROUP BY 1
  )
  UPDATE ${table} t SET az_ids = found.az_ids FROM found
  WHERE t.account_id = $1 AND t.region = $2 AND t.${key} = found.key AND t.az_ids <> found.az_ids`;

// Most services are in the same few zones: each list of names is looked up once.
const fromNames = (table: ZonedTable) => `
  zone AS MATERIALIZED (${names}), list AS MATERIALIZED (
    SELECT DISTINCT e.availability_zones AS names FROM ${table} e
    WHERE e.account_id = $1 AND e.region = $2 AND e.gone_at IS NULL
  ), found AS MATERIALIZED (
    SELECT list.names, array_agg(DISTINCT zone.az_id ORDER BY zone.az_id) AS az_ids
    FROM list CROSS JOIN LATERAL unnest(list.names) AS u(id) JOIN zone ON zone.id = u.id
    WHERE zone.az_id IS NOT NULL GROUP BY 1
  )
  UPDATE ${table} t SET az_ids = found.az_ids FROM found
  WHERE t.account_id = $1 AND t.region = $2 AND t.gone_at IS NULL AND t.availability_zones = found.names
    AND t.az_ids <> found.az_ids`;

const here = "WHERE account_id = $1 AND region = $2";
const subnets = `SELECT subnet_id AS id, az_id FROM subnet ${here}`;
const interfaces = `SELECT network_interface_id, az_id FROM network_interface ${here}`;
const names = `SELECT zone_name AS id, az_id FROM availability_zone ${here}`;

const statements: Record<ZonedTable, string> = {
  vpc_endpoint: fromIds(
    "vpc_endpoint",
    "vpc_endpoint_id",
    "e.subnet_ids || e.network_interface_ids",
    `${subnets} UNION ALL ${interfaces}`,
  ),
  load_balancer: fromIds("load_balancer", "load_balancer_arn", "e.subnet_ids", subnets),
  vpc_endpoint_service: fromNames("vpc_endpoint_service"),
  available_service: fromNames("available_service"),
  target_health: `
    zone AS MATERIALIZED (${names})
    UPDATE target_health t SET az_id = zone.az_id FROM zone
    WHERE t.account_id = $1 AND t.region = $2 AND t.gone_at IS NULL AND zone.id = t.availability_zone
      AND t.az_id IS DISTINCT FROM zone.az_id`,
};

export const zonedTables = Object.keys(statements) as ZonedTable[];

/**
 * Fills the AZ IDs that follow from subnets, interfaces and zone names; touches only rows that differ, and never
 * empties one. Call it last in the transaction that wrote the tables: the lock makes two collectors of the same account
 * and region take turns, so that the later one sees what the earlier one wrote, and from here on nothing is joined in
 * loops.
 */
export async function deriveAzIds(
  client: Queryable,
  accountId: string,
  region: string,
  only: readonly ZonedTable[],
): Promise<void> {
  if (only.length === 0) return;
  // A scope just written has no statistics yet: taken for a handful of rows, thousands would be joined in a loop.
  const locked = client.query({
    name: "lock-zones",
    text: `SELECT pg_advisory_xact_lock(hashtextextended($1, 72362)), set_config('enable_nestloop', 'off', true)`,
    values: [`${accountId}:${region}`],
  });
  const updates = only.map((table) => `${table}_zones AS (WITH ${statements[table]} RETURNING 1)`);
  const derived = client.query({
    name: `derive-zones-${only.map((table) => zonedTables.indexOf(table)).join("-")}`,
    text: `WITH ${updates.join(", ")} SELECT 1`,
    values: [accountId, region],
  });
  await answersOf([locked, derived]);
}

import type { Queryable } from "#lib/runs/mutations.ts";

/**
 * Ids of the prefix lists that rules of security groups name, or routes to other networks, sorted. Routes to gateway
 * endpoints are left out: their lists are the addresses of the service itself.
 */
export async function referencedLists(db: Queryable, accountId: string, region: string): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>(
    `SELECT id FROM (
       SELECT jsonb_path_query(g.ip_permissions || g.ip_permissions_egress, '$[*].PrefixListIds[*].PrefixListId') #>> '{}' AS id
       FROM security_group g WHERE g.account_id = $1 AND g.region = $2 AND g.gone_at IS NULL
       UNION
       SELECT route ->> 'DestinationPrefixListId'
       FROM route_table t CROSS JOIN LATERAL jsonb_path_query(t.routes, '$[*]') AS route
       WHERE t.account_id = $1 AND t.region = $2 AND t.gone_at IS NULL
         AND coalesce(route ->> 'GatewayId', '') NOT LIKE 'vpce-%'
     ) AS named WHERE id LIKE 'pl-%' ORDER BY id`,
    [accountId, region],
  );
  return rows.map(({ id }) => id);
}

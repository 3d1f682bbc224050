import type { Queryable } from "#lib/runs/mutations.ts";

// Routes to gateway endpoints are left out: their lists are the addresses of the service itself.
const referenced = `SELECT id FROM (
       SELECT jsonb_path_query(g.ip_permissions || g.ip_permissions_egress, '$[*].PrefixListIds[*].PrefixListId') #>> '{}' AS id
       FROM security_group g WHERE g.account_id = $1 AND g.region = $2 AND g.gone_at IS NULL
       UNION
       SELECT route ->> 'DestinationPrefixListId'
       FROM route_table t CROSS JOIN LATERAL jsonb_path_query(t.routes, '$[*]') AS route
       WHERE t.account_id = $1 AND t.region = $2 AND t.gone_at IS NULL
         AND coalesce(route ->> 'GatewayId', '') NOT LIKE 'vpce-%'
     ) AS named WHERE id LIKE 'pl-%'`;

/** Ids of the prefix lists that rules of security groups name, or routes to other networks, sorted. */
export async function referencedLists(db: Queryable, accountId: string, region: string): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>(`${referenced} ORDER BY id`, [accountId, region]);
  return rows.map(({ id }) => id);
}

/** Has the lists of a place looked up now where rules or routes name one that is not known; not where that fails anyway. */
export async function lookUpNewLists(
  db: Queryable,
  { accountId, region }: { accountId: string; region: string },
  now: Date,
): Promise<void> {
  await db.query(
    `UPDATE collector_scope s SET next_attempt_at = $3
     WHERE s.account_id = $1 AND s.region = $2 AND s.collector = 'prefix-lists' AND s.outcome = 'success'
       AND s.retired_at IS NULL AND s.next_attempt_at > $3
       AND EXISTS (
         SELECT FROM (${referenced}) AS wanted WHERE NOT EXISTS (
           SELECT FROM prefix_list p WHERE p.account_id = $1 AND p.region = $2 AND p.prefix_list_id = wanted.id
             AND p.gone_at IS NULL))`,
    [accountId, region, now],
  );
}

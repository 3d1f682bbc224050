import type { Queryable } from "../../runs/mutations.ts";
import type { EndpointRow } from "./data.ts";

/** An endpoint that CloudTrail saw made and deleted, and that no look at the inventory ever found. */
interface UnlistedRow {
  accountId: string;
  region: string;
  vpcEndpointId: string;
  vpcEndpointType: string;
  createdAt: Date;
  deletedAt: Date;
  subnetIds: string[];
  azIds: string[];
  payerId: string;
  firstDay: string | null;
  dayDigests: number[] | null;
}

/**
 * Endpoints that lived between two looks at the inventory, or before the first: each begun hour is on the bill. Only
 * those whose deletion is on record are known to have ended.
 */
export async function readUnlisted(db: Queryable, since: string): Promise<EndpointRow[]> {
  const { rows } = await db.query<UnlistedRow>(
    `WITH deleted AS (
       SELECT account_id, unnest(resource_ids) AS id, min(event_time) AS at FROM trail_event
       WHERE event_name = 'DeleteVpcEndpoints' AND error_code IS NULL AND event_time >= $1::date GROUP BY 1, 2
     )
     SELECT DISTINCT ON (c.account_id, c.region, d.id) c.account_id AS "accountId", c.region, d.id AS "vpcEndpointId",
       COALESCE(substring(c.request::text FROM '"VpcEndpointType": *"([A-Za-z]+)"'), 'Gateway') AS "vpcEndpointType",
       c.event_time AS "createdAt", d.at AS "deletedAt", n.subnet_ids AS "subnetIds", n.az_ids AS "azIds",
       COALESCE(a.management_account_id, c.account_id) AS "payerId", k.first_day AS "firstDay",
       k.day_digests AS "dayDigests"
     FROM deleted d
     JOIN trail_event c ON c.account_id = d.account_id AND c.event_name = 'CreateVpcEndpoint'
       AND c.error_code IS NULL AND c.resource_ids @> ARRAY[d.id] AND c.event_time <= d.at
     CROSS JOIN LATERAL (
       SELECT COALESCE(array_agg(u.id), '{}') AS subnet_ids,
         COALESCE(array_agg(COALESCE(s.az_id, u.id)), '{}') AS az_ids
       FROM unnest(c.resource_ids) AS u(id)
       LEFT JOIN subnet s ON s.account_id = c.account_id AND s.region = c.region AND s.subnet_id = u.id
       WHERE u.id LIKE 'subnet-%') n
     LEFT JOIN account a ON a.account_id = c.account_id
     LEFT JOIN endpoint_cost k ON k.account_id = c.account_id AND k.vpc_endpoint_id = d.id
     WHERE d.id LIKE 'vpce-%' AND d.id NOT LIKE 'vpce-svc-%'
       AND NOT EXISTS (SELECT FROM vpc_endpoint e WHERE e.vpc_endpoint_id = d.id)
     ORDER BY 1, 2, 3, c.event_time`,
    [since],
  );
  return rows.map(({ deletedAt, ...row }) => ({
    ...row,
    ...{
      serviceRegion: null,
      state: null,
      goneAt: deletedAt,
      seenTo: deletedAt,
      billedAccountId: row.accountId,
    },
    ...{ measuredFrom: null, measuredTo: null, bytes30d: null },
  }));
}

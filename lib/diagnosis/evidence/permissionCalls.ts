import type { Queryable } from "../../runs/mutations.ts";
import { hasKey } from "../../trail/attribution.ts";
import type { ChangeRow } from "./logsData.ts";

interface CallRow {
  id: string;
  accountId: string;
  region: string;
  observedAt: Date;
  eventName: string;
  actor: string | null;
  request: unknown;
  resourceId: string;
}

/** What a call sets of who may connect, by the parameter that it carries; null for anything else. */
function fieldOf({ eventName, request }: CallRow): string | null {
  switch (eventName) {
    case "ModifyVpcEndpointServicePermissions":
      return "allowedPrincipals";
    case "ModifyVpcEndpointServiceConfiguration":
      return hasKey(request, /^AcceptanceRequired$/i) ? "acceptanceRequired" : null;
    default:
      return hasKey(request, /^(PolicyDocument|ResetPolicy)$/i) ? "policyDocument" : null;
  }
}

/**
 * Calls of the trail that set a policy, an allow-list or acceptance before the resource was first looked at: from then on
 * the change log tells what changed. As rows of the change log, of type `trail-call`.
 */
export async function readPermissionCalls(
  db: Queryable,
  accountIds: readonly string[],
  resourceIds: readonly string[],
  since: Date,
): Promise<ChangeRow[]> {
  if (resourceIds.length === 0) return [];
  const { rows } = await db.query<CallRow>(
    `SELECT t.event_id AS id, t.account_id AS "accountId", t.region, t.event_time AS "observedAt",
       t.event_name AS "eventName", t.actor, t.request, r.id AS "resourceId"
     FROM trail_event t CROSS JOIN LATERAL unnest(t.resource_ids) AS r(id)
     LEFT JOIN vpc_endpoint e ON e.account_id = t.account_id AND e.region = t.region AND e.vpc_endpoint_id = r.id
     LEFT JOIN vpc_endpoint_service s ON s.account_id = t.account_id AND s.region = t.region AND s.service_id = r.id
     WHERE t.account_id = ANY ($1) AND t.event_time >= $3 AND t.error_code IS NULL AND t.resource_ids && $2::text[]
       AND t.event_name = ANY ('{ModifyVpcEndpoint,ModifyVpcEndpointServicePermissions,ModifyVpcEndpointServiceConfiguration}')
       AND r.id = ANY ($2) AND t.event_time < coalesce(e.first_seen_at, s.first_seen_at)
       -- What a new endpoint or service is set up with is no change of it.
       AND (e.creation_timestamp IS NULL OR t.event_time > e.creation_timestamp + interval '1 hour')
       AND NOT EXISTS (SELECT FROM trail_event c WHERE c.account_id = t.account_id AND c.region = t.region
         AND c.event_name = 'CreateVpcEndpointServiceConfiguration' AND c.resource_ids @> ARRAY[r.id]
         AND c.event_time > t.event_time - interval '1 hour')
     ORDER BY t.event_time, t.event_id`,
    [accountIds, resourceIds, since],
  );
  return rows.flatMap((row) => {
    const field = fieldOf(row);
    const { id, accountId, region, observedAt, actor, resourceId } = row;
    const call = { resourceType: "trail-call", change: "called", before: null, after: null };
    return field === null ? [] : [{ id, accountId, region, observedAt, actor, resourceId, field, ...call }];
  });
}

import type { AccessDenial } from "../../accessDenials/schema.ts";
import type { AskedRange, LogSource } from "../../logsInsights/schema.ts";
import type { RejectRow } from "../../rejects/schema.ts";
import type { Queryable } from "../../runs/mutations.ts";
import { attributeChanges } from "../../trail/data.ts";
import type { ChangeFacts } from "../factsSchema.ts";
import { type Keys, keyOf } from "./rows.ts";

type Endpoints = readonly { accountId: string; vpcEndpointId: string }[];
const columnsOf = (endpoints: Endpoints) => [
  endpoints.map(({ accountId }) => accountId),
  endpoints.map(({ vpcEndpointId }) => vpcEndpointId),
];

/** Refused flows at the interfaces of some endpoints since a time. */
export async function readRejectRows(
  db: Queryable,
  endpoints: Endpoints,
  since: Date,
): Promise<(RejectRow & { vpcEndpointId: string })[]> {
  const { rows } = await db.query<RejectRow & { vpcEndpointId: string }>(
    `SELECT r.vpc_endpoint_id AS "vpcEndpointId", r.network_interface_id AS "networkInterfaceId", r.ts,
       r.src_address AS "srcAddress", r.dst_port AS "dstPort", r.protocol, r.flows, r.packets
     FROM unnest($1::text[], $2::text[]) AS k(account_id, id)
     JOIN flow_log_reject r ON r.account_id = k.account_id AND r.vpc_endpoint_id = k.id AND r.ts >= $3
     ORDER BY r.ts, r.network_interface_id, r.src_address, r.dst_port, r.protocol`,
    [...columnsOf(endpoints), since],
  );
  return rows;
}

/** What policies of some endpoints denied since a time. */
export async function readDenialRows(
  db: Queryable,
  endpoints: Endpoints,
  since: Date,
): Promise<AccessDenial[]> {
  const { rows } = await db.query<AccessDenial>(
    `SELECT d.event_id AS "eventId", d.event_time AS "eventTime", d.vpc_endpoint_id AS "vpcEndpointId",
       d.vpc_endpoint_account_id AS "vpcEndpointAccountId", d.principal, d.principal_type AS "principalType",
       d.principal_account_id AS "principalAccountId", d.event_source AS "eventSource",
       d.event_name AS "eventName", d.source_ip_address AS "sourceIpAddress", d.error_message AS "errorMessage"
     FROM unnest($1::text[], $2::text[]) AS k(account_id, id)
     JOIN vpce_access_denial d ON d.account_id = k.account_id AND d.vpc_endpoint_id = k.id AND d.event_time >= $3
     ORDER BY d.event_time, d.event_id`,
    [...columnsOf(endpoints), since],
  );
  return rows;
}

/** Times for which logs of some accounts were asked since a time, by account and resource. */
export async function readAsked(
  db: Queryable,
  accountIds: readonly string[],
  since: Date,
): Promise<Map<string, AskedRange[]>> {
  const { rows } = await db.query<AskedRange & { accountId: string; source: LogSource; id: string }>(
    `SELECT account_id AS "accountId", source, resource_id AS id, asked_from AS "from", asked_to AS "to", truncated
     FROM log_coverage WHERE account_id = ANY ($1) AND asked_to > $2
     ORDER BY account_id, source, resource_id, asked_from`,
    [accountIds, since],
  );
  return Map.groupBy(rows, ({ accountId, source, id }) => keyOf(accountId, source, id));
}

/** Where network activity of some accounts is logged, by account and region. */
export async function readActivityLogs(
  db: Queryable,
  accountIds: readonly string[],
): Promise<Map<string, string | null>> {
  const { rows } = await db.query<{ accountId: string; region: string; name: string | null }>(
    `SELECT account_id AS "accountId", region, log_group_name AS name FROM network_activity_log WHERE account_id = ANY ($1)`,
    [accountIds],
  );
  return new Map(rows.map(({ accountId, region, name }) => [keyOf(accountId, region, ""), name]));
}

export type ChangeRow = ChangeFacts & { id: string };

/**
 * What changed on some resources since a time, oldest first, with who did it where CloudTrail names one. Of services,
 * their permissions too, also those that are gone.
 */
export async function readChanges(
  db: Queryable,
  resources: Keys,
  services: Keys,
  since: Date,
): Promise<ChangeRow[]> {
  const [accounts, regions, ids] = resources.columns();
  const { rows } = await db.query<ChangeRow & { previousLookAt: Date | null }>(
    `SELECT id, account_id AS "accountId", region, observed_at AS "observedAt", resource_type AS "resourceType",
       resource_id AS "resourceId", change, field, before, after, actor, previous_look_at AS "previousLookAt"
     FROM (
       SELECT c.* FROM unnest($1::text[], $2::text[], $3::text[]) AS k(account_id, region, id)
       JOIN resource_change c ON c.account_id = k.account_id AND c.resource_id = k.id AND c.region = k.region
         AND c.observed_at >= $4
       UNION ALL
       SELECT c.* FROM resource_change c
       WHERE c.account_id = ANY ($5) AND c.observed_at >= $4
         AND c.resource_type = 'vpc-endpoint-service-permission' AND split_part(c.resource_id, '/', 1) = ANY ($6)
     ) c ORDER BY observed_at, id`,
    [accounts, regions, ids, since, [...new Set(services.columns()[0])], services.columns()[2]],
  );
  const attributions = await attributeChanges(db, rows);
  return rows.map(({ previousLookAt: _, ...row }, i) => {
    const attribution = attributions[i];
    return attribution?.kind === "named" ? { ...row, actor: attribution.by.actor } : row;
  });
}

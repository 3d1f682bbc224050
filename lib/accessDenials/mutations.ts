import type { Queryable } from "../runs/mutations.ts";
import type { AccessDenial } from "./schema.ts";

/** Adds events; one that is known already changes nothing. Returns how many are new. */
export async function storeDenials(
  client: Queryable,
  denials: readonly (AccessDenial & { accountId: string; region: string })[],
): Promise<number> {
  const { rowCount } = await client.query(
    `INSERT INTO vpce_access_denial (account_id, event_id, event_time, region, vpc_endpoint_id,
       vpc_endpoint_account_id, principal, principal_type, principal_account_id, event_source, event_name,
       source_ip_address, error_message)
     SELECT d."accountId", d."eventId", d."eventTime", d.region, d."vpcEndpointId", d."vpcEndpointAccountId", d.principal,
       d."principalType", d."principalAccountId", d."eventSource", d."eventName", d."sourceIpAddress", d."errorMessage"
     FROM jsonb_to_recordset($1::jsonb) AS d("accountId" text, region text, "eventId" text, "eventTime" timestamptz, "vpcEndpointId" text,
       "vpcEndpointAccountId" text, principal text, "principalType" text, "principalAccountId" text,
       "eventSource" text, "eventName" text, "sourceIpAddress" text, "errorMessage" text)
     ON CONFLICT (account_id, event_id, event_time) DO NOTHING`,
    [JSON.stringify(denials)],
  );
  return rowCount ?? 0;
}

/** Remembers where network activity is logged; null: nowhere, so that denials cannot be measured. */
export async function setNetworkActivityLog(
  client: Queryable,
  accountId: string,
  region: string,
  logGroupName: string | null,
): Promise<void> {
  await client.query(
    `INSERT INTO network_activity_log AS n (account_id, region, log_group_name) VALUES ($1, $2, $3)
     ON CONFLICT (account_id, region) DO UPDATE SET log_group_name = EXCLUDED.log_group_name
     WHERE n.log_group_name IS DISTINCT FROM EXCLUDED.log_group_name`,
    [accountId, region, logGroupName],
  );
}

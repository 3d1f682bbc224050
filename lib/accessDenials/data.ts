import { database } from "../db/pool.ts";
import { readCoverage } from "../logsInsights/data.ts";
import type { TimeRange } from "../logsInsights/schema.ts";
import { summarizeDenials } from "./compute.ts";
import type { AccessDenial, DenialSummary } from "./schema.ts";

interface EndpointRef {
  accountId: string;
  region: string;
  vpcEndpointId: string;
}

/** What an endpoint's policy denied in a span of time: none (asked), whom, or why it is not known. */
export async function readEndpointDenials(ref: EndpointRef, range: TimeRange): Promise<DenialSummary> {
  return (await readDenialEvidence(ref, range))(range);
}

/** What is known of what an endpoint's policy denied; a function of the part of the time that is judged. */
export async function readDenialEvidence(
  { accountId, region, vpcEndpointId }: EndpointRef,
  range: TimeRange,
): Promise<(part: TimeRange) => DenialSummary> {
  const { pool } = await database();
  const [denials, trail, scope, coverage] = await Promise.all([
    pool.query<AccessDenial>(
      `SELECT event_id AS "eventId", event_time AS "eventTime", vpc_endpoint_id AS "vpcEndpointId",
         vpc_endpoint_account_id AS "vpcEndpointAccountId", principal, principal_type AS "principalType",
         principal_account_id AS "principalAccountId", event_source AS "eventSource", event_name AS "eventName",
         source_ip_address AS "sourceIpAddress", error_message AS "errorMessage"
       FROM vpce_access_denial
       WHERE account_id = $1 AND vpc_endpoint_id = $2 AND event_time >= $3 AND event_time < $4
       ORDER BY event_time, event_id`,
      [accountId, vpcEndpointId, range.from, range.to],
    ),
    pool.query<{ name: string | null }>(
      "SELECT log_group_name AS name FROM network_activity_log WHERE account_id = $1 AND region = $2",
      [accountId, region],
    ),
    pool.query<{ message: string | null }>(
      `SELECT error_message AS message FROM collector_scope
       WHERE account_id = $1 AND region = $2 AND collector = 'access-denials' AND outcome <> 'success'`,
      [accountId, region],
    ),
    readCoverage(pool, accountId, "access-denials", [region], range.from),
  ]);
  return (part) =>
    summarizeDenials(
      denials.rows,
      coverage.get(region) ?? [],
      trail.rows[0]?.name,
      part,
      scope.rows[0]?.message ?? null,
    );
}

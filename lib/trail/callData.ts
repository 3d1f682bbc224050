import { database } from "../db/pool.ts";

/** A call that CloudTrail recorded about a resource. */
export interface TrailCall {
  eventId: string;
  eventTime: Date;
  eventName: string;
  actor: string | null;
  actorArn: string | null;
  sourceIp: string | null;
  userAgent: string | null;
  /** Of a call that AWS refused. */
  errorCode: string | null;
  errorMessage: string | null;
}

/** The calls that name a resource, newest first, and for which time every call is known. */
export interface TrailCalls {
  calls: TrailCall[];
  coveredFrom: Date | null;
  coveredTo: Date | null;
}

/** What CloudTrail recorded about one endpoint, at most `limit` calls. */
export async function endpointCalls(
  { accountId, region, vpcEndpointId }: { accountId: string; region: string; vpcEndpointId: string },
  limit = 50,
): Promise<TrailCalls> {
  const { pool } = await database();
  const [calls, coverage] = await Promise.all([
    pool.query<TrailCall>(
      `SELECT event_id AS "eventId", event_time AS "eventTime", event_name AS "eventName", actor,
         actor_arn AS "actorArn", source_ip AS "sourceIp", user_agent AS "userAgent", error_code AS "errorCode",
         error_message AS "errorMessage"
       FROM trail_event WHERE resource_ids @> ARRAY[$2] AND account_id = $1
       ORDER BY event_time DESC, event_id LIMIT $3`,
      [accountId, vpcEndpointId, limit],
    ),
    pool.query<{ coveredFrom: Date; coveredTo: Date }>(
      `SELECT covered_from AS "coveredFrom", covered_to AS "coveredTo" FROM trail_coverage
       WHERE account_id = $1 AND region = $2 AND event_group = 'privatelink'`,
      [accountId, region],
    ),
  ]);
  const [covered] = coverage.rows;
  return {
    calls: calls.rows,
    coveredFrom: covered?.coveredFrom ?? null,
    coveredTo: covered?.coveredTo ?? null,
  };
}

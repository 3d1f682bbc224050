import { database } from "../db/pool.ts";
import type { CheckId, Role, Severity } from "./schema.ts";

/** A finding about an endpoint, open or over. */
export interface FindingSpan {
  checkId: CheckId;
  title: string;
  severity: Severity;
  role: Role;
  isVerdict: boolean;
  azId: string | null;
  since: Date;
  endedAt: Date | null;
}

const spellColumns =
  "account_id, finding_key, vpc_endpoint_id, check_id, title, severity, role, is_verdict, az_id, since, ended_at";

/** The findings about one endpoint, those that are over and earlier spells of them included, newest first, at most `limit`. */
export async function findingSpans(
  { accountId, vpcEndpointId }: { accountId: string; vpcEndpointId: string },
  limit = 100,
): Promise<FindingSpan[]> {
  const { pool } = await database();
  const { rows } = await pool.query<FindingSpan>(
    `SELECT check_id AS "checkId", title, severity, role, is_verdict AS "isVerdict", az_id AS "azId", since,
       ended_at AS "endedAt"
     FROM (SELECT ${spellColumns} FROM finding UNION ALL SELECT ${spellColumns} FROM finding_spell) f
     WHERE account_id = $1 AND vpc_endpoint_id = $2
     ORDER BY since DESC, finding_key LIMIT $3`,
    [accountId, vpcEndpointId, limit],
  );
  return rows;
}

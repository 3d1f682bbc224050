import { database } from "../db/pool.ts";
import type { AlertEventName, AlertSeverity } from "./schema.ts";

const turnEvents = ["fired", "raised", "acknowledged", "resolved"] as const satisfies AlertEventName[];

/** Something that became of an endpoint's alert. */
export interface AlertTurn {
  event: (typeof turnEvents)[number];
  severity: AlertSeverity;
  title: string;
  /** Who did it, where somebody did. */
  by: string | null;
  at: Date;
}

/** What became of the alert of an endpoint, newest first, at most `limit`. */
export async function readAlertTurns(
  { accountId, vpcEndpointId }: { accountId: string; vpcEndpointId: string },
  limit = 100,
): Promise<AlertTurn[]> {
  const { pool } = await database();
  const { rows } = await pool.query<AlertTurn>({
    name: "alert-turns",
    text: `SELECT e.event, e.severity, a.title, e.by, e.at
      FROM alert a JOIN alert_event e ON e.account_id = a.account_id AND e.alert_id = a.alert_id
      WHERE a.account_id = $1 AND a.vpc_endpoint_id = $2 AND e.event = ANY ($3)
      ORDER BY e.at DESC, e.id DESC LIMIT $4`,
    values: [accountId, vpcEndpointId, turnEvents, limit],
  });
  return rows;
}

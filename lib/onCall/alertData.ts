import { alertId } from "../alerts/alertId.ts";
import { onceFor } from "../db/onceFor.ts";
import { database } from "../db/pool.ts";
import type { IncidentAlerts, TroubledPath } from "./schema.ts";

interface Row {
  alertId: string;
  state: "firing" | "acknowledged";
  by: string | null;
  at: Date | null;
}

/** The open alerts of endpoints, by alert id. */
export async function openAlerts(paths: readonly TroubledPath[]): Promise<Map<string, Row>> {
  if (paths.length === 0) return new Map();
  const { pool } = await database();
  const { rows } = await pool.query<Row>({
    name: "on-call-alerts",
    text: `SELECT alert_id AS "alertId", state, acknowledged_by AS by, acknowledged_at AS at FROM alert
           WHERE alert_id = ANY ($1) AND state <> 'resolved'`,
    values: [paths.map(idOf)],
  });
  return new Map(rows.map((row) => [row.alertId, row]));
}

// Paths are kept from one diagnosis to the next, and so are the ids of their alerts: a hash each.
const idOf = onceFor(({ accountId, vpcEndpointId }: TroubledPath) =>
  alertId({ accountId, subject: vpcEndpointId }),
);

/** Who has taken an incident on, and which of its alerts nobody has. */
export function incidentAlerts(
  paths: readonly TroubledPath[],
  alerts: ReadonlyMap<string, Row>,
): IncidentAlerts {
  const own = paths.flatMap((path) => alerts.get(idOf(path)) ?? []);
  const taken = own
    .filter(({ state }) => state === "acknowledged")
    .toSorted((a, b) => (b.at?.getTime() ?? 0) - (a.at?.getTime() ?? 0));
  return {
    asking: own.filter(({ state }) => state === "firing").map((one) => one.alertId),
    taken: taken.map((one) => one.alertId),
    takenBy: taken[0]?.by ?? null,
    takenAt: taken[0]?.at?.toISOString() ?? null,
  };
}

import type { Queryable } from "../runs/mutations.ts";
import { alertId } from "./alertId.ts";
import type { AlertEvent, StoredAlert } from "./schema.ts";

const columns = `account_id text, alert_id text, subject text, source text, severity text, state text, flapping boolean,
  title text, sentence text, hop text, check_id text, slo_id text, region text, vpc_endpoint_id text,
  resource_type text, resource_id text, service_name text, owner text, environment text, group_key text, findings integer,
  since timestamptz, fired_at timestamptz, last_seen_at timestamptz, missing_since timestamptz,
  resolved_at timestamptz, acknowledged_at timestamptz, acknowledged_by text, acknowledged_note text,
  fired_times jsonb, confirm jsonb, asking_since timestamptz, silence_id text, silenced_until timestamptz`;
const names = columns.split(",").map((column) => column.trim().split(" ")[0] as string);
const perStatement = 1_000;

/** Stores alerts in place of what they were. */
export async function storeAlerts(db: Queryable, alerts: readonly StoredAlert[], now: Date): Promise<void> {
  const set = names
    .filter((name) => name !== "account_id" && name !== "alert_id")
    .map((name) => `${name} = excluded.${name}`);
  for (let from = 0; from < alerts.length; from += perStatement) {
    await db.query({
      name: "store-alerts",
      text: `INSERT INTO alert (${names.join(", ")}, evaluated_at)
             SELECT a.*, $2 FROM json_to_recordset($1::json) AS a(${columns})
             ON CONFLICT (account_id, alert_id) DO UPDATE SET ${set.join(", ")}, evaluated_at = excluded.evaluated_at`,
      values: [JSON.stringify(alerts.slice(from, from + perStatement).map(toRow)), now],
    });
  }
}

function toRow(alert: StoredAlert): Record<string, unknown> {
  const values: Record<string, unknown> = { ...alert, alertId: alertId(alert) };
  return Object.fromEntries(
    names.map((name) => [
      name,
      values[name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())],
    ]),
  );
}

/** Puts on record what happened to alerts. */
export async function recordEvents(db: Queryable, events: readonly AlertEvent[], now: Date): Promise<void> {
  if (events.length === 0) return;
  const rows = events.map((event) => ({
    account_id: event.accountId,
    alert_id: alertId(event),
    event: event.event,
    severity: event.severity,
    sentence: event.sentence,
    by: event.by ?? null,
    note: event.note ?? null,
  }));
  await db.query({
    name: "record-alert-events",
    text: `INSERT INTO alert_event (account_id, alert_id, event, severity, sentence, by, note, at)
           SELECT e.*, $2 FROM json_to_recordset($1::json)
             AS e(account_id text, alert_id text, event text, severity text, sentence text, by text, note text)`,
    values: [JSON.stringify(rows), now],
  });
}

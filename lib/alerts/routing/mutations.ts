import type { Queryable } from "../../runs/mutations.ts";
import type { AlertEventName, AlertSeverity } from "../schema.ts";
import type { RoutePlan } from "./compute.ts";

const perStatement = 2_000;

/** Puts into the outbox what receivers are to be told, in the transaction of the events themselves. */
export async function storePlan(db: Queryable, plan: RoutePlan, now: Date): Promise<void> {
  const rows = plan.deliveries.map(({ by = null, note = null, ...one }) => ({ ...one, by, note }));
  for (let from = 0; from < rows.length; from += perStatement)
    await db.query({
      name: "store-deliveries",
      text: `INSERT INTO alert_delivery (account_id, alert_id, receiver, group_key, event, severity, by, note, at, labels)
             SELECT d."accountId", d."alertId", d.receiver, d."groupKey", d.event, d.severity, d.by, d.note, $2, t.labels
             FROM jsonb_to_recordset($1::jsonb) AS d("accountId" text, "alertId" text, receiver text, "groupKey" text,
               event text, severity text, by text, note text)
             LEFT JOIN alert_told t ON d.event = 'resolved' AND t.account_id = d."accountId" AND t.alert_id = d."alertId"
               AND t.receiver = d.receiver`,
      values: [JSON.stringify(rows.slice(from, from + perStatement)), now],
    });
  for (let from = 0; from < plan.told.length; from += perStatement)
    await db.query({
      name: "store-told",
      text: `INSERT INTO alert_told (account_id, alert_id, receiver, group_key, severity, told_at)
             SELECT t."accountId", t."alertId", t.receiver, t."groupKey", t.severity, $2
             FROM jsonb_to_recordset($1::jsonb) AS t("accountId" text, "alertId" text, receiver text, "groupKey" text,
               severity text)
             ON CONFLICT (account_id, alert_id, receiver) DO UPDATE SET severity = excluded.severity`,
      values: [JSON.stringify(plan.told.slice(from, from + perStatement)), now],
    });
  if (plan.forgotten.length > 0)
    await db.query({
      name: "forget-told",
      text: `DELETE FROM alert_told t USING jsonb_to_recordset($1::jsonb) AS f("accountId" text, "alertId" text)
             WHERE t.account_id = f."accountId" AND t.alert_id = f."alertId"`,
      values: [JSON.stringify(plan.forgotten)],
    });
}

/** Tells everybody who knows of an alert that somebody has taken it on, or given it back. */
export async function tellAcknowledgement(
  db: Queryable,
  alert: { accountId: string; alertId: string; severity: AlertSeverity },
  { event, by, note }: { event: AlertEventName; by: string; note: string | null },
  now: Date,
): Promise<void> {
  await db.query(
    `INSERT INTO alert_delivery (account_id, alert_id, receiver, group_key, event, severity, by, note, at)
     SELECT account_id, alert_id, receiver, group_key, $3, $4, $5, $6, $7 FROM alert_told
     WHERE account_id = $1 AND alert_id = $2 ORDER BY receiver`,
    [alert.accountId, alert.alertId, event, alert.severity, by, note, now],
  );
}

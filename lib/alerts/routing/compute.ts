import { alertId } from "../alertId.ts";
import type { AlertsConfig } from "../config.ts";
import { matches } from "../matchers.ts";
import type { Grouping, ReceiverConfig } from "../receiverConfig.ts";
import type { AlertEvent, AlertEventName, AlertSeverity, StoredAlert } from "../schema.ts";

/** A receiver that knows of an alert. */
export interface Told {
  accountId: string;
  alertId: string;
  receiver: string;
  groupKey: string;
  /** As it was told last. */
  severity: AlertSeverity;
}

/** Something that a receiver is to be told of an alert. */
export interface NewDelivery extends Told {
  event: AlertEventName;
  by?: string;
  note?: string | null;
}

export interface RoutePlan {
  deliveries: NewDelivery[];
  /** Receivers that know of an alert from now on, or of its other severity. */
  told: Told[];
  /** Of these alerts nobody knows any more: they are over. */
  forgotten: { accountId: string; alertId: string }[];
  events: AlertEvent[];
}

/** Source of the alert that collecting has stopped; it has receivers of its own. */
const deadManSource = "collecting";

/** Who is to be told of an alert at this moment, and why; silences are looked at elsewhere. */
export function receiversFor(
  alert: StoredAlert,
  config: AlertsConfig,
  now: Date,
): Map<string, "route" | "escalation"> {
  const all = config.receivers.map(({ name }) => name);
  const wanted = new Map<string, "route" | "escalation">();
  if (alert.source === deadManSource) {
    for (const name of config.deadMan.receivers ?? all) wanted.set(name, "route");
    return wanted;
  }
  const routes = config.routes.filter(({ match }) => matches(match, alert));
  const first =
    routes.length > 0
      ? routes.flatMap(({ receivers }) => receivers)
      : (config.default ?? (config.routes.length === 0 ? all : []));
  for (const name of first) wanted.set(name, "route");
  if (alert.state !== "firing") return wanted;
  const askedMinutes = (now.getTime() - alert.askingSince.getTime()) / 60_000;
  for (const { afterMinutes, receivers } of routes.flatMap(({ escalate }) => escalate))
    if (askedMinutes >= afterMinutes)
      for (const name of receivers) if (!wanted.has(name)) wanted.set(name, "escalation");
  return wanted;
}

/** What messages of a receiver gather: all alerts of one group are one message. */
export function groupOf(alert: StoredAlert, receiver: ReceiverConfig, usual: Grouping): string {
  // Alertmanager groups by itself.
  if (receiver.type === "alertmanager") return "";
  const by = receiver.groupBy ?? usual;
  if (by === "alert") return alertId(alert);
  return by === "account" ? alert.accountId || "fleet" : alert.groupKey;
}

/**
 * Holds who should know of each alert against who does. `alerts` are all that are open and those that were just
 * resolved. Whoever was told that something fires is told that it is over, whatever the routes say by then; what a
 * silence keeps quiet is told to nobody new.
 */
export function routeAlerts(
  alerts: readonly StoredAlert[],
  told: readonly Told[],
  config: AlertsConfig,
  now: Date,
): RoutePlan {
  const plan: RoutePlan = { deliveries: [], told: [], forgotten: [], events: [] };
  const byAlert = Map.groupBy(told, ({ accountId, alertId: id }) => `${accountId} ${id}`);
  const receivers = new Map(config.receivers.map((receiver) => [receiver.name, receiver]));
  for (const alert of alerts) {
    const id = alertId(alert);
    const known = byAlert.get(`${alert.accountId} ${id}`) ?? [];
    const { accountId, severity } = alert;
    if (alert.state === "resolved") {
      if (known.length === 0) continue;
      for (const one of known) plan.deliveries.push({ ...one, severity, event: "resolved" });
      plan.forgotten.push({ accountId, alertId: id });
      continue;
    }
    if (alert.silenceId !== null) continue;
    for (const one of known) {
      if (one.severity === severity) continue;
      const event = severity === "page" ? "raised" : "lowered";
      plan.deliveries.push({ ...one, severity, event });
      plan.told.push({ ...one, severity });
    }
    const escalated: string[] = [];
    for (const [name, why] of receiversFor(alert, config, now)) {
      const receiver = receivers.get(name);
      if (!receiver || known.some((one) => one.receiver === name)) continue;
      const groupKey = groupOf(alert, receiver, config.groupBy);
      const fresh = { accountId, alertId: id, receiver: name, groupKey, severity };
      plan.told.push(fresh);
      plan.deliveries.push({ ...fresh, event: why === "escalation" ? "escalated" : "fired" });
      if (why === "escalation") escalated.push(name);
    }
    if (escalated.length > 0) {
      const { subject, sentence } = alert;
      const note = `Nobody has acknowledged it; now told: ${escalated.join(", ")}.`;
      plan.events.push({ accountId, subject, severity, sentence, event: "escalated", note });
    }
  }
  return plan;
}

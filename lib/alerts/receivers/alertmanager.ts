import { readSecret } from "../../config/secret.ts";
import type { OutboundRequest } from "../../outbound/schema.ts";
import type { AlertFacts, AlertmanagerAlert } from "../delivery/schema.ts";
import { hopOf, oneLine, placeOf } from "../delivery/words.ts";
import type { ReceiverOf } from "../receiverConfig.ts";
import { jsonHeaders, type ReceiverKind, type Sending, testPayload } from "./receiver.ts";
import { urlOf } from "./url.ts";

type Alertmanager = ReceiverOf<"alertmanager">;

/** What fires is told again this often, well within the time after which it would count as over. */
export const resendMs = 60_000;

/**
 * The labels of an alert: its identity there, so nothing is among them that changes while the same thing is in trouble,
 * but for severity, owner and the like, by which Alertmanager routes; where one of those changes, the alert ends under
 * its old labels and fires under the new.
 */
export function labelsOf(alert: AlertFacts, own: Record<string, string>): Record<string, string> {
  const { vpcEndpointId, source, accountId, region, serviceName, owner, environment } = alert;
  const labels = {
    ...own,
    alertname: vpcEndpointId ? "LinkledgerEndpoint" : `Linkledger_${source}`,
    alert_id: alert.alertId,
    severity: alert.severity,
    ...{ source, account_id: accountId, region, vpc_endpoint_id: vpcEndpointId, service: serviceName },
    ...{ owner, environment, group: alert.groupKey },
  };
  return Object.fromEntries(
    Object.entries(labels).flatMap(([name, value]) => (value ? [[name, oneLine(value, 500)]] : [])),
  );
}

/** An alert as Alertmanager takes it, under the labels it is or was known by. */
export function alertmanagerAlert(alert: AlertFacts, labels: Record<string, string>): AlertmanagerAlert {
  const annotations = {
    summary: oneLine(alert.title),
    description: oneLine(alert.sentence, 2000),
    hop: hopOf(alert),
    resource: alert.vpcEndpointId ?? alert.resourceId,
    place: placeOf(alert),
    since: alert.since,
    check: alert.checkId,
    acknowledged_by: alert.acknowledgedBy,
    command: alert.command?.command.slice(0, 2000),
    run_in: alert.command?.runIn,
    runbook_url: alert.runbook,
  };
  return {
    labels,
    annotations: Object.fromEntries(
      Object.entries(annotations).flatMap(([name, value]) => (value ? [[name, value]] : [])),
    ),
    startsAt: alert.firedAt,
    ...(alert.link && { generatorURL: alert.link }),
  };
}

/** What fires lasts until so long after this moment unless it is told again. */
const lasting = ({ resolveAfterMinutes }: Alertmanager, now: Date) =>
  new Date(now.getTime() + resolveAfterMinutes * 60_000).toISOString();

/** The request that tells Alertmanager of alerts, those without an end as lasting. */
export async function postAlerts(
  alerts: readonly AlertmanagerAlert[],
  receiver: Alertmanager,
  now: Date,
): Promise<OutboundRequest> {
  const endsAt = lasting(receiver, now);
  const { bearerToken, basicAuth } = receiver;
  const authorization = bearerToken
    ? `Bearer ${await readSecret(bearerToken)}`
    : basicAuth &&
      `Basic ${Buffer.from(`${basicAuth.username}:${await readSecret(basicAuth.password)}`).toString("base64")}`;
  const base = (await urlOf(receiver.url)).replace(/\/+$/, "").replace(/\/api\/v2(\/alerts)?$/, "");
  return {
    url: `${base}/api/v2/alerts`,
    headers: { ...jsonHeaders, ...(authorization && { authorization }) },
    body: JSON.stringify(alerts.map((alert) => ({ ...alert, endsAt: alert.endsAt ?? endsAt }))),
  };
}

export const alertmanager: ReceiverKind<"alertmanager"> = {
  mostEvents: 500,
  mostAlerts: 500,
  idempotent: true,
  async requests(payload, receiver, { now }) {
    const alerts = payload.alertmanager ?? [];
    return alerts.length > 0 ? [await postAlerts(alerts, receiver, now)] : [];
  },
  async test(receiver, sending) {
    return [await postAlerts([testAlert(receiver, sending)], receiver, sending.now)];
  },
};

function testAlert(receiver: Alertmanager, sending: Sending): AlertmanagerAlert {
  const [alert] = testPayload(sending).alerts as [AlertFacts];
  const labels = {
    ...receiver.labels,
    alertname: "LinkledgerTest",
    severity: "ticket",
    alert_id: alert.alertId,
  };
  // It is over by itself.
  const endsAt = new Date(sending.now.getTime() + 60_000).toISOString();
  return { ...alertmanagerAlert(alert, labels), endsAt };
}

/** The alert that always fires: who does not get it any more knows that nothing else would come either. */
export function watchdogAlert(
  receiver: Alertmanager,
  baseUrl: string | null,
  everyMinutes: number,
  now: Date,
): AlertmanagerAlert {
  return {
    endsAt: new Date(now.getTime() + 3 * everyMinutes * 60_000).toISOString(),
    labels: { ...receiver.labels, alertname: "LinkledgerWatchdog", severity: "none" },
    annotations: { summary: "Linkledger collects and can send. This always fires." },
    startsAt: now.toISOString(),
    ...(baseUrl && { generatorURL: `${baseUrl}/alerts` }),
  };
}

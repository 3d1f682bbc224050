import { createHash } from "node:crypto";
import { readSecret } from "../../config/secret.ts";
import type { OutboundRequest } from "../../outbound/schema.ts";
import type { AlertFacts, MessagePayload } from "../delivery/schema.ts";
import { alertLines, headline, oneLine, openWords } from "../delivery/words.ts";
import type { ReceiverOf } from "../receiverConfig.ts";
import { type AlertSeverity, alertSeverities } from "../schema.ts";
import { jsonHeaders, type ReceiverKind, type Sending, testPayload } from "./receiver.ts";

type Action = "trigger" | "acknowledge" | "resolve";

const asks = new Set(["fired", "raised", "escalated", "unacknowledged"]);

/**
 * What PagerDuty is told of the pages, and of the tickets, of a group: each of the two is an incident there. It is
 * triggered by what asks for somebody, acknowledged once all of it is taken on, and resolved once nothing of it is open.
 */
export function actionsOf({ events, open }: MessagePayload, level: AlertSeverity): Action[] {
  const of = events.filter(
    ({ event, severity }) => severity === level || event === "raised" || event === "lowered",
  );
  if (of.length === 0) return [];
  const asked = of.some(
    ({ event, severity }) => severity === level && (asks.has(event) || event === "lowered"),
  );
  const { firing, acknowledged } = open[level];
  if (firing > 0) return asked ? ["trigger"] : [];
  const end: Action = acknowledged > 0 ? "acknowledge" : "resolve";
  return asked ? ["trigger", end] : [end];
}

/** The same for one group and level of one Linkledger, whatever is in it. */
export function dedupKey(groupKey: string, level: string, baseUrl: string | null): string {
  const digest = createHash("sha256")
    .update(JSON.stringify([baseUrl, groupKey, level]))
    .digest("hex");
  return `linkledger-${level}-${digest.slice(0, 32)}`;
}

async function event(
  action: Action,
  level: AlertSeverity,
  payload: MessagePayload,
  receiver: ReceiverOf<"pagerduty">,
  { baseUrl }: Sending,
): Promise<OutboundRequest> {
  const of = payload.alerts.filter(({ severity }) => severity === level);
  const [worst] = of.length > 0 ? of : payload.alerts;
  const body = {
    routing_key: await readSecret(receiver.routingKey),
    event_action: action,
    dedup_key: dedupKey(payload.groupKey, level, baseUrl),
    ...(action === "trigger" &&
      worst && { payload: detailsOf(worst, of, level, payload), client: "Linkledger" }),
    ...(action === "trigger" &&
      payload.link && { client_url: payload.link, links: linksOf(worst, payload.link) }),
  };
  return { url: receiver.url, headers: jsonHeaders, body: JSON.stringify(body) };
}

function detailsOf(
  worst: AlertFacts,
  of: readonly AlertFacts[],
  level: AlertSeverity,
  payload: MessagePayload,
) {
  return {
    summary: oneLine(`${headline(payload, of)}. ${worst.sentence}`, 1000),
    source: oneLine(worst.vpcEndpointId ?? worst.resourceId ?? payload.group, 200),
    severity: level === "page" ? "critical" : "warning",
    timestamp: worst.since,
    component: worst.hop ?? "fleet",
    group: oneLine(payload.group, 200),
    class: worst.checkId ?? worst.source,
    custom_details: {
      ...Object.fromEntries(alertLines(worst)),
      what: oneLine(worst.sentence, 2000),
      open: openWords(payload),
      alerts: of
        .slice(0, 10)
        .map((one) => oneLine(`${one.vpcEndpointId ?? one.resourceId ?? one.title}: ${one.sentence}`)),
    },
  };
}

const linksOf = (worst: AlertFacts | undefined, link: string) => [
  { href: worst?.link ?? link, text: "In Linkledger" },
  ...(worst?.runbook ? [{ href: worst.runbook, text: "Runbook" }] : []),
];

export const pagerduty: ReceiverKind<"pagerduty"> = {
  mostEvents: 10_000,
  mostAlerts: 20,
  idempotent: true,
  async requests(payload, receiver, sending) {
    const steps = alertSeverities.flatMap((level) =>
      actionsOf(payload, level).map((action) => event(action, level, payload, receiver, sending)),
    );
    return Promise.all(steps);
  },
  async test(receiver, sending) {
    const payload = testPayload(sending);
    return Promise.all([
      event("trigger", "ticket", payload, receiver, sending),
      event("resolve", "ticket", payload, receiver, sending),
    ]);
  },
};

import { formatCount } from "../../format/numbers.ts";
import type { AlertSeverity } from "../schema.ts";
import type { AlertFacts, MessagePayload } from "./schema.ts";

const hopWords: Record<string, string> = {
  client: "the client",
  "private-dns": "private DNS",
  endpoint: "the endpoint",
  service: "the service's gates",
  "load-balancer": "the load balancer",
  targets: "the targets",
};

/** Text of AWS and of people in one line, without what would change a terminal or a layout. */
export const oneLine = (text: string, most = 400): string => {
  const line = text.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029\s]+/gu, " ").trim();
  return line.length > most ? `${line.slice(0, most - 1)}…` : line;
};

/** `PAGE`, `TICKET`, `OVER`, `TAKEN ON`: what the message is about, the most urgent of it. */
export function messageKind(payload: MessagePayload): string {
  const names = new Set(payload.events.map(({ event }) => event));
  const asks = payload.events.filter(({ event }) =>
    ["fired", "raised", "escalated", "unacknowledged"].includes(event),
  );
  if (asks.length > 0) return asks.some(({ severity }) => severity === "page") ? "PAGE" : "TICKET";
  if (names.has("acknowledged")) return "TAKEN ON";
  return names.has("resolved") ? "OVER" : "LOWERED";
}

/** `[PAGE] fraud-api: Targets unhealthy, 40 alerts in 3 accounts`. */
export function headline(payload: MessagePayload, of: readonly AlertFacts[] = payload.alerts): string {
  const [worst] = of;
  const count = new Set(payload.events.map(({ alertId }) => alertId)).size;
  const accounts = new Set(of.map(({ accountId }) => accountId)).size;
  const many =
    count > 1 ? `, ${formatCount(count)} alerts${accounts > 1 ? ` in ${accounts} accounts` : ""}` : "";
  return oneLine(`[${messageKind(payload)}] ${payload.group}: ${worst?.title ?? "alert"}${many}`, 300);
}

/** Where it breaks; null for what lies on no path. */
export const hopOf = ({ hop }: AlertFacts): string | null => (hop && hopWords[hop]) || null;

/** `payments-prod (222222222222), eu-west-1`; `the whole fleet`. */
export function placeOf({ accountId, accountName, region }: AlertFacts): string {
  if (!accountId) return "the whole fleet";
  const account = accountName ? `${oneLine(accountName, 80)} (${accountId})` : accountId;
  return region ? `${account}, ${region}` : account;
}

/** The lines that tell of one alert, most important first, without markup. */
export function alertLines(alert: AlertFacts): [label: string, text: string][] {
  const { vpcEndpointId, resourceId, since, owner, environment, command, acknowledgedBy } = alert;
  const hop = hopOf(alert);
  const resource = vpcEndpointId ?? resourceId;
  return [
    ...(hop ? [["Breaks at", hop] as [string, string]] : []),
    ...(resource ? [["Resource", oneLine(resource, 200)] as [string, string]] : []),
    ["Where", placeOf(alert)],
    ["Since", since],
    [
      "Whose",
      `${owner ? oneLine(owner, 100) : "no owner tag"}${environment ? `, ${oneLine(environment, 60)}` : ""}`,
    ],
    ...(acknowledgedBy ? [["Taken on by", oneLine(acknowledgedBy, 100)] as [string, string]] : []),
    ...(command
      ? [[`Confirm in ${oneLine(command.runIn, 150)}`, command.command.slice(0, 2000)] as [string, string]]
      : []),
  ];
}

/** `2 page (1 taken on), 3 ticket`; "none" where nothing of the group is open any more. */
export function openWords({ open }: MessagePayload): string {
  const words = (["page", "ticket"] satisfies AlertSeverity[]).flatMap((level) => {
    const { firing, acknowledged } = open[level];
    if (firing + acknowledged === 0) return [];
    return [
      `${formatCount(firing + acknowledged)} ${level}${acknowledged > 0 ? ` (${formatCount(acknowledged)} taken on)` : ""}`,
    ];
  });
  return words.join(", ") || "none";
}

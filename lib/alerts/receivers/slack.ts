import { readSecret } from "../../config/secret.ts";
import { formatCount } from "../../format/numbers.ts";
import type { AlertFacts, MessagePayload } from "../delivery/schema.ts";
import { alertLines, headline, messageKind, oneLine, openWords } from "../delivery/words.ts";
import { type ReceiverKind, testPayload } from "./receiver.ts";

const told = 5;
const colors: Record<string, string> = { PAGE: "#c92a2a", TICKET: "#e67700", OVER: "#2b8a3e" };

/**
 * Nothing in it is a mention or a link any more, neither in Slack nor in what understands Markdown besides.
 * https://docs.slack.dev/messaging/formatting-message-text
 */
export const escaped = (text: string) =>
  text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll("@", "@\u2060")
    .replaceAll("](", "]\u2060(");

/** For a code block: what is in it is to be pasted, so only what would end it is changed. */
const code = (text: string) =>
  `\`\`\`${text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll("```", "'''")}\`\`\``;

function alertText(alert: AlertFacts): string {
  const lines = alertLines(alert).map(([label, text]) =>
    label.startsWith("Confirm") ? `${escaped(label)}:\n${code(text)}` : `*${label}* ${escaped(text)}`,
  );
  const links = [
    ...(alert.link ? [`<${alert.link}|In Linkledger>`] : []),
    ...(alert.runbook ? [`<${alert.runbook}|Runbook>`] : []),
  ];
  const over = alert.resolvedAt ? ` _over since ${alert.resolvedAt}_` : "";
  return [
    `*${escaped(oneLine(alert.title))}*${over}`,
    escaped(oneLine(alert.sentence, 1500)),
    ...lines,
    ...(links.length > 0 ? [links.join(" · ")] : []),
  ].join("\n");
}

/** One message of a group: what, then the worst of its alerts, then how many more. */
export function slackMessage(payload: MessagePayload, messageId: string) {
  const shown = payload.alerts.slice(0, told);
  const more = payload.alerts.length - shown.length + payload.moreAlerts;
  const people = payload.events.filter(({ by }) => by).slice(0, told);
  const lines = [
    `*${escaped(headline(payload))}*`,
    ...people.map(({ event, by, note }) =>
      escaped(`${event} by ${oneLine(by ?? "", 100)}${note ? `: ${oneLine(note)}` : ""}`),
    ),
    `Open now: ${openWords(payload)}`,
    ...(payload.link ? [`<${payload.link}|All alerts of it>`] : []),
  ];
  return {
    text: lines.join("\n"),
    attachments: [
      ...shown.map((alert) => ({
        color: colors[messageKind(payload)] ?? "#868e96",
        fallback: escaped(oneLine(`${alert.title}: ${alert.sentence}`, 300)),
        text: alertText(alert),
        mrkdwn_in: ["text"],
      })),
      {
        fallback: messageId,
        footer: `${more > 0 ? `${formatCount(more)} more · ` : ""}Linkledger ${messageId.slice(0, 8)}`,
      },
    ],
  };
}

export const slack: ReceiverKind<"slack"> = {
  mostEvents: 10_000,
  mostAlerts: told,
  idempotent: false,
  async requests(payload, receiver, { messageId }) {
    const body = JSON.stringify(slackMessage(payload, messageId));
    return [{ url: await readSecret(receiver.url), headers: { "content-type": "application/json" }, body }];
  },
  async test(receiver, sending) {
    return slack.requests(testPayload(sending), receiver, sending);
  },
};

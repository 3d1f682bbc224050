import { matchWords } from "../alerts/matchers.ts";
import type { ReceiverConfig, ReceiverType } from "../alerts/receiverConfig.ts";
import type { Config } from "../config/schema.ts";
import { formatUsd } from "../format/money.ts";
import { formatCountOf } from "../format/numbers.ts";
import type { Setting, SettingGroup } from "./schema.ts";

type At = (path: (string | number)[], value: string, note?: string | null) => Setting;

const typeWords: Record<ReceiverType, string> = {
  alertmanager: "Alertmanager",
  pagerduty: "PagerDuty",
  slack: "Slack-compatible",
  webhook: "signed webhook",
};

/** What fires, who is told of it, and when nobody is: of secrets, that they are set. */
export function alertSettings(config: Config, setting: At): SettingGroup[] {
  return [
    { title: "Alerts: what fires", settings: ruleSettings(config, setting) },
    { title: "Alerts: who is told", settings: toldSettings(config, setting) },
  ];
}

/** A rule that is part of Linkledger, and in no file. */
const builtIn = (name: string, value: string): Setting => ({
  name,
  value,
  origin: { kind: "default" },
  note: null,
});

function ruleSettings({ slos, costs }: Config, setting: At): Setting[] {
  return [
    builtIn(
      "diagnosis",
      "page: calls fail, a path is broken for everybody, or its policy denies 50 calls or more within an hour; ticket: what breaks a part, or will",
    ),
    ...(slos.length === 0
      ? [setting(["slos"], "ten objectives of Linkledger's own, policy workbook")]
      : slos.map(({ id, policy }, index) =>
          setting(["slos", index], `${id}: page or ticket as the policy ${policy} says`),
        )),
    builtIn("quotas", "ticket: 80 % used, or used up within 14 days"),
    setting(
      ["costs", "budgetUsd"],
      costs.budgetUsd === undefined
        ? "no budget, so no ticket about one"
        : `ticket: ${formatUsd(costs.budgetUsd)} a month is used up, or will be`,
    ),
    builtIn("telemetry", "ticket: a scope, a collector or an evaluation is behind or fails"),
  ];
}

function toldSettings({ alerts }: Config, setting: At): Setting[] {
  const { receivers, routes, silences, deadMan, watchdog } = alerts;
  const names = (list: readonly string[] | undefined) => (list ?? []).join(", ");
  return [
    ...(receivers.length === 0
      ? [setting(["alerts", "receivers"], "none: alerts are kept here and sent nowhere")]
      : receivers.map((receiver, index) => setting(["alerts", "receivers", index], receiverWords(receiver)))),
    ...(routes.length === 0
      ? [setting(["alerts", "routes"], "none: every receiver is told of every alert")]
      : routes.map(({ match, receivers: told, escalate }, index) =>
          setting(
            ["alerts", "routes", index],
            [
              `${matchWords(match)} → ${names(told)}`,
              ...escalate.map(
                (step) => `unacknowledged for ${step.afterMinutes} min → ${names(step.receivers)}`,
              ),
            ].join("; "),
          ),
        )),
    setting(
      ["alerts", "default"],
      names(alerts.default) || (routes.length === 0 ? "not needed" : "nobody"),
      "Told of what no route matches.",
    ),
    setting(["alerts", "groupBy"], alerts.groupBy, "What one message is about."),
    setting(["alerts", "baseUrl"], alerts.baseUrl ?? "not set: messages have no links"),
    setting(
      ["alerts", "silences"],
      silences.length === 0 ? "none" : formatCountOf(silences.length, "silence"),
      "Those made here stand on the alerts page.",
    ),
    setting(
      ["alerts", "deadMan"],
      `no collector has succeeded for ${deadMan.afterMinutes} min → ${names(deadMan.receivers) || "every receiver"}`,
    ),
    setting(
      ["alerts", "watchdog"],
      watchdog
        ? `a sign of life every ${watchdog.everyMinutes} min → ${names(watchdog.receivers)}`
        : "none: nobody notices when this machine is gone",
    ),
  ];
}

/** A receiver: of its address the host, because a path may be a secret; of secrets that they are set. */
function receiverWords(receiver: ReceiverConfig): string {
  const { name, type, url } = receiver;
  const host = typeof url === "string" ? `at ${new URL(url).host}` : "address set, not shown";
  return [`${name}: ${typeWords[type]} ${host}`, ...secretsOf(receiver)].join("; ");
}

function secretsOf(receiver: ReceiverConfig): string[] {
  switch (receiver.type) {
    case "pagerduty":
      return ["routing key set, not shown"];
    case "webhook":
      return ["secret set, not shown"];
    case "alertmanager":
      if (receiver.bearerToken) return ["token set, not shown"];
      return receiver.basicAuth ? ["signs in with a password (not shown)"] : ["no credentials"];
    case "slack":
      return [];
  }
}

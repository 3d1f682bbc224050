import { expect, it } from "vitest";
import { parseConfig } from "../config/data.ts";
import { configLines } from "../config/lines.ts";
import { configSettings, maskedPlace } from "./compute.ts";

const text = `organization:
  roleArn: arn:aws:iam::111111111111:role/LinkledgerReader
  externalId: hunter2-organization
accounts:
  - { id: "222222222222", externalId: hunter2-account }
idle:
  days: 14
probes:
  prometheus:
    - url: http://mimir:9090
      basicAuth: { username: ana, passwordFile: /run/hunter2-file }
      headers: { X-Token: hunter2-header }
  tokens:
    - { name: agent, sha256: ${"ab".repeat(32)} }
alerts:
  receivers:
    - { name: am, type: alertmanager, url: "http://am.example:9093/hunter2-path", bearerToken: { env: HUNTER2_TOKEN } }
    - { name: on-call, type: pagerduty, routingKey: { file: /run/hunter2-key } }
    - { name: chat, type: slack, url: { env: HUNTER2_URL } }
  routes:
    - match: { severity: [page] }
      receivers: [on-call]
      escalate: [{ afterMinutes: 15, receivers: [chat] }]
`;
const settings = () =>
  configSettings(parseConfig(text, "linkledger.yaml"), configLines(text)).flatMap((group) => group.settings);

it("names the line of what the file says, and calls the rest a default", () => {
  const origin = (name: string) => settings().find((one) => one.name === name)?.origin;
  expect(origin("organization.roleArn")).toEqual({ kind: "file", line: 2 });
  expect(origin("idle.days")).toEqual({ kind: "file", line: 7 });
  expect(origin("idle.lowUseBytesPerDay")).toEqual({ kind: "default" });
  expect(origin("probes.prometheus.0")).toEqual({ kind: "file", line: 10 });
});

it("tells each receiver, route and rule of alerts with its line, or that it is Linkledger's own", () => {
  const groups = configSettings(parseConfig(text, "linkledger.yaml"), configLines(text));
  const alerts = groups.filter(({ title }) => title.startsWith("Alerts:")).flatMap((group) => group.settings);
  const found = (name: string) => {
    const one = alerts.find((setting) => setting.name === name);
    return [one?.value, one?.origin.kind === "file" ? one.origin.line : one?.origin.kind];
  };
  expect(found("alerts.receivers.0")).toEqual([
    "am: Alertmanager at am.example:9093; token set, not shown",
    17,
  ]);
  expect(found("alerts.receivers.1")[0]).toBe(
    "on-call: PagerDuty at events.pagerduty.com; routing key set, not shown",
  );
  expect(found("alerts.receivers.2")).toEqual(["chat: Slack-compatible address set, not shown", 19]);
  expect(found("alerts.routes.0")).toEqual(["severity page → on-call; unacknowledged for 15 min → chat", 21]);
  expect(found("alerts.deadMan")).toEqual([
    "no collector has succeeded for 15 min → every receiver",
    "default",
  ]);
  expect(found("diagnosis")[1]).toBe("default");
  expect(found("slos")).toEqual(["ten objectives of Linkledger's own, policy workbook", "default"]);
});

it("shows no secret, nor where one lies", () => {
  const shown = JSON.stringify(settings());
  expect(shown).not.toMatch(/hunter2|abab/i);
  expect(shown).toContain("set, not shown");
});

it("says where a database is without its user and password", () => {
  expect(maskedPlace("postgresql://ana:sesame@db.example:5432/links?sslpassword=sesame")).toBe(
    "db.example:5432/links",
  );
  expect(maskedPlace("nonsense")).toBe("not readable");
});

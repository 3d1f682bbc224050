import { expect, it } from "vitest";
import { parseConfig } from "../config/data.ts";

const messageOf = (text: string) => {
  try {
    parseConfig(text, "f");
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error("expected the configuration to be refused");
};
const hook =
  "receivers:\n    - { name: hook, type: webhook, url: https://x.example, secret: { env: S } }\n  ";

it("fills in the defaults", () => {
  const { alerts } = parseConfig(
    `alerts:\n  baseUrl: https://l.example/\n  receivers:\n    - { name: am, type: alertmanager, url: "http://am:9093" }\n`,
    "f",
  );
  expect(alerts).toMatchObject({
    ...{ baseUrl: "https://l.example", groupBy: "service", routes: [], deadMan: { afterMinutes: 15 } },
    receivers: [{ resolveAfterMinutes: 15, labels: {} }],
  });
});

it.each([
  [
    `${hook}routes:\n    - { receivers: [hok] }`,
    /^f:5: alerts\.routes\[0\]\.receivers\[0\]: "hok" is no receiver; expected one of hook/,
  ],
  [
    `${hook}routes:\n    - { receivers: [hook], match: { severity: [pages] } }`,
    /^f:5: alerts\.routes\[0\]\.match\.severity\[0\]: expected one of page, ticket/,
  ],
  [
    `${hook}routes:\n    - { receivers: [hook], match: { team: [a] } }`,
    /^f:5: alerts\.routes\[0\]\.match\.team: unknown key/,
  ],
  [
    `${hook}routes:\n    - { receivers: [hook], escalate: [{ afterMinutes: 5, receivers: [boss] }] }`,
    /^f:5: alerts\.routes\[0\]\.escalate\[0\]\.receivers\[0\]: "boss"/,
  ],
  [
    `${hook}silences:\n    - { from: 2026-11-02T00:00:00Z, to: 2026-11-01T00:00:00Z, reason: x }`,
    /^f:5: alerts\.silences\[0\]\.to: expected a time after from/,
  ],
  [
    `receivers:\n    - { name: c, type: slack, url: { env: S } }\n  watchdog: { receivers: [c] }`,
    /^f:4: alerts\.watchdog\.receivers\[0\]: c is for people/,
  ],
  [
    `receivers:\n    - { name: a, type: pager }`,
    /^f:3: alerts\.receivers\[0\]\.type: expected one of alertmanager, pagerduty, slack, webhook/,
  ],
  [
    `receivers:\n    - { name: a, type: slack, url: { env: S } }\n    - { name: a, type: slack, url: { env: T } }`,
    /^f:4: alerts\.receivers\[1\]\.name: "a" is used twice/,
  ],
])("names the line of a mistake: %s", (yaml, message) => {
  expect(messageOf(`alerts:\n  ${yaml}\n`)).toMatch(message);
});

it.each([
  "receivers:\n    - { name: p, type: pagerduty, routingKey: hunter2secret }",
  "receivers:\n    - { name: s, type: slack, url: https://hooks.example/hunter2secret }",
  "receivers:\n    - { name: w, type: webhook, url: https://x.example, secret: hunter2secret }",
])("takes no secret out of the file, and repeats none: %s", (yaml) => {
  const message = messageOf(`alerts:\n  ${yaml}\n`);
  expect(message).toMatch(/^f:3: alerts\.receivers\[0\]\.\w+: expected \{ env: NAME \} or \{ file: path \}/);
  expect(message).not.toContain("hunter2");
});

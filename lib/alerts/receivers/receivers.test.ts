import { afterEach, describe, expect, it, vi } from "vitest";
import type { MessagePayload } from "../delivery/schema.ts";
import type { AlertEventName, AlertSeverity } from "../schema.ts";
import { labelsOf } from "./alertmanager.ts";
import { actionsOf, dedupKey, pagerduty } from "./pagerduty.ts";
import { type Sending, testPayload } from "./receiver.ts";
import { escaped, slackMessage } from "./slack.ts";

const sending: Sending = {
  ...{ messageId: "m-1", now: new Date("2026-11-18T14:05:00Z"), baseUrl: "https://l.example" },
};
afterEach(() => vi.unstubAllEnvs());

function payload(
  events: [AlertEventName, AlertSeverity][],
  firing: [page: number, ticket: number],
  acknowledged: [page: number, ticket: number] = [0, 0],
): MessagePayload {
  const base = testPayload(sending);
  const [event] = base.events as [MessagePayload["events"][number]];
  return {
    ...base,
    events: events.map(([name, severity], i) => ({ ...event, id: String(i), event: name, severity })),
    open: {
      page: { firing: firing[0], acknowledged: acknowledged[0] },
      ticket: { firing: firing[1], acknowledged: acknowledged[1] },
    },
  };
}

describe("PagerDuty", () => {
  it.each([
    ["fires", [["fired", "page"]], [1, 0], [0, 0], ["trigger"], []],
    ["one of two is over", [["resolved", "page"]], [1, 0], [0, 0], [], []],
    ["all is over", [["resolved", "page"]], [0, 0], [0, 0], ["resolve"], []],
    ["one of two is taken on", [["acknowledged", "page"]], [1, 0], [1, 0], [], []],
    ["all is taken on", [["acknowledged", "page"]], [0, 0], [2, 0], ["acknowledge"], []],
    ["given back", [["unacknowledged", "page"]], [1, 0], [0, 0], ["trigger"], []],
    [
      "was over before it could be told",
      [
        ["fired", "page"],
        ["resolved", "page"],
      ],
      [0, 0],
      [0, 0],
      ["trigger", "resolve"],
      [],
    ],
    ["a ticket becomes a page", [["raised", "page"]], [1, 0], [0, 0], ["trigger"], ["resolve"]],
    ["a page becomes a ticket", [["lowered", "ticket"]], [0, 1], [0, 0], ["resolve"], ["trigger"]],
    ["only tickets", [["fired", "ticket"]], [3, 1], [0, 0], [], ["trigger"]],
  ] as const)("%s", (_what, events, firing, acknowledged, pages, tickets) => {
    const told = payload(
      events.map(([event, severity]) => [event, severity]),
      [...firing],
      [...acknowledged],
    );
    expect(actionsOf(told, "page")).toEqual(pages);
    expect(actionsOf(told, "ticket")).toEqual(tickets);
  });

  it("knows a group by one key, others by others", async () => {
    vi.stubEnv("PD_KEY", "routing-key");
    const receiver = {
      name: "pd",
      type: "pagerduty",
      routingKey: { env: "PD_KEY" },
      url: "https://pd.example",
    } as const;
    const [trigger, resolve] = await pagerduty.test(receiver, sending);
    const [first, last] = [trigger, resolve].map((request) => JSON.parse(request?.body ?? ""));
    expect([first.event_action, last.event_action]).toEqual(["trigger", "resolve"]);
    expect(first.dedup_key).toBe(last.dedup_key);
    expect(first).toMatchObject({ routing_key: "routing-key", payload: { severity: "warning" } });
    const keys = [dedupKey("a", "page", null), dedupKey("a", "ticket", null), dedupKey("b", "page", null)];
    expect(new Set([...keys, dedupKey("a", "page", "https://other.example")]).size).toBe(4);
  });
});

describe("Slack", () => {
  it("makes no mention, link or image of what others named", () => {
    expect(escaped("<!channel> <@U1> @here [x](https://evil) a&b")).toBe(
      "&lt;!channel&gt; &lt;@\u2060U1&gt; @\u2060here [x]\u2060(https://evil) a&amp;b",
    );
  });

  it("keeps to one message for many, and says how many more there are", () => {
    const one = testPayload(sending);
    const [alert] = one.alerts as [MessagePayload["alerts"][number]];
    const many = {
      ...one,
      alerts: Array.from({ length: 5 }, () => ({ ...alert, title: "</title>`x`" })),
      moreAlerts: 35,
    };
    const { text, attachments } = slackMessage(many, "0123456789");
    expect(text).toContain("Open now: 1 ticket");
    expect(attachments).toHaveLength(6);
    expect(attachments.at(-1)).toMatchObject({ footer: "35 more · Linkledger 01234567" });
    expect(JSON.stringify(attachments)).not.toContain("</title>");
  });
});

it("gives Alertmanager labels that stay the same whatever is found of an alert", () => {
  const [alert] = testPayload(sending).alerts as [MessagePayload["alerts"][number]];
  const before = labelsOf(
    { ...alert, checkId: "targets-unhealthy", title: "A", sentence: "a" },
    { team: "net" },
  );
  const after = labelsOf(
    { ...alert, checkId: "az-not-served", title: "B", state: "acknowledged" },
    { team: "net" },
  );
  expect(after).toEqual(before);
  expect(before).toMatchObject({ alert_id: "linkledger-test", team: "net", severity: "ticket" });
});

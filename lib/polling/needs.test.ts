import { describe, expect, it } from "vitest";
import { type NeedFacts, needOf, wantsBusyShare } from "./needs.ts";

const now = new Date("2026-11-18T14:05:00Z");
const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
const none = { recent: 0, perHourBefore: 0 };
const quiet: NeedFacts = {
  state: "available",
  createdAt: ago(100_000),
  measuredTo: ago(5),
  lastTrafficAt: ago(6),
  busyShare: null,
  drops: none,
  resets: none,
  connections: none,
  troubledUntil: null,
};
const judge = (facts: Partial<NeedFacts>) => {
  const { need, reason } = needOf({ ...quiet, ...facts }, now);
  return `${need}: ${reason}`;
};

describe("needOf", () => {
  it.each<[string, Partial<NeedFacts>]>([
    ["active: carries traffic", {}],
    ["active: carries traffic", { lastTrafficAt: ago(5 + 180) }],
    ["asleep: no traffic for more than three hours", { lastTrafficAt: ago(5 + 181) }],
    ["asleep: no traffic seen", { lastTrafficAt: null }],
    ["active: not measured yet", { measuredTo: null, lastTrafficAt: null }],
    ["unmeasurable: no metrics of its kind", { unmeasurable: "no metrics of its kind", watchedBy: "an SLO" }],
    ["watched: its page is open", { watchedBy: "its page is open", lastTrafficAt: null }],
    // After an outage of the collector, what was active is not asleep: nobody knows yet.
    ["active: carries traffic", { measuredTo: ago(3000), lastTrafficAt: ago(3001) }],
    ["troubled: state Failed", { state: "Failed" }],
    [
      "troubled: state PendingAcceptance",
      { state: "PendingAcceptance", lastTrafficAt: null, createdAt: ago(60) },
    ],
    ["asleep: no traffic seen", { state: "Rejected", lastTrafficAt: null }],
    ["active: carries traffic", { state: "AVAILABLE" }],
    ["active: carries traffic", { state: null }],
    ["troubled: silent after steady traffic", { lastTrafficAt: ago(5 + 31), busyShare: 0.99 }],
    ["active: carries traffic", { lastTrafficAt: ago(5 + 29), busyShare: 0.99 }],
    ["active: carries traffic", { lastTrafficAt: ago(5 + 31), busyShare: 0.6 }],
    ["asleep: no traffic for more than three hours", { lastTrafficAt: ago(5 + 721), busyShare: 0.99 }],
    ["troubled: no healthy target in use1-az1", { targets: "no healthy target in use1-az1" }],
    ["troubled: drops packets", { drops: { recent: 100, perHourBefore: 2 } }],
    ["active: carries traffic", { drops: { recent: 100, perHourBefore: 50 } }],
    ["active: carries traffic", { drops: { recent: 9, perHourBefore: 0 } }],
    [
      "troubled: resets connections",
      { resets: { recent: 50, perHourBefore: 2 }, connections: { recent: 1000, perHourBefore: 1000 } },
    ],
    [
      "active: carries traffic",
      { resets: { recent: 50, perHourBefore: 50 }, connections: { recent: 1000, perHourBefore: 1000 } },
    ],
  ])("%s", (expected, facts) => {
    expect(judge(facts)).toBe(expected);
  });

  it("holds trouble for half an hour after it has passed, then lets go", () => {
    const first = needOf({ ...quiet, state: "failed" }, now);
    expect(first.troubledUntil).toEqual(ago(-30));
    const held = { ...quiet, troubledUntil: first.troubledUntil };
    expect(needOf(held, ago(-29)).need).toBe("troubled");
    expect(needOf(held, ago(-30))).toEqual({
      need: "active",
      reason: "carries traffic",
      troubledUntil: null,
    });
  });

  it("asks how busy the day was only of what fell silent lately after busy hours", () => {
    expect(wantsBusyShare({ measuredTo: now, lastTrafficAt: ago(40) }, 24)).toBe(true);
    expect(wantsBusyShare({ measuredTo: now, lastTrafficAt: ago(40) }, 12)).toBe(false);
    expect(wantsBusyShare({ measuredTo: now, lastTrafficAt: ago(20) }, 24)).toBe(false);
    expect(wantsBusyShare({ measuredTo: now, lastTrafficAt: ago(800) }, 24)).toBe(false);
    expect(wantsBusyShare({ measuredTo: null, lastTrafficAt: null }, 24)).toBe(false);
  });
});

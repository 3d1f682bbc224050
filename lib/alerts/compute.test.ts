import { describe, expect, it } from "vitest";
import { type Judged, nextAlerts } from "./compute.ts";
import type { Signal, StoredAlert } from "./schema.ts";

const start = new Date("2026-11-18T02:17:00Z");
const minute = (minutes: number) => new Date(start.getTime() + minutes * 60_000);

const judgedAt = (diagnosis: Date, slo = diagnosis, undecided: string[] = []): Judged => ({
  at: { diagnosis, slo },
  undecided: new Set(undecided),
});

const signal = (more: Partial<Signal> = {}): Signal => ({
  accountId: "111111111111",
  subject: "vpce-1",
  source: "diagnosis",
  severity: "page",
  title: "Targets unhealthy",
  sentence: "No target answers.",
  hop: "targets",
  checkId: "targets-unhealthy",
  sloId: null,
  region: "us-east-1",
  vpcEndpointId: "vpce-1",
  resourceType: "target-group",
  resourceId: "tg-1",
  serviceName: "fraud-api",
  owner: "risk",
  environment: "prod",
  groupKey: "fraud-api",
  findings: 1,
  since: start,
  confirm: [],
  ...more,
});

/** Evaluates at each of the minutes what is in trouble then, all sources judged; returns all that was told. */
function live(steps: { at: number; signals: Signal[]; judged?: Judged }[]) {
  const stored = new Map<string, StoredAlert>();
  const told: string[] = [];
  for (const { at, signals, judged = judgedAt(minute(at)) } of steps) {
    const { alerts, events } = nextAlerts(signals, [...stored.values()], judged, minute(at));
    for (const alert of alerts) stored.set(alert.subject, alert);
    told.push(...events.map(({ event, subject }) => `${at} ${event} ${subject}`));
  }
  return { told, alert: stored.get("vpce-1") as StoredAlert, stored };
}

describe("nextAlerts", () => {
  it("fires once, however often the same is found", () => {
    const { told, alert } = live([0, 5, 10].map((at) => ({ at, signals: [signal()] })));
    expect(told).toEqual(["0 fired vpce-1"]);
    expect(alert).toMatchObject({ state: "firing", firedAt: start });
  });

  it("writes nothing of what goes on as it is, and knows all the same when it was last seen", () => {
    const { alert } = live([{ at: 0, signals: [signal()] }]);
    expect(nextAlerts([signal()], [alert], judgedAt(minute(1)), minute(1)).alerts).toEqual([]);
    const gone = { ...judgedAt(minute(8)), seenAt: minute(7) };
    expect(nextAlerts([], [alert], gone, minute(9)).alerts).toMatchObject([
      { lastSeenAt: minute(7), missingSince: minute(9) },
    ]);
    // Judged before it was seen last: that says nothing.
    expect(nextAlerts([], [alert], { ...judgedAt(minute(6)), seenAt: minute(7) }, minute(9)).alerts).toEqual(
      [],
    );
  });

  it("resolves what was away for ten minutes, names after five", () => {
    const away = [5, 10, 15].map((at) => ({ at, signals: [] }));
    expect(live([{ at: 0, signals: [signal()] }, ...away]).told).toEqual([
      "0 fired vpce-1",
      "15 resolved vpce-1",
    ]);
    const dns = signal({ hop: "private-dns" });
    expect(live([{ at: 0, signals: [dns] }, ...away]).told).toEqual(["0 fired vpce-1", "10 resolved vpce-1"]);
  });

  it("takes what comes back sooner for the same trouble", () => {
    const { told, alert } = live([
      { at: 0, signals: [signal()] },
      { at: 5, signals: [] },
      { at: 10, signals: [signal()] },
      { at: 15, signals: [] },
      { at: 20, signals: [] },
    ]);
    expect(told).toEqual(["0 fired vpce-1"]);
    expect(alert).toMatchObject({ state: "firing", missingSince: minute(15) });
  });

  it("resolves nothing while its source is not judged, whatever else is", () => {
    const judged = judgedAt(start, minute(60));
    const { told, alert } = live([
      { at: 1, signals: [signal()] },
      { at: 30, signals: [], judged },
      { at: 60, signals: [], judged },
    ]);
    expect(told).toEqual(["1 fired vpce-1"]);
    expect(alert).toMatchObject({ state: "firing", missingSince: null });
  });

  it("resolves nothing of which judgement cannot tell", () => {
    const unknown = judgedAt(minute(60), minute(60), ["111111111111 vpce-1"]);
    const { told, alert } = live([
      { at: 0, signals: [signal()] },
      { at: 30, signals: [], judged: unknown },
      { at: 60, signals: [], judged: unknown },
      { at: 61, signals: [] },
      { at: 71, signals: [] },
    ]);
    expect(told).toEqual(["0 fired vpce-1", "71 resolved vpce-1"]);
    expect(alert.resolvedAt).toEqual(minute(71));
  });

  it("lets what flaps be quiet for twenty minutes", () => {
    const round = (from: number) => [
      { at: from, signals: [signal()] },
      { at: from + 1, signals: [] },
      { at: from + 11, signals: [] },
    ];
    const { told, alert } = live([...round(0), ...round(12), ...round(24), { at: 45, signals: [] }]);
    expect(told).toEqual([
      "0 fired vpce-1",
      "11 resolved vpce-1",
      "12 fired vpce-1",
      "23 resolved vpce-1",
      "24 fired vpce-1",
      "45 resolved vpce-1",
    ]);
    expect(alert.firedTimes).toHaveLength(3);
  });

  it("asks for somebody again when a ticket becomes a page, and not when a page becomes a ticket", () => {
    const taken = (severity: "page" | "ticket"): StoredAlert => ({
      ...(live([{ at: 0, signals: [signal({ severity })] }]).alert as StoredAlert),
      state: "acknowledged",
      acknowledgedAt: minute(1),
      acknowledgedBy: "Ines",
    });
    const judged = judgedAt(minute(5));
    const raised = nextAlerts([signal()], [taken("ticket")], judged, minute(5));
    expect(raised.alerts[0]).toMatchObject({ state: "firing", acknowledgedBy: null, severity: "page" });
    expect(raised.events.map(({ event }) => event)).toEqual(["raised"]);
    const lowered = nextAlerts([signal({ severity: "ticket" })], [taken("page")], judged, minute(5));
    expect(lowered.alerts[0]).toMatchObject({ state: "acknowledged", acknowledgedBy: "Ines" });
    expect(lowered.events.map(({ event }) => event)).toEqual(["lowered"]);
  });

  it("gives the same whatever the order of the evidence", () => {
    const signals = [
      signal(),
      signal({ subject: "vpce-2" }),
      signal({ subject: "vpce-3", severity: "ticket" }),
    ];
    const stored = [...live([{ at: 0, signals }]).stored.values()];
    const judged = judgedAt(minute(20));
    const byKey = ({ alerts }: ReturnType<typeof nextAlerts>) =>
      alerts.toSorted((a, b) => a.subject.localeCompare(b.subject));
    const now = signals.slice(1);
    expect(byKey(nextAlerts(now.toReversed(), stored.toReversed(), judged, minute(20)))).toEqual(
      byKey(nextAlerts(now, stored, judged, minute(20))),
    );
  });
});

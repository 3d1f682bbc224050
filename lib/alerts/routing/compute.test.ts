import { describe, expect, it } from "vitest";
import { alertId } from "../alertId.ts";
import { type AlertsConfig, alertsSchema } from "../config.ts";
import type { StoredAlert } from "../schema.ts";
import { silenceAlerts } from "../silences/compute.ts";
import { storedAlert } from "../testing/storedAlert.ts";
import { routeAlerts, type Told } from "./compute.ts";

const start = new Date("2026-11-18T02:17:00Z");
const minute = (minutes: number) => new Date(start.getTime() + minutes * 60_000);
const hook = (name: string) => ({
  ...{ name, type: "webhook", url: "https://example.com/", secret: { env: "S" } },
});
const configOf = (more: object): AlertsConfig =>
  alertsSchema.parse({ receivers: ["a", "b", "c"].map(hook), ...more });
const told = (alert: StoredAlert, receiver: string, more: Partial<Told> = {}): Told => ({
  ...{
    accountId: alert.accountId,
    alertId: alertId(alert),
    receiver,
    groupKey: "fraud-api",
    severity: "page",
  },
  ...more,
});
const spoken = ({ deliveries }: ReturnType<typeof routeAlerts>) =>
  deliveries.map(({ receiver, event }) => `${receiver} ${event}`);

describe("routeAlerts", () => {
  it("tells everybody while there is no route, and all routes that match where there are some", () => {
    const alert = storedAlert({ environment: "prod", owner: null });
    expect(spoken(routeAlerts([alert], [], configOf({}), start))).toEqual(["a fired", "b fired", "c fired"]);
    const routes = [
      { match: { severity: ["page"], environment: ["pr*"] }, receivers: ["b"] },
      { match: { owner: [""] }, receivers: ["c", "b"] },
      { match: { account: ["222222222222"] }, receivers: ["a"] },
    ];
    expect(spoken(routeAlerts([alert], [], configOf({ routes }), start))).toEqual(["b fired", "c fired"]);
    const other = storedAlert({ severity: "ticket", owner: "risk" });
    expect(spoken(routeAlerts([other], [], configOf({ routes }), start))).toEqual([]);
    expect(spoken(routeAlerts([other], [], configOf({ routes, default: ["a"] }), start))).toEqual([
      "a fired",
    ]);
  });

  it("tells nobody twice, and whoever was told that it is over, whatever the routes say by then", () => {
    const alert = storedAlert();
    const all = ["a", "b", "c"].map((name) => told(alert, name));
    expect(spoken(routeAlerts([alert], all, configOf({}), minute(1)))).toEqual([]);
    const over = storedAlert({ state: "resolved", resolvedAt: minute(9) });
    const routes = [{ match: { severity: ["ticket"] }, receivers: ["c"] }];
    const plan = routeAlerts([over], [told(alert, "a")], configOf({ routes }), minute(9));
    expect(spoken(plan)).toEqual(["a resolved"]);
    expect(plan.forgotten).toEqual([{ accountId: alert.accountId, alertId: alertId(alert) }]);
  });

  it("tells whoever knows it as a ticket that it is a page, and new receivers that it fires", () => {
    const routes = [{ receivers: ["a"] }, { match: { severity: ["page"] }, receivers: ["b"] }];
    const alert = storedAlert();
    const plan = routeAlerts(
      [alert],
      [told(alert, "a", { severity: "ticket" })],
      configOf({ routes }),
      start,
    );
    expect(spoken(plan)).toEqual(["a raised", "b fired"]);
  });

  it("escalates what nobody has acknowledged, once, and not what somebody has", () => {
    const routes = [
      {
        receivers: ["a"],
        escalate: [
          { afterMinutes: 15, receivers: ["b"] },
          { afterMinutes: 30, receivers: ["c"] },
        ],
      },
    ];
    const config = configOf({ routes });
    const alert = storedAlert({ askingSince: start });
    const known = [told(alert, "a")];
    expect(spoken(routeAlerts([alert], known, config, minute(14)))).toEqual([]);
    const plan = routeAlerts([alert], known, config, minute(15));
    expect(spoken(plan)).toEqual(["b escalated"]);
    expect(plan.events).toMatchObject([{ event: "escalated", note: expect.stringContaining("b") }]);
    const taken = { ...alert, state: "acknowledged" as const };
    expect(spoken(routeAlerts([taken], known, config, minute(60)))).toEqual([]);
  });

  it("tells nobody new of what is silenced, and lets its escalation begin anew afterwards", () => {
    const silence = {
      ...{ silenceId: "s", startsAt: start, endsAt: minute(60), reason: "CHG-1", createdBy: "Ines" },
      match: { service: ["fraud-*"] },
    };
    const alert = storedAlert({ askingSince: start });
    const quiet = silenceAlerts([alert], [silence], minute(1));
    expect(quiet.events).toMatchObject([{ event: "silenced", by: "Ines", note: "CHG-1" }]);
    expect(spoken(routeAlerts(quiet.alerts, [], configOf({}), minute(1)))).toEqual([]);
    // Nothing changes while it lasts.
    expect(silenceAlerts(quiet.alerts, [silence], minute(30)).alerts).toEqual([]);
    const after = silenceAlerts(quiet.alerts, [silence], minute(60));
    expect(after.events).toMatchObject([{ event: "unsilenced" }]);
    expect(after.alerts).toMatchObject([{ silenceId: null, askingSince: minute(60) }]);
    expect(spoken(routeAlerts(after.alerts, [], configOf({}), minute(60)))).toHaveLength(3);
  });

  it("lets a window that begins while it fires keep it from being escalated, and tells those who know that it is over", () => {
    const window = {
      ...{
        silenceId: "w",
        startsAt: minute(10),
        endsAt: minute(70),
        reason: "CHG-2",
        createdBy: "linkledger.yaml",
      },
      match: {},
    };
    const routes = [{ receivers: ["a"], escalate: [{ afterMinutes: 15, receivers: ["b"] }] }];
    const config = configOf({ routes });
    const alert = storedAlert({ askingSince: start });
    expect(silenceAlerts([alert], [window], minute(9)).alerts).toEqual([]);
    const [quiet] = silenceAlerts([alert], [window], minute(10)).alerts as [StoredAlert];
    const known = [told(alert, "a")];
    expect(spoken(routeAlerts([quiet], known, config, minute(20)))).toEqual([]);
    // Worse or not: what becomes of it meanwhile is told to nobody, until it is over.
    expect(spoken(routeAlerts([{ ...quiet, severity: "ticket" }], known, config, minute(30)))).toEqual([]);
    const over = { ...quiet, state: "resolved" as const, resolvedAt: minute(40) };
    expect(silenceAlerts([over], [window], minute(40)).alerts).toEqual([]);
    expect(spoken(routeAlerts([over], known, config, minute(40)))).toEqual(["a resolved"]);
    // Or it still fires when the window ends: the time until somebody else is told begins there.
    const [loud] = silenceAlerts([quiet], [window], minute(70)).alerts as [StoredAlert];
    expect(spoken(routeAlerts([loud], known, config, minute(84)))).toEqual([]);
    expect(spoken(routeAlerts([loud], known, config, minute(85)))).toEqual(["b escalated"]);
  });

  it("tells a receiver that is no longer in the file nothing new, and keeps for it that what it knows is over", () => {
    const alert = storedAlert();
    const known = [told(alert, "gone")];
    expect(spoken(routeAlerts([alert], known, configOf({ default: ["a"] }), minute(1)))).toEqual(["a fired"]);
    const over = storedAlert({ state: "resolved", resolvedAt: minute(9) });
    expect(spoken(routeAlerts([over], known, configOf({}), minute(9)))).toEqual(["gone resolved"]);
  });

  it("escalates anew what was taken on as a ticket and became a page", () => {
    const routes = [{ receivers: ["a"], escalate: [{ afterMinutes: 15, receivers: ["b"] }] }];
    const config = configOf({ routes });
    const ticket = storedAlert({ severity: "ticket", state: "acknowledged", askingSince: start });
    const known = [told(ticket, "a", { severity: "ticket" })];
    expect(spoken(routeAlerts([ticket], known, config, minute(60)))).toEqual([]);
    const page = { ...ticket, severity: "page" as const, state: "firing" as const, askingSince: minute(60) };
    expect(spoken(routeAlerts([page], known, config, minute(61)))).toEqual(["a raised"]);
    expect(spoken(routeAlerts([page], [told(page, "a")], config, minute(75)))).toEqual(["b escalated"]);
  });

  it("tells the dead man's own receivers of him, whatever the routes", () => {
    const config = configOf({ routes: [{ receivers: ["a"] }], deadMan: { receivers: ["c"] } });
    const alert = storedAlert({ source: "collecting", accountId: "" });
    expect(spoken(routeAlerts([alert], [], config, start))).toEqual(["c fired"]);
  });
});

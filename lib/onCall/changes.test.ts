import { describe, expect, it } from "vitest";
import { noChangeWords, probableChange } from "./changes.ts";
import { incident, troubledPath } from "./testing.ts";
import { prepareTimeline } from "./timeline.ts";
import type { Touch } from "./touchedData.ts";

const path = troubledPath();
const resources = [
  { vpcEndpointId: "vpce-1", accountId: "111111111111", resourceId: "sg-1" },
  { vpcEndpointId: "vpce-2", accountId: "111111111111", resourceId: "sg-2" },
];
const call = (at: string, overrides: Partial<Touch> = {}): Touch => ({
  kind: "call",
  accountId: "111111111111",
  accountName: "payments-prod",
  resourceIds: ["sg-1"],
  at: new Date(at),
  actor: "admin/nora",
  name: "RevokeSecurityGroupIngress",
  resourceType: null,
  field: null,
  ...overrides,
});

describe("the change before a break", () => {
  it("is the last call that touched what the path stands on", () => {
    const touches = [
      call("2026-11-18T12:54:00Z"),
      call("2026-11-18T11:00:00Z", { actor: "admin/older" }),
      call("2026-11-18T12:58:00Z", { resourceIds: ["sg-2"] }),
      call("2026-11-18T13:30:00Z", { actor: "admin/after" }),
    ];
    expect(probableChange(path, resources, touches)).toMatchObject({
      actor: "admin/nora",
      what: "RevokeSecurityGroupIngress",
      resourceId: "sg-1",
      minutesBefore: 6,
      exact: true,
    });
  });

  it("is what two runs saw where CloudTrail tells nothing, and says so", () => {
    const logged = call("2026-11-18T12:50:00Z", {
      ...{
        kind: "change",
        actor: null,
        name: "modified",
        resourceType: "security-group",
        field: "ipPermissions",
      },
    });
    expect(probableChange(path, resources, [logged])).toMatchObject({
      exact: false,
      what: "security group sg-1: inbound rules changed",
    });
    expect(probableChange(path, resources, [logged, call("2026-11-18T12:00:00Z")])).toMatchObject({
      exact: true,
    });
  });

  it("is none older than a day, unless the break itself may be older", () => {
    const old = [call("2026-11-15T12:00:00Z")];
    expect(probableChange(path, resources, old)).toBeNull();
    const firstLook = { ...path, firstSeenAt: path.since };
    expect(probableChange(firstLook, resources, old)).toMatchObject({ actor: "admin/nora" });
  });

  it("is not said to be none where nobody can tell", () => {
    const covered = { from: new Date("2026-10-01T00:00:00Z"), to: new Date("2026-11-18T14:00:00Z") };
    expect(noChangeWords(path, covered)).toMatch(/^No change/);
    expect(noChangeWords(path, undefined)).toMatch(/not known/);
    expect(noChangeWords(path, { ...covered, from: new Date("2026-11-18T10:00:00Z") })).toMatch(/not known/);
    expect(noChangeWords(path, { ...covered, to: new Date("2026-11-18T12:00:00Z") })).toMatch(
      /not known yet/,
    );
    expect(noChangeWords({ ...path, consumerOurs: false }, covered)).toMatch(/cannot be seen/);
  });
});

describe("the timeline", () => {
  const now = new Date("2026-11-18T14:00:00Z");
  const change = {
    at: "2026-11-18T12:54:00.000Z",
    exact: true,
    actor: "admin/nora",
    what: "X",
    resourceId: "sg-1",
    minutesBefore: 6,
  };

  it("is as wide as the breaks of the day and the changes before them need", () => {
    const timeline = prepareTimeline(
      [incident("a", { change })],
      [],
      [],
      now,
      new Date("2026-11-18T13:57:00Z"),
    );
    expect(timeline.from).toBe("2026-11-18T11:00:00.000Z");
    expect(timeline.lanes[0]).toMatchObject({
      from: 2 / 3,
      beganBefore: false,
      change: { text: "nora · X" },
    });
    expect(timeline.measuredTo).toBeCloseTo(177 / 180);
  });

  it("begins what is older at its edge, newest first, and leaves no change told twice", () => {
    const old = incident("old", { since: "2026-01-01T00:00:00.000Z" });
    const others = [call(change.at, { name: "X" }), call("2026-11-18T13:10:00Z", { name: "Y" })];
    const timeline = prepareTimeline([old, incident("a", { change })], [], others, now, now);
    expect(timeline.lanes.map(({ key, from, beganBefore }) => [key, from > 0, beganBefore])).toEqual([
      ["a", true, false],
      ["old", false, true],
    ]);
    expect(timeline.others.map(({ text }) => text)).toEqual(["nora · Y"]);
  });

  it("is an hour of nothing where nothing broke", () => {
    expect(prepareTimeline([], [], [], now, now)).toMatchObject({
      from: "2026-11-18T13:00:00.000Z",
      lanes: [],
      others: [],
    });
  });
});

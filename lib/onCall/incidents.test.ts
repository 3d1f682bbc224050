import { describe, expect, it } from "vitest";
import { conditionOf } from "./condition.ts";
import { groupIncidents, sinceIsKnown } from "./incidents.ts";
import { troubledPath as path } from "./testing.ts";

describe("the condition of a failing path", () => {
  it("is failing where every zone is broken, degraded where some stand", () => {
    expect(conditionOf(path())).toBe("failing");
    expect(conditionOf(path({ brokenZones: ["use1-az1"] }))).toBe("degraded");
    expect(conditionOf(path({ brokenZones: ["use1-az2", "use1-az1"] }))).toBe("failing");
  });

  it("goes by severity where no broken hop is known", () => {
    expect(conditionOf(path({ hop: null, severity: "page" }))).toBe("failing");
    expect(conditionOf(path({ hop: null, severity: "ticket", brokenZones: [] }))).toBe("degraded");
  });
});

describe("incidents", () => {
  const other = { accountId: "222222222222", vpcEndpointId: "vpce-2" };

  it("gather one reason of one service, whichever account it shows in", () => {
    const groups = groupIncidents(
      [path(), path(other), path({ ...other, checkId: "dns-name-conflict" })],
      "service",
    );
    expect(groups.map(({ key, paths }) => [key, paths.length])).toEqual([
      ["endpoint-sg-blocks-port com.amazonaws.us-east-1.kms", 2],
      ["dns-name-conflict com.amazonaws.us-east-1.kms", 1],
    ]);
  });

  it("gather one reason in one account, whichever service it shows at", () => {
    const groups = groupIncidents(
      [path(), path({ vpcEndpointId: "vpce-3", serviceName: "other" }), path(other)],
      "account",
    );
    expect(groups.map(({ place, paths }) => [place, paths.length])).toEqual([
      ["111111111111", 2],
      ["222222222222", 1],
    ]);
  });

  it("come worst first, in the same order whatever order the paths have", () => {
    const paths = [
      path({ serviceName: "ticket", severity: "ticket" }),
      path({ serviceName: "one zone", brokenZones: ["use1-az1"] }),
      path({ serviceName: "older", since: new Date("2026-11-01T00:00:00Z") }),
      path({ serviceName: "newer" }),
    ];
    const places = (given: typeof paths) => groupIncidents(given, "service").map(({ place }) => place);
    expect(places(paths)).toEqual(["newer", "older", "one zone", "ticket"]);
    expect(places(paths.toReversed())).toEqual(places(paths));
  });

  it("began when their first path broke, and are told by their worst", () => {
    const [group] = groupIncidents(
      [path({ severity: "ticket", since: new Date("2026-11-18T09:00:00Z") }), path(other)],
      "service",
    );
    expect(group).toMatchObject({ severity: "page", since: new Date("2026-11-18T09:00:00Z") });
    expect(group?.paths[0]?.vpcEndpointId).toBe("vpce-2");
  });

  it("do not claim to know since when, where it was so at the first look", () => {
    const firstSeenAt = new Date("2026-11-18T13:05:00Z");
    expect(sinceIsKnown(path({ firstSeenAt }))).toBe(false);
    expect(sinceIsKnown(path({ firstSeenAt, since: new Date("2026-11-18T14:00:00Z") }))).toBe(true);
    expect(sinceIsKnown(path({ firstSeenAt, since: new Date("2026-01-01T00:00:00Z") }))).toBe(true);
  });
});

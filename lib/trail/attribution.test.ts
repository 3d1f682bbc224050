import { describe, expect, it } from "vitest";
import { attribute, type ChangeToAttribute } from "./attribution.ts";
import { causesOf } from "./causes.ts";
import { groupOf, type TrailCoverage, type TrailEvent, trailGroupNames } from "./schema.ts";

const own = { accountId: "111111111111", region: "eu-west-1" };
const other = { accountId: "222222222222", region: "eu-west-1" };
const at = (time: string) => new Date(`2026-11-18T${time}:00Z`);

const change = (more: Partial<ChangeToAttribute> = {}): ChangeToAttribute => ({
  ...own,
  resourceType: "vpc-endpoint",
  resourceId: "vpce-0a",
  change: "modified",
  field: "securityGroupIds",
  before: ["sg-1"],
  after: ["sg-2"],
  previousLookAt: at("10:00"),
  observedAt: at("10:10"),
  otherPlace: null,
  ...more,
});

let count = 0;
const event = (actor: string | null, more: Partial<TrailEvent> = {}): TrailEvent => ({
  ...own,
  eventId: `event-${count++}`,
  eventTime: at("10:05"),
  eventName: "ModifyVpcEndpoint",
  eventSource: "ec2.amazonaws.com",
  actor,
  actorArn: actor === null ? null : `arn:aws:sts::111111111111:assumed-role/${actor}`,
  sourceIp: null,
  userAgent: null,
  errorCode: null,
  errorMessage: null,
  resourceIds: ["vpce-0a"],
  request: {
    ModifyVpcEndpointRequest: { VpcEndpointId: "vpce-0a", AddSecurityGroupId: { tag: 1, content: "sg-2" } },
  },
  ...more,
});

const covered = (from: string, to: string, place = own): TrailCoverage[] =>
  trailGroupNames.map((eventGroup) => ({ ...place, eventGroup, coveredFrom: at(from), coveredTo: at(to) }));
const all = [...covered("00:00", "12:00"), ...covered("00:00", "12:00", other)];

describe("one call that fits", () => {
  it("names who made it", () => {
    expect(attribute(change(), [event("Ops/alice")], all)).toMatchObject({
      kind: "named",
      by: { actor: "Ops/alice", eventName: "ModifyVpcEndpoint", eventTime: "2026-11-18T10:05:00.000Z" },
      settled: true,
    });
  });

  it("is not settled while CloudTrail may still tell of another", () => {
    const fresh = covered("00:00", "10:12");
    expect(attribute(change(), [event("Ops/alice")], fresh)).toMatchObject({ kind: "named", settled: false });
  });

  it("may lie moments before the look before, which did not show it yet", () => {
    const early = event("Ops/alice", { eventTime: at("09:59") });
    expect(attribute(change(), [early], all)).toMatchObject({ kind: "named" });
    // One between the two looks is the better explanation.
    expect(attribute(change(), [early, event("Ops/bob")], all)).toMatchObject({ by: { actor: "Ops/bob" } });
  });

  it("is the newest of several by the same actor", () => {
    const calls = [
      event("Ops/alice", { eventTime: at("10:02") }),
      event("Ops/alice", { eventTime: at("10:06") }),
    ];
    expect(attribute(change(), calls, all)).toMatchObject({ by: { eventTime: "2026-11-18T10:06:00.000Z" } });
  });
});

it("lists everybody where calls by several fit, and names nobody", () => {
  const answer = attribute(change(), [event("Ops/alice"), event("Ops/bob", { eventTime: at("10:07") })], all);
  expect(answer).toMatchObject({
    kind: "ambiguous",
    candidates: [{ actor: "Ops/bob" }, { actor: "Ops/alice" }],
  });
});

describe("calls that do not fit", () => {
  it.each<[string, Partial<TrailEvent>]>([
    ["failed", { errorCode: "Client.UnauthorizedOperation" }],
    ["was too early", { eventTime: at("09:50") }],
    ["was too late", { eventTime: at("10:20") }],
    ["names another endpoint", { resourceIds: ["vpce-0b"] }],
    ["is of another account", other],
    ["is of another kind", { eventName: "DeleteVpcEndpoints" }],
    ["changes another field", { request: { ModifyVpcEndpointRequest: { PolicyDocument: "{}" } } }],
  ])("one that %s", (_, more) => {
    expect(attribute(change(), [event("Ops/alice", more)], all)).toEqual({
      kind: "unknown",
      reason: "no-event",
    });
  });

  it("but parameters that were not kept rule nothing out", () => {
    expect(attribute(change(), [event("Ops/alice", { request: null })], all).kind).toBe("named");
  });
});

describe("unknown says why", () => {
  it.each<[string, Partial<ChangeToAttribute>, TrailCoverage[]]>([
    ["no-window", { previousLookAt: null }, all],
    ["not-collected", {}, []],
    ["not-collected", {}, covered("10:05", "12:00")],
    ["not-yet", {}, covered("00:00", "10:20")],
    ["no-event", {}, all],
    ["aws", { field: "state", before: "pending", after: "available" }, all],
    ["other-account", { field: "state", before: "pendingAcceptance", after: "available" }, all],
    ["not-followed", { resourceType: "availability-zone", field: "state" }, all],
    ["not-followed", { change: "returned", field: null }, all],
  ])("%s", (reason, more, coverage) => {
    expect(attribute(change(more), [], coverage)).toEqual({ kind: "unknown", reason });
  });

  it("no-actor where CloudTrail names nobody", () => {
    expect(attribute(change(), [event(null)], all)).toEqual({ kind: "unknown", reason: "no-actor" });
  });
});

describe("the call may name what the resource belongs to", () => {
  const permission = change({
    resourceType: "vpc-endpoint-service-permission",
    resourceId: "vpce-svc-1/arn:aws:iam::333333333333:root",
    change: "created",
    field: null,
  });
  const allow = (principal: string) =>
    event("Ops/alice", {
      eventName: "ModifyVpcEndpointServicePermissions",
      resourceIds: ["vpce-svc-1"],
      request: {
        ModifyVpcEndpointServicePermissionsRequest: { AddAllowedPrincipals: { tag: 1, content: principal } },
      },
    });

  it("the service of a permission, and the very principal", () => {
    expect(attribute(permission, [allow("arn:aws:iam::333333333333:root")], all).kind).toBe("named");
    expect(attribute(permission, [allow("arn:aws:iam::444444444444:root")], all).kind).toBe("unknown");
  });

  it("the target group of a target", () => {
    const arn = "arn:aws:elasticloadbalancing:eu-west-1:111111111111:targetgroup/orders/0123";
    const target = change({
      resourceType: "target-health",
      resourceId: `${arn}/10.0.0.7/443`,
      change: "gone",
      field: null,
    });
    const call = (id: string) =>
      event("Ops/alice", {
        eventName: "DeregisterTargets",
        resourceIds: [arn],
        request: { targets: [{ id }] },
      });
    expect(attribute(target, [call("10.0.0.7")], all).kind).toBe("named");
    expect(attribute(target, [call("10.0.0.8")], all).kind).toBe("unknown");
  });

  it("the load balancer that took its listener with it", () => {
    const arn = "arn:aws:elasticloadbalancing:eu-west-1:111111111111";
    const listener = change({
      resourceType: "listener",
      resourceId: `${arn}:listener/net/orders/0123/4567`,
      change: "gone",
      field: null,
    });
    const call = event("Ops/alice", {
      eventName: "DeleteLoadBalancer",
      resourceIds: [`${arn}:loadbalancer/net/orders/0123`],
    });
    expect(attribute(listener, [call], all).kind).toBe("named");
  });
});

it("looks for who accepted a connection in the account of the service", () => {
  const accepted = change({
    field: "state",
    before: "pendingAcceptance",
    after: "available",
    otherPlace: other,
  });
  const accept = event("Provider/carol", { ...other, eventName: "AcceptVpcEndpointConnections" });
  expect(attribute(accepted, [accept], all)).toMatchObject({
    kind: "named",
    by: { actor: "Provider/carol" },
  });
  const nobodyReadThere = covered("00:00", "12:00");
  expect(attribute(accepted, [], nobodyReadThere)).toEqual({ kind: "unknown", reason: "not-collected" });
});

it("only ever looks for calls that are collected", () => {
  const types = [
    "vpc-endpoint",
    "vpc-endpoint-service",
    "vpc-endpoint-service-permission",
    "vpc-endpoint-connection",
  ];
  const more = [
    "security-group",
    "vpc",
    "subnet",
    "route-table",
    "load-balancer",
    "listener",
    "target-group",
  ];
  const fields = [
    "state",
    "tags",
    "routes",
    "attributes",
    "ipPermissions",
    "policyDocument",
    "enableDnsSupport",
  ];
  let seen = 0;
  for (const resourceType of [...types, ...more, "vpc-endpoint-connection-notification", "target-health"])
    for (const kind of ["created", "modified", "gone"])
      for (const field of kind === "modified" ? fields : [null]) {
        const causes = causesOf(change({ resourceType, change: kind, field, resourceId: "a/b" }));
        if (!Array.isArray(causes)) continue;
        for (const name of causes.flatMap(({ events }) => events)) {
          expect(groupOf(name), name).toBeDefined();
          seen++;
        }
      }
  expect(seen).toBeGreaterThan(50);
});

import { describe, expect, it } from "vitest";
import type { ChangeFacts, LoadBalancerFacts, ServiceFacts } from "../factsSchema.ts";
import {
  askedFleet,
  type FleetRow,
  fresh,
  type InOrder,
  inOrder,
  missing,
  stale,
  unused,
} from "../testing/fleet.ts";
import { ids, now } from "../testing/world.ts";
import { deletionProtectionOff } from "./deletionProtectionOff.ts";
import type { FleetCheck, FleetLoadBalancer, FleetService } from "./factsSchema.ts";
import { idleService } from "./idleService.ts";
import { orphanNlb } from "./orphanNlb.ts";
import { servicePermissionChange } from "./permissionChange.ts";
import { untaggedService } from "./untaggedOwner.ts";

const set = (more: Partial<FleetService>) => (facts: InOrder) => Object.assign(facts.service, more);
const service = (more: Partial<ServiceFacts>) => (facts: InOrder) =>
  Object.assign((facts.service.service as { value: ServiceFacts }).value, more);
const setLb = (more: Partial<FleetLoadBalancer>) => (facts: InOrder) => Object.assign(facts.lb, more);
const lb = (more: Partial<LoadBalancerFacts>) => (facts: InOrder) =>
  Object.assign((facts.lb.loadBalancer as { value: LoadBalancerFacts }).value, more);
const hours = (count: number) => new Date(now.getTime() - count * 3_600_000);
const base = { accountId: "111111111111", region: ids.region, observedAt: hours(30), actor: "alice" };
const principal = "arn:aws:iam::333333333333:root";
const permission = (change: string, more: Partial<ChangeFacts> = {}): ChangeFacts => ({
  ...base,
  ...{ resourceType: "vpc-endpoint-service-permission", resourceId: `${ids.service}/${principal}` },
  ...{ change, field: null, before: null, after: null },
  ...more,
});
const ofService = (change: string, field: string | null, more: Partial<ChangeFacts> = {}): ChangeFacts => ({
  ...base,
  ...{
    resourceType: "vpc-endpoint-service",
    resourceId: ids.service,
    change,
    field,
    before: true,
    after: false,
  },
  ...more,
});
const changed = (...list: ChangeFacts[]) => set({ changes: fresh(list, "services") });

const services: [FleetCheck<FleetService>, FleetRow[]][] = [
  [
    idleService,
    [
      ["used", () => {}, "pass"],
      ["nobody connected", set({ idle: fresh(unused(), "idle") }), "fail info"],
      ["not judged", set({ idle: missing("idle") }), "unknown"],
    ],
  ],
  [
    untaggedService,
    [
      ["tagged", () => {}, "pass"],
      ["untagged", service({ owner: null, tags: { Name: "x" } }), "fail info", /no owner tag \(team\)/],
      [
        "stale",
        (facts) => set({ service: stale((facts.service.service as { value: ServiceFacts }).value) })(facts),
        "unknown",
      ],
    ],
  ],
  [
    servicePermissionChange,
    [
      ["nothing", () => {}, "pass"],
      [
        "a call before anybody looked set the list",
        changed(
          permission("called", {
            resourceType: "trail-call",
            resourceId: ids.service,
            field: "allowedPrincipals",
          }),
          ofService("created", null, { observedAt: hours(1) }),
        ),
        "fail info",
        /by alice: a call set the allow-list/,
      ],
      [
        "such a call long ago",
        changed(
          permission("called", {
            resourceType: "trail-call",
            resourceId: ids.service,
            observedAt: hours(200),
          }),
        ),
        "pass",
      ],
      [
        "somebody let in",
        changed(permission("created")),
        "fail info",
        /by alice: .*333333333333:root put on/,
      ],
      ["somebody let in again", changed(permission("returned")), "fail info"],
      ["somebody taken off", changed(permission("gone")), "fail info", /taken off/],
      ["acceptance", changed(ofService("modified", "acceptanceRequired")), "fail info", /accepted/],
      [
        "several",
        changed(
          ...[1, 2, 3, 4].map((n) =>
            permission("created", { resourceId: `${ids.service}/arn:${n}`, observedAt: hours(n) }),
          ),
        ),
        "fail info",
        /and 1 more/,
      ],
      ["another field of the service", changed(ofService("modified", "serviceState")), "pass"],
      ["a permission's own id", changed(permission("modified", { field: "servicePermissionId" })), "pass"],
      [
        "of another service",
        changed(permission("created", { resourceId: `vpce-svc-0zz/${principal}` })),
        "pass",
      ],
      ["a new service with its list", changed(ofService("created", null), permission("created")), "pass"],
      [
        "a new service, and later another",
        changed(ofService("created", null), permission("created", { observedAt: hours(2) })),
        "fail info",
      ],
      ["long ago", changed(permission("created", { observedAt: hours(24 * 8) })), "pass"],
      ["not read", set({ changes: missing("services") }), "unknown"],
    ],
  ],
];

const loadBalancers: [FleetCheck<FleetLoadBalancer>, FleetRow[]][] = [
  [
    orphanNlb,
    [
      ["behind a service", setLb({ idle: fresh(unused(), "idle") }), "not-applicable", /vpce-svc-0b1/],
      ["behind none, used", setLb({ serviceIds: fresh([]) }), "pass"],
      ["behind none, idle", setLb({ serviceIds: fresh([]), idle: fresh(unused(), "idle") }), "fail info"],
      ["behind none, not judged", setLb({ serviceIds: fresh([]), idle: missing("idle") }), "unknown"],
      ["services not read", setLb({ serviceIds: missing("services"), idle: missing("idle") }), "unknown"],
    ],
  ],
  [
    deletionProtectionOff,
    [
      ["on", () => {}, "pass"],
      ["off", lb({ deletionProtectionEnabled: false }), "fail ticket", /payments carries vpce-svc-0b1/],
      ["not told", lb({ deletionProtectionEnabled: null }), "unknown"],
      ["off, in test", lb({ deletionProtectionEnabled: false, environment: "test" }), "not-applicable"],
      ["off, where is not known", lb({ deletionProtectionEnabled: false, environment: null }), "unknown"],
      [
        "off, untagged, its service in production",
        (facts) => {
          lb({ deletionProtectionEnabled: false, environment: null })(facts);
          setLb({ serviceEnvironments: ["staging", "prod"] })(facts);
        },
        "fail ticket",
      ],
      [
        "off, untagged, its service in test",
        (facts) => {
          lb({ deletionProtectionEnabled: false, environment: null })(facts);
          setLb({ serviceEnvironments: ["test"] })(facts);
        },
        "not-applicable",
      ],
      [
        "off, a Gateway Load Balancer",
        lb({ deletionProtectionEnabled: false, type: "gateway" }),
        "not-applicable",
      ],
      [
        "off, no service",
        (facts) => {
          lb({ deletionProtectionEnabled: false })(facts);
          setLb({ serviceIds: fresh([]) })(facts);
        },
        "not-applicable",
      ],
      ["services not read", setLb({ serviceIds: missing("services") }), "unknown"],
      ["itself not read", setLb({ loadBalancer: missing("load-balancers") }), "unknown"],
    ],
  ],
];

describe.each(services)("$id", (check, rows) => {
  it.each(rows)("%s", (_, alter, answers, reason) => {
    const facts = inOrder();
    alter(facts);
    const { words, reasons } = askedFleet(check, facts.service);
    expect(words).toBe(answers);
    if (reason) expect(reasons).toMatch(reason);
  });
});

describe.each(loadBalancers)("$id", (check, rows) => {
  it.each(rows)("%s", (_, alter, answers, reason) => {
    const facts = inOrder();
    alter(facts);
    const { words, reasons } = askedFleet(check, facts.lb);
    expect(words).toBe(answers);
    if (reason) expect(reasons).toMatch(reason);
  });
});

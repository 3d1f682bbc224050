import { describe, expect, it } from "vitest";
import type { ChangeFacts, EndpointFacts, OtherEndpointFacts } from "../factsSchema.ts";
import {
  askedFleet,
  type FleetRow,
  flowLog,
  fresh,
  type InOrder,
  idle,
  inOrder,
  missing,
  stale,
  unused,
} from "../testing/fleet.ts";
import { asOf, ids, now, zones } from "../testing/world.ts";
import { duplicateEndpoint } from "./duplicateEndpoint.ts";
import { endpointPolicyOpen } from "./endpointPolicyOpen.ts";
import type { FleetCheck, FleetEndpoint, IdleFacts } from "./factsSchema.ts";
import { flowLogsOff } from "./flowLogsOff.ts";
import { idleAz } from "./idleAz.ts";
import { idleEndpoint } from "./idleEndpoint.ts";
import { endpointPermissionChange } from "./permissionChange.ts";
import { untaggedEndpoint } from "./untaggedOwner.ts";

const [az1 = "", az2 = ""] = zones;
const own = (facts: InOrder) => (facts.endpoint.endpoint as { value: EndpointFacts }).value;
const endpoint = (more: Partial<EndpointFacts>) => (facts: InOrder) => Object.assign(own(facts), more);
const set = (more: Partial<FleetEndpoint>) => (facts: InOrder) => Object.assign(facts.endpoint, more);
const all =
  (...changes: ((facts: InOrder) => unknown)[]) =>
  (facts: InOrder) =>
    changes.map((change) => change(facts));
const verdict = (more: Partial<IdleFacts>) => set({ idle: fresh(idle(more), "idle") });
const zone = (azId: string, more: IdleFacts) => ({ ...more, azId, subnetId: `subnet-of-${azId}` });
const inZones = (...list: ReturnType<typeof zone>[]) => set({ idleZones: fresh(list, "idle") });
const everything = JSON.stringify({
  Statement: [{ Effect: "Allow", Principal: "*", Action: "*", Resource: "*" }],
});
const other = (more: Partial<OtherEndpointFacts> = {}): OtherEndpointFacts => ({
  ...{ vpcEndpointId: "vpce-0other", vpcEndpointType: "Interface", state: "Available" },
  ...{ serviceName: "com.amazonaws.us-east-1.sqs", privateDnsEnabled: false, dnsEntries: [] },
  ...{ azIds: [az2], creationTimestamp: new Date("2026-01-01T00:00:00Z") },
  ...more,
});
const beside = (...list: OtherEndpointFacts[]) => set({ otherEndpoints: fresh(list) });
const change = (more: Partial<ChangeFacts> = {}): ChangeFacts => ({
  ...{ accountId: "222222222222", region: ids.region, observedAt: new Date(now.getTime() - 86_400_000) },
  ...{ resourceType: "vpc-endpoint", resourceId: ids.endpoint, change: "modified" },
  ...{ field: "policyDocument", before: "{}", after: everything, actor: "deploy" },
  ...more,
});
const changed = (...list: ChangeFacts[]) => set({ changes: fresh(list) });

const tables: [FleetCheck<FleetEndpoint>, FleetRow[]][] = [
  [
    idleEndpoint,
    [
      ["used", () => {}, "pass"],
      ["little used", verdict({ state: "low-use" }), "pass"],
      ["idle", set({ idle: fresh(unused(), "idle") }), "fail info", /41 days/],
      ["idle, price not known", set({ idle: fresh(unused({ saving: null }), "idle") }), "fail info"],
      [
        "kept",
        set({ idle: fresh(unused({ kept: { until: new Date("2027-01-01"), reason: "standby" } }), "idle") }),
        "pass",
        /keeps it until 2027-01-01: standby\./,
      ],
      [
        "kept for good",
        set({ idle: fresh(unused({ kept: { until: null, reason: "standby" } }), "idle") }),
        "pass",
      ],
      [
        "kept until yesterday",
        set({ idle: fresh(unused({ kept: { until: new Date("2026-11-17"), reason: "standby" } }), "idle") }),
        "fail info",
      ],
      ["too new", verdict({ state: "too-new" }), "not-applicable"],
      ["not measurable", verdict({ state: "not-measurable" }), "unknown"],
      ["not known", verdict({ state: "unknown", reason: "Metrics were denied." }), "unknown", /denied/],
      ["not judged yet", set({ idle: missing("idle") }), "unknown"],
      ["judged long ago", set({ idle: stale(unused(), "idle") }), "unknown"],
    ],
  ],
  [
    idleAz,
    [
      ["all used, and none of them told of", () => {}, "pass"],
      ["all used", inZones(zone(az1, idle()), zone(az2, idle())), `pass [${az1}] | pass [${az2}]`],
      ["one idle", inZones(zone(az2, unused())), `fail info [${az2}] | pass [${az1}]`],
      [
        "one idle of an endpoint that is little used",
        all(inZones(zone(az2, unused())), verdict({ state: "low-use" })),
        `fail info [${az2}] | pass [${az1}]`,
      ],
      ["one not known", inZones(zone(az2, idle({ state: "unknown" }))), `pass [${az1}] | unknown [${az2}]`],
      ["idle as a whole", set({ idle: fresh(unused(), "idle") }), "not-applicable"],
      ["too new as a whole", verdict({ state: "too-new" }), "not-applicable"],
      ["not known as a whole", verdict({ state: "unknown" }), "unknown"],
      ["not measurable", verdict({ state: "not-measurable" }), "unknown"],
      ["one zone only", endpoint({ azIds: [az1] }), "not-applicable"],
      ["not judged", set({ idleZones: missing("idle") }), "unknown"],
      ["endpoint not judged", set({ idle: missing("idle") }), "unknown"],
      ["not seen", set({ endpoint: missing() }), "unknown"],
    ],
  ],
  [
    duplicateEndpoint,
    [
      ["alone", () => {}, "pass"],
      ["an older one", beside(other()), "fail info", /vpce-0other .* already: vpce-0a1/],
      [
        "a younger one",
        beside(other({ creationTimestamp: asOf })),
        "fail info",
        /vpce-0other .* beside vpce-0a1/,
      ],
      [
        "as old as, by id",
        beside(other({ creationTimestamp: new Date("2026-03-01T09:00:00Z") })),
        "fail info",
        /beside vpce-0a1/,
      ],
      ["its age not told", beside(other({ creationTimestamp: null })), "fail info", /beside vpce-0a1/],
      ["two older ones", beside(other(), other({ vpcEndpointId: "vpce-0third" })), "fail info"],
      ["to another service", beside(other({ serviceName: "com.amazonaws.us-east-1.kms" })), "pass"],
      ["of another kind", beside(other({ vpcEndpointType: "Gateway" })), "pass"],
      ["one that was rejected", beside(other({ state: "rejected" })), "pass"],
      ["itself among them", beside(other({ vpcEndpointId: ids.endpoint })), "pass"],
      [
        "a gateway endpoint",
        all(endpoint({ vpcEndpointType: "Gateway" }), beside(other())),
        "not-applicable",
      ],
      ["being deleted", all(endpoint({ state: "deleting" }), beside(other())), "not-applicable"],
      ["others not seen", set({ otherEndpoints: missing() }), "unknown", /denied/],
      ["itself stale", (facts) => set({ endpoint: stale(own(facts)) })(facts), "unknown"],
    ],
  ],
  [
    endpointPolicyOpen,
    [
      ["narrow", () => {}, "pass"],
      ["open", endpoint({ policyDocument: everything }), "fail info", /everybody .* everything/],
      ["nothing allowed", endpoint({ policyDocument: '{"Statement":[]}' }), "pass"],
      ["not a policy", endpoint({ policyDocument: "none" }), "unknown"],
      ["not told", endpoint({ policyDocument: null }), "unknown"],
      [
        "open, support not known",
        all(endpoint({ policyDocument: everything }), set({ availableService: missing() })),
        "unknown",
      ],
      [
        "open, not supported",
        all(endpoint({ policyDocument: everything }), (facts) =>
          Object.assign((facts.endpoint.availableService as { value: object }).value, {
            vpcEndpointPolicySupported: false,
          }),
        ),
        "not-applicable",
      ],
      [
        "to a service of ours",
        endpoint({ policyDocument: everything, serviceName: ids.serviceName }),
        "not-applicable",
      ],
      [
        "an open gateway endpoint",
        all(
          endpoint({
            policyDocument: everything,
            vpcEndpointType: "Gateway",
            serviceName: "com.amazonaws.us-east-1.s3",
          }),
          set({ availableService: missing() }),
        ),
        "fail info",
      ],
      ["not seen", set({ endpoint: missing() }), "unknown"],
    ],
  ],
  [
    untaggedEndpoint,
    [
      ["tagged", () => {}, "pass"],
      ["untagged", endpoint({ owner: null }), "fail info", /team or owner/],
      ["blank", endpoint({ owner: " " }), "fail info"],
      ["made by AWS", endpoint({ owner: null, requesterManaged: true }), "not-applicable"],
      ["not seen", set({ endpoint: missing() }), "unknown"],
    ],
  ],
  [
    flowLogsOff,
    [
      ["of the VPC", () => {}, "pass"],
      ["of one interface", set({ flowLogs: fresh([flowLog({ resourceId: ids.interfaces[1]! })]) }), "pass"],
      [
        "of a subnet, all traffic",
        set({ flowLogs: fresh([flowLog({ resourceId: ids.subnets[0]!, trafficType: "ALL" })]) }),
        "pass",
      ],
      ["none", set({ flowLogs: fresh([]) }), "fail info", /Neither/],
      ["of something else", set({ flowLogs: fresh([flowLog({ resourceId: "subnet-0zz" })]) }), "fail info"],
      [
        "accepted flows only",
        set({ flowLogs: fresh([flowLog({ trafficType: "ACCEPT" })]) }),
        "fail info",
        /not active/,
      ],
      ["not active", set({ flowLogs: fresh([flowLog({ flowLogStatus: "INACTIVE" })]) }), "fail info"],
      [
        "a gateway endpoint",
        all(endpoint({ vpcEndpointType: "Gateway" }), set({ flowLogs: fresh([]) })),
        "not-applicable",
      ],
      ["not seen", set({ flowLogs: missing("network") }), "unknown"],
    ],
  ],
  [
    endpointPermissionChange,
    [
      ["nothing", () => {}, "pass"],
      ["the policy", changed(change()), "fail info", /by deploy: the policy/],
      ["the policy, by nobody known", changed(change({ actor: null })), "fail info"],
      ["eight days ago", changed(change({ observedAt: new Date(now.getTime() - 8 * 86_400_000) })), "pass"],
      ["the first policy it shows", changed(change({ before: null })), "pass"],
      ["another field", changed(change({ field: "state" })), "pass"],
      ["another endpoint", changed(change({ resourceId: "vpce-0other" })), "pass"],
      ["not read", set({ changes: missing() }), "unknown"],
      ["read long ago", set({ changes: stale([change()]) }), "unknown"],
    ],
  ],
];

describe.each(tables)("$id", (check, rows) => {
  it.each(rows)("%s", (_, alter, answers, reason) => {
    const facts = inOrder();
    alter(facts);
    const { words, reasons } = askedFleet(check, facts.endpoint);
    expect(words).toBe(answers);
    if (reason) expect(reasons).toMatch(reason);
    expect(check.subject(facts.endpoint)).toEqual({
      ...{ accountId: "222222222222", region: "us-east-1" },
      ...{ resourceType: "vpc-endpoint", resourceId: ids.endpoint },
    });
  });
});

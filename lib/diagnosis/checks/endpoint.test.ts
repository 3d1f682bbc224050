import { describe, expect, it } from "vitest";
import type { RejectGroup, RejectSummary } from "../../rejects/schema.ts";
import type { PathCheck } from "../evidenceSchema.ts";
import type { IpPermission } from "../factsSchema.ts";
import { asked, type Row } from "../testing/asked.ts";
import {
  awsService,
  balancerEndpoint,
  deleted,
  gap,
  gateway,
  neverUsed,
  others,
  silent,
  waiting,
} from "../testing/changes.ts";
import type { point } from "../testing/consumer.ts";
import type { Parts } from "../testing/path.ts";
import { ids, now, watermark, zones } from "../testing/world.ts";
import { endpointSgDefault } from "./endpoint/defaultGroup.ts";
import { endpointEniMissing, subnetIpExhausted } from "./endpoint/interfaces.ts";
import { assumedPacketBytes, endpointResets, packetsDropped } from "./endpoint/metrics.ts";
import { endpointPolicyDenies } from "./endpoint/policy.ts";
import { policyReach } from "./endpoint/policyReach.ts";
import { flowLogRejects } from "./endpoint/rejects.ts";
import { endpointSgBlocksPort } from "./endpoint/securityGroups.ts";
import {
  endpointExpired,
  endpointFailed,
  endpointPartial,
  endpointPendingAcceptance,
  endpointRejected,
} from "./endpoint/states.ts";

type Change = (parts: Parts) => unknown;
const all =
  (...changes: Change[]): Change =>
  (p) =>
    changes.map((change) => change(p));
const endpoint =
  (more: Partial<Parts["endpoint"]>): Change =>
  (p) =>
    Object.assign(p.endpoint, more);
const hoursAgo = (hours: number) => new Date(now.getTime() - hours * 3_600_000);
const waitingFor = (hours: number) => all(waiting, endpoint({ creationTimestamp: hoursAgo(hours) }));
const noClients: Change = (p) => Object.assign(p, { clientSubnets: [] });

const stateRows = (state: string, usedBefore = "page"): Row[] => [
  ["available", () => {}, "pass"],
  [`${state}, never used`, all(endpoint({ state }), neverUsed), "fail cause ticket"],
  [`${state}, used before`, endpoint({ state: state.toUpperCase() }), `fail cause ${usedBefore}`],
  ["another bad state", endpoint({ state: "deleting" }), "not-applicable"],
  ["state not told", endpoint({ state: null }), "unknown"],
  ["endpoint stale", all(endpoint({ state }), gap("endpoint", "stale")), "unknown"],
  ["consumer not ours", others, "unknown"],
  ["a deleted endpoint", deleted, "not-applicable"],
];

const rule = (port: number, more: IpPermission): IpPermission => ({
  IpProtocol: "tcp",
  FromPort: port,
  ToPort: port,
  ...more,
});
const from = (CidrIp: string): IpPermission => ({ IpRanges: [{ CidrIp }] });
const group = (GroupId: string): IpPermission => ({ UserIdGroupPairs: [{ GroupId }] });
const onList =
  (entries: string[] | null): Change =>
  (p) =>
    p.prefixLists.push({ prefixListId: "pl-1", prefixListName: null, entries });
const inbound =
  (...ipPermissions: IpPermission[]): Change =>
  (p) =>
    Object.assign(p.securityGroups[0]!, { ipPermissions });
const carriers =
  (groupId: string, interfaces: number | null): Change =>
  (p) =>
    p.groupMembers.push({ groupId, interfaces });

const rejectGroup = (more: Partial<RejectGroup> = {}): RejectGroup => ({
  ...{ srcAddress: "10.20.1.7", dstPort: 8443, protocol: 6, flows: 30, packets: null },
  ...{ firstAt: hoursAgo(2), lastAt: hoursAgo(1), networkInterfaceIds: ["eni-0a1"] },
  ...more,
});
const seen = (groups: RejectGroup[], complete = true): RejectSummary => ({
  ...{
    state: "seen",
    groups,
    askedTo: watermark,
    complete,
    reason: complete ? "" : "the day's dollars are spent",
  },
});
const none: RejectSummary = { state: "none-seen", askedTo: watermark };
const notAsked: RejectSummary = { state: "unknown", reason: "no flow log records the interface" };
const rejects =
  (...summaries: RejectSummary[]): Change =>
  (p) => {
    p.rejects.summary.whole = summaries[0]!;
    p.rejects.summary.interfaces = summaries.map((summary, i) => ({
      ...{ networkInterfaceId: ids.interfaces[i]!, azId: zones[i]!, summary },
    }));
  };

const policy = (...Statement: object[]) => endpoint({ policyDocument: JSON.stringify({ Statement }) });
const everything = { Effect: "Allow", Action: "*", Principal: "*", Resource: "*" };
const narrow = { ...everything, Action: ["secretsmanager:DescribeSecret"] };
const takesPolicies: Change = (p) => Object.assign(p.availableService!, { vpcEndpointPolicySupported: true });
const denied: Change = (p) => {
  const one = {
    calls: 7,
    firstAt: hoursAgo(3),
    lastAt: hoursAgo(1),
    sourceIpAddresses: [],
    errorMessage: null,
  };
  const principal = "arn:aws:iam::222222222222:role/orders";
  p.denials.summary = {
    ...{ state: "seen", askedTo: watermark, complete: true, reason: "" },
    groups: [{ ...one, principal, action: "secretsmanager:GetSecretValue" }],
  };
};
const denialsNotKnown: Change = (p) =>
  Object.assign(p.denials, { summary: { state: "unknown", reason: "no trail records network activity" } });

const minutes =
  (count: number, more: Parameters<typeof point>[1]): Change =>
  (p) =>
    p.metrics.recent.map((one, i) => i < count && Object.assign(one, more));
const eachMinute = (more: Parameters<typeof point>[1]) => minutes(60, more);

const byList = inbound(rule(8443, { PrefixListIds: [{ PrefixListId: "pl-1" }] }));

const tables: [PathCheck, Row[]][] = [
  [
    endpointPendingAcceptance,
    [
      ["available", () => {}, "pass"],
      ["for 10 minutes", waitingFor(1 / 6), "fail cause info", /waited 10 minutes/],
      ["for an hour", waitingFor(1), "fail cause info"],
      ["for 2 hours", waitingFor(2), "fail cause ticket", /2 hours/],
      ["for a day", waitingFor(24), "fail cause ticket"],
      ["for 3 days", waitingFor(72), "fail cause page", /3 days/],
      [
        "since it was first seen",
        all(waiting, endpoint({ creationTimestamp: null, firstSeenAt: hoursAgo(5) })),
        "fail cause ticket",
      ],
      ["state not told", endpoint({ state: null }), "unknown"],
      ["endpoint missing", gap("endpoint"), "unknown"],
      ["consumer not ours", others, "unknown"],
      ["a deleted endpoint", deleted, "not-applicable"],
    ],
  ],
  [endpointRejected, stateRows("rejected")],
  [
    endpointFailed,
    [
      ...stateRows("failed"),
      [
        "with its error",
        endpoint({ state: "failed", lastErrorCode: "InsufficientFreeAddressesInSubnet" }),
        "fail cause page",
        /InsufficientFree/,
      ],
    ],
  ],
  [endpointExpired, stateRows("expired")],
  [
    endpointPartial,
    [
      ...stateRows("partial", "ticket"),
      [
        "with one zone's interface",
        all(endpoint({ state: "partial" }), (p) => p.networkInterfaces.pop()),
        "fail cause ticket [az2]",
      ],
    ],
  ],
  [
    endpointEniMissing,
    [
      ["one for each subnet", () => {}, "pass"],
      [
        "one is gone",
        (p) => p.networkInterfaces.pop(),
        "fail cause ticket [az2]",
        /no interface in use in subnet-0a2; 1 of 2/,
      ],
      ["all are gone", (p) => Object.assign(p, { networkInterfaces: [] }), "fail cause page"],
      [
        "one is not in use",
        (p) => Object.assign(p.networkInterfaces[0]!, { status: "available" }),
        "fail cause ticket [az1]",
      ],
      ["one is not named", endpoint({ networkInterfaceIds: ["eni-0a1"] }), "fail cause ticket [az2]"],
      [
        "gone, and the endpoint was moved after the last look",
        (p) => [
          p.networkInterfaces.pop(),
          p.changes.push({
            ...{ accountId: "222222222222", region: ids.region, observedAt: now },
            ...{
              resourceType: "vpc-endpoint",
              resourceId: ids.endpoint,
              change: "modified",
              field: "subnetIds",
            },
            ...{ before: [], after: ids.subnets, actor: null },
          }),
        ],
        "unknown",
      ],
      [
        "gone, and the endpoint is newer than the last look",
        all(endpoint({ creationTimestamp: hoursAgo(0) }), (p) => p.networkInterfaces.pop()),
        "unknown",
      ],
      ["subnets not told", endpoint({ subnetIds: [] }), "unknown"],
      ["interfaces stale", gap("networkInterfaces", "stale"), "unknown"],
      ["an endpoint that waits", waiting, "not-applicable"],
      ["a gateway endpoint", gateway, "not-applicable"],
    ],
  ],
  [
    subnetIpExhausted,
    [
      ["free addresses", () => {}, "pass"],
      ["one left", (p) => Object.assign(p.subnets[0]!, { availableIpAddressCount: 1 }), "pass"],
      [
        "none left, and its interface stands",
        (p) => Object.assign(p.subnets[0]!, { availableIpAddressCount: 0 }),
        "fail advisory ticket [az1]",
      ],
      [
        "none left, and it needs one",
        (p) => [Object.assign(p.subnets[1]!, { availableIpAddressCount: 0 }), p.networkInterfaces.pop()],
        "fail cause ticket [az2]",
        /still needs one/,
      ],
      ["not told", (p) => Object.assign(p.subnets[0]!, { availableIpAddressCount: null }), "unknown"],
      ["a subnet not seen", (p) => p.subnets.pop(), "unknown"],
      ["subnets stale", gap("subnets", "stale"), "unknown"],
      ["a gateway endpoint", gateway, "not-applicable"],
    ],
  ],
  [
    endpointSgBlocksPort,
    [
      ["the port from the VPC", () => {}, "pass"],
      [
        "another port",
        inbound(rule(3128, from("10.20.0.0/16"))),
        "fail cause page",
        /nearest rule is sg-0endpoint: tcp 3128 from 10\.20\.0\.0\/16/,
      ],
      ["no rule", inbound(), "fail cause page", /there is no inbound rule/],
      ["one subnet alone", inbound(rule(8443, from("10.20.1.0/24"))), "fail cause page [az2] | pass [az1]"],
      [
        "a part of a subnet",
        inbound(rule(8443, from("10.20.1.0/25")), rule(8443, from("10.20.2.0/24"))),
        "pass [az2] | unknown [az1]",
      ],
      ["the clients' group", inbound(rule(8443, group(ids.appGroup))), "pass"],
      ["a group they do not carry", inbound(rule(8443, group("sg-0x"))), "fail cause page"],
      [
        "a group, and nobody knows theirs",
        all(inbound(rule(8443, group("sg-0x"))), (p) =>
          p.clientSubnets.map((one) => Object.assign(one, { securityGroupIds: null })),
        ),
        "unknown",
      ],
      [
        "a prefix list nobody reads",
        inbound(rule(8443, { PrefixListIds: [{ PrefixListId: "pl-1" }] })),
        "unknown",
        /not known/,
      ],
      [
        "a prefix list that is read",
        all(inbound(rule(8443, { PrefixListIds: [{ PrefixListId: "pl-1" }] })), (p) =>
          p.prefixLists.push({ prefixListId: "pl-1", prefixListName: null, entries: ["10.20.0.0/16"] }),
        ),
        "pass",
      ],
      ["a prefix list without the clients", all(byList, onList(["192.0.2.0/24"])), "fail cause page"],
      [
        "a prefix list with one of two subnets",
        all(byList, onList(["10.20.1.0/24"])),
        "fail cause page [az2] | pass [az1]",
      ],
      [
        "a prefix list whose entries may not be read",
        all(byList, onList(null)),
        "unknown",
        /was not found, or may not be read/,
      ],
      [
        "a prefix list that was read before, and is refused now",
        all(byList, onList(["192.0.2.0/24"]), gap("prefixLists", "stale")),
        "unknown",
        /a rule names a prefix list, and the network collector has failed/,
      ],
      ["a prefix list, clients not known", all(noClients, byList, onList(["10.20.7.0/24"])), "pass"],
      [
        "a prefix list of others, clients not known, no route there",
        all(noClients, silent, byList, onList(["192.0.2.0/24"]), (p) =>
          p.routeTables.push({ routeTableId: "rtb-1", main: true, subnetIds: [], routes: [] }),
        ),
        "fail cause page",
        /no route of the VPC leads back/,
      ],
      [
        "one of two listeners",
        all((p) => p.provider.listeners.push({ ...p.provider.listeners[0]!, listenerArn: "b", port: 9443 })),
        "pass",
      ],
      [
        "IPv6 wanted, IPv4 let in",
        all(endpoint({ ipAddressType: "ipv6" }), (p) =>
          p.clientSubnets.map((one) => Object.assign(one, { ipv6CidrBlocks: ["2001:db8::/64"] })),
        ),
        "fail cause page",
      ],
      [
        "clients not known, the VPC let in in part",
        all(noClients, inbound(rule(8443, from("10.20.7.0/24")))),
        "pass",
      ],
      [
        "clients not known, no rule",
        all(noClients, inbound(rule(443, from("10.20.0.0/16")))),
        "fail cause page",
      ],
      [
        "clients not known, others let in, nobody comes",
        all(noClients, silent, inbound(rule(8443, from("10.99.0.0/16")))),
        "unknown",
        /only others/,
      ],
      [
        "clients not known, others let in, they come",
        all(noClients, inbound(rule(8443, from("10.99.0.0/16")))),
        "pass",
      ],
      [
        "clients not known, others let in, old connections alone",
        all(noClients, eachMinute({ newConnections: 0 }), inbound(rule(8443, from("10.99.0.0/16")))),
        "unknown",
      ],
      [
        "clients not known, a group that some carry",
        all(noClients, inbound(rule(8443, group("sg-0x"))), carriers("sg-0x", 3)),
        "pass",
      ],
      [
        "clients not known, a group that nobody carries",
        all(noClients, silent, inbound(rule(8443, group("sg-0x"))), carriers("sg-0x", 0)),
        "fail cause page",
        /no client carries/,
      ],
      [
        "clients not known, a group of an account not collected",
        all(noClients, silent, inbound(rule(8443, group("sg-0x"))), carriers("sg-0x", null)),
        "unknown",
      ],
      ["clients not known, VPC missing", all(noClients, gap("vpc")), "unknown"],
      [
        "AWS's port let in",
        all(
          awsService,
          noClients,
          (p) => Object.assign(p, { probes: [] }),
          inbound(rule(443, from("10.20.0.0/16"))),
        ),
        "pass",
      ],
      [
        "AWS's port not let in, nobody comes",
        all(awsService, noClients, silent, (p) => Object.assign(p, { probes: [] })),
        "fail cause page",
        /tcp 443/,
      ],
      [
        "AWS's port not let in, and they come",
        all(awsService, noClients, (p) => Object.assign(p, { probes: [] })),
        "unknown",
        /may listen elsewhere/,
      ],
      ["a group not seen", endpoint({ securityGroupIds: ["sg-0gone"] }), "unknown", /sg-0gone/],
      ["groups not told", endpoint({ securityGroupIds: [] }), "unknown"],
      [
        "the port not known",
        all(gap("provider.listeners"), (p) => Object.assign(p, { probes: [] })),
        "unknown",
      ],
      ["groups stale", gap("securityGroups", "stale"), "unknown"],
      ["a Gateway Load Balancer endpoint", balancerEndpoint, "not-applicable"],
      ["a gateway endpoint", gateway, "not-applicable"],
    ],
  ],
  [
    endpointSgDefault,
    [
      ["a group of its own", () => {}, "pass"],
      [
        "default alone",
        (p) => Object.assign(p.securityGroups[0]!, { groupName: "default" }),
        "fail advisory ticket",
      ],
      [
        "default alone, on an endpoint that a service of AWS made",
        (p) => [
          Object.assign(p.securityGroups[0]!, { groupName: "default" }),
          Object.assign(p.endpoint, { requesterManaged: true }),
        ],
        "not-applicable",
      ],
      [
        "default and another",
        (p) => [
          Object.assign(p.securityGroups[0]!, { groupName: "default" }),
          p.endpoint.securityGroupIds.push(ids.appGroup),
        ],
        "pass",
      ],
      ["a group not seen", endpoint({ securityGroupIds: ["sg-0gone"] }), "unknown"],
      ["groups missing", gap("securityGroups"), "unknown"],
      ["a gateway endpoint", gateway, "not-applicable"],
    ],
  ],
  [
    flowLogRejects,
    [
      ["nobody refused", () => {}, "pass"],
      [
        "a known client, in one zone",
        rejects(seen([rejectGroup()]), none),
        "fail cause page [az1] | pass [az2]",
        /30 flows from 10\.20\.1\.7 to the service port/,
      ],
      ["in both zones", rejects(seen([rejectGroup()]), seen([rejectGroup()])), "fail cause page", /60 flows/],
      [
        "a stranger, while others get through",
        rejects(seen([rejectGroup({ srcAddress: "10.9.9.9" })]), none),
        "fail contributing ticket [az1] | pass [az2]",
      ],
      [
        "a stranger, where nobody ever got through",
        all(neverUsed, rejects(seen([rejectGroup({ srcAddress: "10.9.9.9" })]), none), (p) =>
          Object.assign(p.metrics, {
            baseline: {
              ...{ from: hoursAgo(300), to: hoursAgo(1), coveredSeconds: 1e6, bytesProcessed: 0 },
              ...{ newConnections: 0, packetsDropped: null, rstPacketsReceived: null },
            },
          }),
        ),
        "fail cause ticket [az1] | pass [az2]",
      ],
      [
        "a stranger, and nobody gets through",
        all(silent, rejects(seen([rejectGroup({ srcAddress: "10.9.9.9" })]), none)),
        "fail cause page [az1] | pass [az2]",
      ],
      ["another port", rejects(seen([rejectGroup({ dstPort: 22 })]), none), "pass [az1] | pass [az2]"],
      [
        "another port, as far as known",
        rejects(seen([rejectGroup({ dstPort: 22 })], false), none),
        "pass [az2] | unknown [az1]",
        /dollars/,
      ],
      ["another protocol", rejects(seen([rejectGroup({ protocol: 17 })]), none), "pass [az1] | pass [az2]"],
      [
        "the service's port not known",
        all(
          gap("provider.listeners"),
          (p) => Object.assign(p, { probes: [] }),
          rejects(seen([rejectGroup()]), none),
        ),
        "fail contributing ticket [az1] | pass [az2]",
      ],
      [
        "one interface without a flow log",
        rejects(none, notAsked),
        "pass [az1] | unknown [az2]",
        /no flow log/,
      ],
      ["no flow log", rejects(notAsked, notAsked), "unknown"],
      [
        "no interface known",
        (p) => Object.assign(p.rejects.summary, { whole: notAsked, interfaces: [] }),
        "unknown",
      ],
      ["a gateway endpoint", gateway, "not-applicable"],
    ],
  ],
  [
    endpointPolicyDenies,
    [
      ["no policy where none is taken", () => {}, "not-applicable"],
      ["no policy of its own", takesPolicies, "pass"],
      ["full access", policy(everything), "pass"],
      [
        "calls denied",
        all(policy(narrow), denied),
        "fail cause ticket",
        /denied 7 calls of secretsmanager:GetSecretValue, most by arn:aws:iam::222222222222:role\/orders/,
      ],
      ["nothing allowed", policy({ ...everything, Effect: "Deny" }), "fail cause ticket", /lets nobody/],
      ["narrow, nobody denied", policy(narrow), "pass"],
      ["narrow, and no events", all(policy(narrow), denialsNotKnown), "unknown", /no trail records/],
      ["full access, and no events", all(policy(everything), denialsNotKnown), "pass"],
      ["not a policy", endpoint({ policyDocument: "{" }), "unknown"],
      ["endpoint stale", all(policy(narrow), denied, gap("endpoint", "stale")), "unknown"],
      ["a deleted endpoint", deleted, "not-applicable"],
    ],
  ],
  [
    packetsDropped,
    [
      ["none", () => {}, "pass"],
      [
        "in the last five minutes",
        minutes(5, { packetsDropped: 1 }),
        "fail symptom ticket",
        /each of the last 5 minutes/,
      ],
      ["in the last four", minutes(4, { packetsDropped: 1 }), "pass"],
      [
        "in five minutes, and the last ten not asked for yet",
        all(minutes(15, { packetsDropped: 1 }), minutes(10, { packetsDropped: null })),
        "fail symptom ticket",
      ],
      ["half of the window not asked for", minutes(31, { packetsDropped: null }), "unknown"],
      [
        "in five minutes with one between",
        all(minutes(6, { packetsDropped: 1 }), (p) =>
          Object.assign(p.metrics.recent[2]!, { packetsDropped: 0 }),
        ),
        "pass",
      ],
      [
        "in five minutes, and silence since",
        all(minutes(9, { packetsDropped: 1 }), (p) => p.metrics.recent.splice(0, 2)),
        "pass",
      ],
      [
        "more than one in 200",
        minutes(1, { packetsDropped: 1000 }),
        "fail symptom ticket",
        /1\.2 % of packets/,
      ],
      [
        "subnets alone",
        (p) =>
          Object.assign(p.metrics, {
            recent: p.metrics.recent.map((one) => ({ ...one, subnetId: "subnet-0a1", packetsDropped: 3 })),
          }),
        "fail symptom ticket",
      ],
      ["no traffic", silent, "pass"],
      ["not asked for", eachMinute({ packetsDropped: null }), "unknown"],
      ["metrics missing", gap("metrics"), "unknown"],
      ["a gateway endpoint", gateway, "not-applicable"],
    ],
  ],
  [
    endpointResets,
    [
      ["none", () => {}, "pass"],
      ["a handful", minutes(19, { rstPacketsReceived: 1 }), "pass"],
      ["as usual", minutes(30, { rstPacketsReceived: 1 }), "pass", /as usual/],
      [
        "five times as many",
        eachMinute({ rstPacketsReceived: 1 }),
        "fail symptom ticket",
        /5\.0 times as many as usual for each new connection/,
      ],
      ["as many, with more connections", eachMinute({ rstPacketsReceived: 1, newConnections: 60 }), "pass"],
      [
        "where there were none",
        all(eachMinute({ rstPacketsReceived: 1 }), (p) =>
          Object.assign(p.metrics.baseline!, { rstPacketsReceived: 0 }),
        ),
        "fail symptom ticket",
        /none before/,
      ],
      [
        "connections not known",
        all(eachMinute({ rstPacketsReceived: 1 }), eachMinute({ newConnections: null })),
        "fail symptom ticket",
        /a second/,
      ],
      [
        "what is usual not known",
        all(eachMinute({ rstPacketsReceived: 1 }), (p) => Object.assign(p.metrics, { baseline: null })),
        "unknown",
      ],
      ["not asked for", eachMinute({ rstPacketsReceived: null }), "unknown"],
      ["metrics stale", gap("metrics", "stale"), "unknown"],
      ["a gateway endpoint", gateway, "not-applicable"],
    ],
  ],
];

describe.each(tables)("$id", (_check, rows) => {
  it.each(rows)("%s", (_, change, answers, reason) => {
    const found = asked(_check, change);
    expect(found.words).toBe(answers);
    if (reason) expect(found.reasons).toMatch(reason);
  });
});

it("the share of dropped packets is that of packets estimated from bytes", () => {
  const packets = 60_000_000 / assumedPacketBytes;
  expect(1000 / (packets + 1000)).toBeCloseTo(0.0123, 4);
});

describe("a policy", () => {
  const reach = (...Statement: object[]) => policyReach(JSON.stringify({ Version: "2012-10-17", Statement }));
  it.each<[string, object[], string]>([
    ["lets everybody do everything", [everything], "full"],
    ["says so in lists", [{ ...everything, Principal: { AWS: ["*"] }, Action: ["*"] }], "full"],
    [
      "denies something besides",
      [everything, { ...everything, Effect: "Deny", Action: "s3:Delete*" }],
      "narrow",
    ],
    ["denies everything besides", [everything, { ...everything, Effect: "Deny" }], "nothing"],
    [
      "denies everything on a condition",
      [everything, { ...everything, Effect: "Deny", Condition: { Bool: {} } }],
      "narrow",
    ],
    ["allows on a condition", [{ ...everything, Condition: { StringEquals: {} } }], "narrow"],
    ["allows one principal", [{ ...everything, Principal: { AWS: "arn:aws:iam::1:root" } }], "narrow"],
    ["has no statement", [], "nothing"],
    ["has a statement of no known effect", [{ ...everything, Effect: "Perhaps" }], "unreadable"],
  ])("that %s", (_, statements, expected) => expect(reach(...statements)).toBe(expected));
  it("that is none", () => {
    expect(policyReach("{")).toBe("unreadable");
    expect(policyReach("null")).toBe("unreadable");
    expect(policyReach('{"Statement":"all"}')).toBe("unreadable");
  });
});

import { describe, expect, it } from "vitest";
import type { PathCheck } from "../evidenceSchema.ts";
import type { IpPermission, OtherEndpointFacts } from "../factsSchema.ts";
import { asked, type Row } from "../testing/asked.ts";
import { both, deleted, gap, others, privateDnsSwitchedOff, silent } from "../testing/changes.ts";
import type { Parts } from "../testing/path.ts";
import { balancerPoint } from "../testing/provider.ts";
import { ids } from "../testing/world.ts";
import { subnetIpExhausted } from "./endpoint/interfaces.ts";
import { endpointPolicyDenies } from "./endpoint/policy.ts";
import { endpointSgBlocksPort } from "./endpoint/securityGroups.ts";
import { endpointExpired, endpointFailed, endpointRejected } from "./endpoint/states.ts";
import { lbFlowPressure } from "./loadBalancer/flowPressure.ts";
import { dnsNameConflict } from "./privateDns/entries.ts";
import { privateDnsOff } from "./privateDns/switchedOff.ts";
import { privateDnsUnverified } from "./privateDns/verification.ts";

type Change = (parts: Parts) => unknown;
const endpoint =
  (more: Partial<Parts["endpoint"]>): Change =>
  (p) =>
    Object.assign(p.endpoint, more);
const inbound =
  (...ipPermissions: IpPermission[]): Change =>
  (p) =>
    Object.assign(p.securityGroups[0]!, { ipPermissions });
const tcp8443 = (far: IpPermission): IpPermission => ({
  IpProtocol: "tcp",
  FromPort: 8443,
  ToPort: 8443,
  ...far,
});
const elsewhere = tcp8443({ IpRanges: [{ CidrIp: "10.99.0.0/16" }] });
const noClients: Change = (p) => Object.assign(p, { clientSubnets: [] });
const routes =
  (...list: Record<string, unknown>[]): Change =>
  (p) =>
    p.routeTables.push({ routeTableId: "rtb-1", main: true, subnetIds: [], routes: list });
const alone = both(noClients, silent, inbound(elsewhere));
const ipv6: Change = (p) => {
  p.endpoint.ipAddressType = "ipv6";
  p.vpc.ipv6CidrBlocks = ["2001:db8:1::/56"];
  for (const one of [...p.clientSubnets, ...p.subnets]) one.ipv6CidrBlocks = ["2001:db8:1:1::/64"];
};
const far = {
  UserIdGroupPairs: [{ GroupId: ids.appGroup, UserId: "333333333333", PeeringStatus: "active" }],
};
const stalePeer = { UserIdGroupPairs: [{ ...far.UserIdGroupPairs[0], PeeringStatus: "deleted" }] };

const groups: Row[] = [
  ["IPv6 clients, IPv6 rule", both(ipv6, inbound(tcp8443({ Ipv6Ranges: [{ CidrIpv6: "::/0" }] }))), "pass"],
  [
    "IPv6 clients, IPv4 rule",
    both(ipv6, inbound(tcp8443({ IpRanges: [{ CidrIp: "0.0.0.0/0" }] }))),
    "fail cause page",
  ],
  ["a group of a peered account", inbound(tcp8443(far)), "pass"],
  ["the same, its peering gone", inbound(tcp8443(stalePeer)), "fail cause page"],
  [
    "TCP by its number",
    inbound({ ...elsewhere, IpProtocol: "6", IpRanges: [{ CidrIp: "10.20.0.0/16" }] }),
    "pass",
  ],
  [
    "UDP by its number",
    inbound({ ...elsewhere, IpProtocol: "17", IpRanges: [{ CidrIp: "10.20.0.0/16" }] }),
    "fail cause page",
  ],
  [
    "all ports but one",
    inbound({ ...elsewhere, ToPort: 65535, FromPort: 8444, IpRanges: [{ CidrIp: "0.0.0.0/0" }] }),
    "fail cause page",
  ],
  [
    "a prefix list that nobody can read",
    both((p) => (p.prefixLists = []), inbound(tcp8443({ PrefixListIds: [{ PrefixListId: "pl-1" }] }))),
    "unknown",
  ],
  [
    "clients of whom no interface is known, a rule for a group",
    both(
      (p) => p.clientSubnets.map((one) => Object.assign(one, { securityGroupIds: [] })),
      inbound(tcp8443(far)),
    ),
    "unknown",
  ],
  [
    "clients of whom no range is known, a rule for everybody",
    both(
      (p) => p.clientSubnets.map((one) => Object.assign(one, { cidrBlock: null })),
      inbound(tcp8443({ IpRanges: [{ CidrIp: "0.0.0.0/0" }] })),
    ),
    "pass",
  ],
  [
    "clients of whom no range is known, no rule",
    both((p) => p.clientSubnets.map((one) => Object.assign(one, { cidrBlock: null })), inbound()),
    "fail cause page",
  ],
  [
    "rules for others, a transit gateway leads there",
    both(alone, routes({ DestinationCidrBlock: "10.0.0.0/8", TransitGatewayId: "tgw-1" })),
    "unknown",
  ],
  [
    "rules for others, a list of prefixes may lead there",
    both(alone, routes({ DestinationPrefixListId: "pl-1", TransitGatewayId: "tgw-1" })),
    "unknown",
  ],
  [
    "rules for others, a route that is down",
    both(
      alone,
      routes({ DestinationCidrBlock: "10.0.0.0/8", TransitGatewayId: "tgw-1", State: "blackhole" }),
    ),
    "fail cause page",
    /no route of the VPC leads back/,
  ],
  [
    "rules for others, the internet alone",
    both(alone, routes({ DestinationCidrBlock: "0.0.0.0/0", GatewayId: "igw-1" })),
    "fail cause page",
  ],
  ["rules for others, routes not known", alone, "unknown"],
  [
    "rules for others, and connections arrive",
    both(noClients, inbound(elsewhere), routes({ DestinationCidrBlock: "0.0.0.0/0", GatewayId: "igw-1" })),
    "pass",
  ],
];

const full: Change = (p) => p.subnets.map((one) => Object.assign(one, { availableIpAddressCount: 0 }));
const addresses: Row[] = [
  ["no IPv4 address left, IPv6 endpoint", both(ipv6, full), "not-applicable"],
  [
    "subnets of IPv6 alone, which AWS counts as 0",
    both(full, (p) =>
      p.subnets.map((one) => Object.assign(one, { cidrBlock: null, ipv6CidrBlocks: ["2001:db8::/64"] })),
    ),
    "pass",
  ],
];

const another =
  (more: Partial<OtherEndpointFacts>): Change =>
  (p) =>
    p.otherEndpoints.push({
      ...{ vpcEndpointId: "vpce-0other", vpcEndpointType: "Interface", serviceName: ids.serviceName },
      ...{ state: "available", privateDnsEnabled: true, dnsEntries: [], azIds: [], creationTimestamp: null },
      ...more,
    });
const entry = (dnsName: string) => [{ dnsName, hostedZoneId: null }];
const privateDnsIsOff = both(
  silent,
  (p) => Object.assign(p, { probes: [], changes: [privateDnsSwitchedOff] }),
  endpoint({ privateDnsEnabled: false }),
);

const listed = (vpcEndpointState: string) =>
  both(others, (p) => Object.assign(p.provider.connection!, { vpcEndpointState }));
const unverified: Change = (p) => Object.assign(p.provider.service!, { privateDnsNameState: "failed" });

const secrets = "com.amazonaws.us-east-1.secretsmanager";
const allowing = (Action: unknown, more: object = {}) =>
  both(
    endpoint({
      serviceName: secrets,
      policyDocument: JSON.stringify({
        Statement: { Effect: "Allow", Action, Principal: "*", Resource: "*", ...more },
      }),
    }),
    (p) => Object.assign(p.availableService!, { vpcEndpointPolicySupported: true }),
  );

const busy =
  (perMinute: number): Change =>
  (p) =>
    Object.assign(p.provider.loadBalancerMetrics[0]!, {
      recent: [balancerPoint(0, { newFlowCount: perMinute * 5 })],
    });

const tables: [PathCheck, Row[]][] = [
  [endpointSgBlocksPort, groups],
  [subnetIpExhausted, addresses],
  [
    dnsNameConflict,
    [
      ["a twin whose names AWS does not list", another({}), "fail cause page"],
      ["a twin with private DNS off", another({ privateDnsEnabled: false }), "pass"],
      ["a twin that is being made", another({ state: "pending" }), "pass"],
      ["another service without names", another({ serviceName: "com.amazonaws.us-east-1.kms" }), "pass"],
      ["the others not read", gap("otherEndpoints"), "unknown"],
    ],
  ],
  [
    privateDnsOff,
    [
      ["off, and nothing else serves it", privateDnsIsOff, "fail cause ticket"],
      [
        "off, and another service's endpoint serves the name",
        both(
          privateDnsIsOff,
          another({ serviceName: "x", dnsEntries: entry("payments.internal.example.com.") }),
        ),
        "pass",
      ],
    ],
  ],
  [
    privateDnsUnverified,
    [
      ["a consumer that is not ours, verified", others, "unknown"],
      ["a consumer that is not ours, not verified", both(others, unverified), "fail contributing info"],
    ],
  ],
  ...([endpointFailed, endpointExpired] as const).map((check): [PathCheck, Row[]] => [
    check,
    [
      ["in the provider's list", listed(check.id.split("-")[1]!), "fail cause ticket"],
      ["another state there", listed("available"), "unknown"],
      ["the list not read", both(listed(check.id.split("-")[1]!), gap("provider.connection")), "unknown"],
    ],
  ]),
  [
    endpointRejected,
    [["in the provider's list, which says so of the connection", listed("rejected"), "unknown"]],
  ],
  [
    endpointPolicyDenies,
    [
      [
        "actions of another service alone",
        allowing(["s3:GetObject", "sqs:*"]),
        "fail cause ticket",
        /nobody do anything on com/,
      ],
      ["every action of the service", allowing("secretsmanager:*"), "pass"],
      ["some of its actions", allowing(["secretsmanager:GetSecretValue"]), "pass", /narrow/],
      ["a pattern that may hold it", allowing("s*:Get*"), "pass", /narrow/],
      ["actions of a service that nobody knows", allowing("secrets:Get"), "pass", /narrow/],
      ["all but some", allowing(undefined, { NotAction: "iam:*" }), "pass", /narrow/],
      ["a deleted endpoint", deleted, "not-applicable"],
    ],
  ],
  [
    lbFlowPressure,
    [
      ["new flows well below what targets take", busy(80_000), "pass"],
      ["new flows near it", busy(90_000), "fail advisory ticket", /90000 new flows a minute, of 110000/],
      ["not asked for", gap("provider.loadBalancerMetrics"), "unknown"],
    ],
  ],
];

describe.each(tables)("$id", (check, rows) => {
  it.each(rows)("%s", (_, change, answers, reason) => {
    const { words, reasons } = asked(check, change);
    expect(words).toBe(answers);
    if (reason) expect(reasons).toMatch(reason);
  });
});

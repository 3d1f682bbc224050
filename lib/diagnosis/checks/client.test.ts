import { describe, expect, it } from "vitest";
import type { PathCheck } from "../evidenceSchema.ts";
import { asked, type Row } from "../testing/asked.ts";
import { balancerEndpoint, both, deleted, gap, gateway, others, outside } from "../testing/changes.ts";
import { type Parts, probe } from "../testing/path.ts";
import { ids, watermark, zones } from "../testing/world.ts";
import { clientEgressBlocked } from "./client/egress.ts";
import { crossRegionLatency, probeLatencyHigh } from "./client/latency.ts";
import { probeConnectFailing } from "./client/reachability.ts";
import { resolverStale } from "./client/resolver.ts";

const [az1 = ""] = zones;
const egress = (parts: Parts, cidr: string, port = 8443) => {
  const app = parts.securityGroups.find(({ groupId }) => groupId === ids.appGroup);
  app!.ipPermissionsEgress = [
    { IpProtocol: "tcp", FromPort: port, ToPort: port, IpRanges: [{ CidrIp: cidr }] },
  ];
};
const egressToList = (parts: Parts, entries: string[] | null) => {
  egress(parts, "10.99.0.0/16");
  const app = parts.securityGroups.find(({ groupId }) => groupId === ids.appGroup);
  Object.assign(app!.ipPermissionsEgress[0]!, { IpRanges: [], PrefixListIds: [{ PrefixListId: "pl-1" }] });
  parts.prefixLists.push({ prefixListId: "pl-1", prefixListName: null, entries });
};
const refused = (dstAddress: string, minutesAgo = 10, dstPort = 8443) => ({
  ...{
    networkInterfaceId: "eni-client",
    subnetId: "subnet-0a1",
    azId: az1,
    srcAddress: "10.20.1.7",
    dstAddress,
  },
  ...{ dstPort, protocol: 6, flows: 42, firstAt: new Date("2026-11-18T12:00:00Z") },
  lastAt: new Date(watermark.getTime() - minutesAgo * 60_000),
});
const tables: [PathCheck, Row[]][] = [
  [
    clientEgressBlocked,
    [
      [
        "a Gateway Load Balancer endpoint: nobody calls it",
        balancerEndpoint,
        "not-applicable",
        /routes lead/,
      ],
      ["everything let out", () => {}, "pass"],
      ["the port let out to the very range", (p) => egress(p, "10.20.0.0/16"), "pass"],
      [
        "the endpoint's group let out",
        (p) => {
          p.securityGroups[1]!.ipPermissionsEgress = [
            { IpProtocol: "tcp", FromPort: 8443, ToPort: 8443, UserIdGroupPairs: [{ GroupId: ids.group }] },
          ];
        },
        "pass",
      ],
      [
        "another port only",
        (p) => egress(p, "0.0.0.0/0", 443),
        "fail cause page",
        /nearest|lets tcp 8443 out/,
      ],
      ["a prefix list with the endpoint let out", (p) => egressToList(p, ["10.20.0.0/16"]), "pass"],
      ["a prefix list of others let out", (p) => egressToList(p, ["192.0.2.0/24"]), "fail cause page"],
      ["a prefix list that may not be read", (p) => egressToList(p, null), "unknown"],
      [
        "a prefix list that is refused now",
        both((p) => egressToList(p, ["192.0.2.0/24"]), gap("prefixLists", "stale")),
        "unknown",
      ],
      [
        "no rule at all",
        (p) => Object.assign(p.securityGroups[1]!, { ipPermissionsEgress: [] }),
        "fail cause page",
      ],
      [
        "one subnet's groups shut",
        (p) => {
          p.clientSubnets[1]!.securityGroupIds = [ids.group];
        },
        "fail cause page [az2] | pass [az1]",
      ],
      ["a group not seen", (p) => p.securityGroups.pop(), "unknown"],
      [
        "groups of the clients not known",
        (p) => Object.assign(p.clientSubnets[0]!, { securityGroupIds: null }),
        "pass [az2] | unknown [az1]",
      ],
      ["no client known", (p) => Object.assign(p, { clientSubnets: [] }), "unknown", /no probe reports/],
      [
        "refused in the client's flow log",
        (p) => Object.assign(p, { clientRejects: [refused("10.20.1.50")] }),
        "fail cause page [az1]",
        /42 flows of 10\.20\.1\.7/,
      ],
      [
        "refused toward both zones",
        (p) => Object.assign(p, { clientRejects: [refused("10.20.1.50"), refused("10.20.2.50")] }),
        "fail cause page",
      ],
      ["refused long ago", (p) => Object.assign(p, { clientRejects: [refused("10.20.1.50", 90)] }), "pass"],
      [
        "refused toward somebody else",
        (p) => Object.assign(p, { clientRejects: [refused("10.20.9.9")] }),
        "pass",
      ],
      [
        "refused on another port",
        (p) => Object.assign(p, { clientRejects: [refused("10.20.1.50", 10, 22)] }),
        "pass",
      ],
      ["no flow logs of clients", gap("clientRejects"), "pass"],
      ["interfaces stale", gap("networkInterfaces", "stale"), "unknown", /failed since 12:00/],
      ["groups missing", gap("securityGroups"), "unknown", /is denied/],
      [
        "the port not known",
        (p) => Object.assign(p, { probes: [], gaps: { "provider.listeners": "missing" } }),
        "unknown",
      ],
      ["the consumer not ours", others, "unknown", /999999999999/],
      ["a gateway endpoint", gateway, "not-applicable"],
      ["a deleted endpoint", deleted, "not-applicable"],
    ],
  ],
  [
    probeConnectFailing,
    [
      ["all connect", () => {}, "pass [az1] | pass [az2]"],
      [
        "all fail in one zone",
        (p) => Object.assign(p.probes[0]!, { successes: 0, errors: { timeout: 15 } }),
        "fail symptom page [az1] | pass [az2]",
        /15 of 15 probes from use1-az1.*timeout/,
      ],
      [
        "two of 15 fail",
        (p) => Object.assign(p.probes[0]!, { successes: 13 }),
        "fail symptom ticket [az1] | pass [az2]",
      ],
      [
        "one of 15 fails",
        (p) => Object.assign(p.probes[0]!, { successes: 14 }),
        "fail symptom info [az1] | pass [az2]",
      ],
      [
        "one of 3000 fails",
        (p) => Object.assign(p.probes[0]!, { results: 3000, successes: 2999 }),
        "pass [az1] | pass [az2]",
      ],
      [
        "all connect and answer 503",
        (p) => Object.assign(p.probes[0]!, { kind: "http", successes: 0, errors: { "http-status": 15 } }),
        "pass [az1] | pass [az2]",
      ],
      [
        "as many as the objective asks for",
        (p) => [
          Object.assign(p.probes[0]!, { successes: 12 }),
          Object.assign(p.objectives, { connectSuccess: 0.8 }),
        ],
        "pass [az1] | pass [az2]",
      ],
      [
        "a softer objective",
        (p) => [
          Object.assign(p.probes[0]!, { successes: 12 }),
          Object.assign(p.objectives, { connectSuccess: 0.75 }),
        ],
        "pass [az1] | pass [az2]",
      ],
      [
        "a place without a zone",
        (p) => Object.assign(p, { probes: [probe(null, null, { successes: 0 })] }),
        "fail symptom page",
      ],
      [
        "names resolved only",
        (p) => Object.assign(p, { probes: [probe(az1, null, { kind: "dns" })] }),
        "unknown",
      ],
      [
        "results that stopped",
        (p) => p.probes.map((one) => Object.assign(one, { stale: true })),
        "unknown",
        /stopped/,
      ],
      ["nobody probes", (p) => Object.assign(p, { probes: [] }), "unknown", /Nobody probes/],
      ["probes missing", gap("probes"), "unknown"],
    ],
  ],
  [
    probeLatencyHigh,
    [
      ["12 ms", () => {}, "pass"],
      [
        "80 ms in one zone",
        (p) => Object.assign(p.probes[1]!, { totalSecondsP95: 0.08 }),
        "fail symptom ticket [az2]",
        /80 ms/,
      ],
      [
        "80 ms everywhere",
        (p) => p.probes.map((one) => Object.assign(one, { totalSecondsP95: 0.08 })),
        "fail symptom ticket",
      ],
      ["the objective itself", (p) => Object.assign(p.probes[1]!, { totalSecondsP95: 0.05 }), "pass"],
      ["too few results", (p) => p.probes.map((one) => Object.assign(one, { successes: 9 })), "unknown"],
      [
        "nothing timed",
        (p) => p.probes.map((one) => Object.assign(one, { totalSecondsP95: null })),
        "unknown",
      ],
      ["nobody probes", (p) => Object.assign(p, { probes: [] }), "unknown"],
      [
        "a service in another region",
        (p) => Object.assign(p.endpoint, { serviceRegion: "eu-west-1" }),
        "not-applicable",
      ],
    ],
  ],
  [
    crossRegionLatency,
    [
      ["probes at home only", () => {}, "not-applicable"],
      [
        "15 ms more",
        (p) => p.probes.push(probe(null, null, { locationRegion: "us-east-2", totalSecondsP95: 0.027 })),
        "pass",
      ],
      [
        "70 ms more",
        (p) => p.probes.push(probe(null, null, { locationRegion: "eu-west-1", totalSecondsP95: 0.082 })),
        "fail symptom ticket",
        /70 ms more than in us-east-1/,
      ],
      [
        "nobody at home to compare with",
        (p) => Object.assign(p, { probes: [probe(null, null, { locationRegion: "eu-west-1" })] }),
        "unknown",
      ],
      [
        "probes of another kind",
        (p) => p.probes.push(probe(null, null, { kind: "http", locationRegion: "eu-west-1" })),
        "unknown",
      ],
      ["probes missing", gap("probes", "stale"), "unknown"],
    ],
  ],
  [
    resolverStale,
    [
      ["answers that agree", () => {}, "pass"],
      [
        "one behind",
        (p) => Object.assign(p.probes[0]!, outside()),
        "fail cause ticket [az1]",
        /agent in use1-az1 still resolves payments\.internal\.example\.com/,
      ],
      [
        "all outside: not the resolver",
        (p) => p.probes.map((one) => Object.assign(one, outside())),
        "unknown",
      ],
      [
        "outside for another name",
        (p) => Object.assign(p.probes[0]!, outside({ target: "other.example.com:8443" })),
        "unknown",
      ],
      [
        "one in another VPC",
        (p) => p.probes.push(probe(null, null, outside({ locationVpcId: "vpc-other" }))),
        "pass",
      ],
      [
        "answers not told",
        (p) => p.probes.map((one) => Object.assign(one, { answersInside: 0, last: null })),
        "unknown",
      ],
      ["nobody probes", (p) => Object.assign(p, { probes: [] }), "unknown"],
      ["private DNS off", (p) => Object.assign(p.endpoint, { privateDnsEnabled: false }), "not-applicable"],
      [
        "an endpoint that waits",
        (p) => Object.assign(p.endpoint, { state: "pendingAcceptance" }),
        "not-applicable",
      ],
      ["a gateway endpoint", gateway, "not-applicable"],
    ],
  ],
];

describe.each(tables)("$id", (check, rows) => {
  it.each(rows)("%s", (_, change, answers, reason) => {
    const found = asked(check, change);
    expect(found.words).toBe(answers);
    if (reason) expect(found.reasons).toMatch(reason);
  });
});

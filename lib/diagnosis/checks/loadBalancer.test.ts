import { describe, expect, it } from "vitest";
import type { PathCheck } from "../evidenceSchema.ts";
import { asked, type Row } from "../testing/asked.ts";
import {
  anothersService,
  awsService,
  balancerEndpoint,
  both,
  deleted,
  farAway,
  gap,
  gateway,
  guarded,
  others,
  secondBalancer,
  silent,
  targetsIn,
  withoutTargetsIn,
  zonal,
} from "../testing/changes.ts";
import { type Parts, probe } from "../testing/path.ts";
import { balancerPoint } from "../testing/provider.ts";
import { ids, now, zones } from "../testing/world.ts";
import { albTargetChain } from "./loadBalancer/chain.ts";
import { crossZoneOff } from "./loadBalancer/crossZone.ts";
import { lbInternetFacing } from "./loadBalancer/exposure.ts";
import { lbFlowPressure } from "./loadBalancer/flowPressure.ts";
import { lbSgBlocksPort } from "./loadBalancer/groups.ts";
import { lbResetsIdleTimeout } from "./loadBalancer/idleResets.ts";
import { lbNoListener } from "./loadBalancer/listeners.ts";
import { azNotServed } from "./loadBalancer/notServed.ts";
import { lbReplaced } from "./loadBalancer/replaced.ts";
import { singleAzEndpoint } from "./loadBalancer/singleZone.ts";

const [az1 = "", az2 = ""] = zones;
const balancer = (more: object) => (p: Parts) => Object.assign(p.provider.loadBalancers[0]!, more);
const group = (more: object) => (p: Parts) => Object.assign(p.provider.targetGroups[0]!, more);
const service = (more: object) => (p: Parts) => Object.assign(p.provider.service!, more);
const listener = (more: object) => (p: Parts) => Object.assign(p.provider.listeners[0]!, more);
const endpoint = (more: object) => (p: Parts) => Object.assign(p.endpoint, more);
const noListener = (p: Parts) => Object.assign(p.provider, { listeners: [] });
const unsized = (p: Parts) => Object.assign(p.provider, { targetGroups: [] });
const goneBalancer = (at: string) => balancer({ goneAt: new Date(at) });
const probesFail = (p: Parts) =>
  p.probes.map((one) => Object.assign(one, { successes: 0, errors: { timeout: 15 } }));
const points = (more: Parameters<typeof balancerPoint>[1]) => (p: Parts) =>
  Object.assign(p.provider.loadBalancerMetrics[0]!, {
    recent: Array.from({ length: 12 }, (_, i) => balancerPoint(i, more)),
  });
const baseline = (more: object | null) => (p: Parts) => {
  const metrics = p.provider.loadBalancerMetrics[0]!;
  metrics.baseline = more === null ? null : Object.assign(metrics.baseline!, more);
};
const repointed =
  (daysAgo: number, before: string[], after: string[], more: object = {}) =>
  (p: Parts) =>
    p.changes.push({
      ...{ accountId: "111111111111", region: ids.region, resourceType: "vpc-endpoint-service" },
      observedAt: new Date(now.getTime() - daysAgo * 86_400_000),
      ...{ resourceId: ids.service, change: "modified", field: "networkLoadBalancerArns" },
      ...{ before, after, actor: null },
      ...more,
    });

/** The load balancer's only rule is for a prefix list with these entries. */
const onList = (entries: string[] | null) =>
  both(
    guarded({
      ...{ IpProtocol: "tcp", FromPort: 8443, ToPort: 8443 },
      PrefixListIds: [{ PrefixListId: "pl-1" }],
    }),
    (p) => p.provider.prefixLists.push({ prefixListId: "pl-1", prefixListName: null, entries }),
  );

/** Rows that hold for every check of the provider's load balancers. */
const everyBalancer: Row[] = [
  ["a service that cannot be seen", gap("provider.service"), "unknown", /collector is denied/],
  ["a service that is gone", (p) => Object.assign(p.provider, { service: null }), "unknown"],
  ["another organization's service", anothersService, "unknown", /is not collected/],
  ["AWS's own service", awsService, "unknown", /AWS runs/],
  ["a gateway", gateway, "not-applicable"],
  ["a resource endpoint", endpoint({ vpcEndpointType: "Resource" }), "not-applicable"],
  ["an endpoint that is gone", deleted, "not-applicable"],
];

const tables: [PathCheck, Row[]][] = [
  [
    azNotServed,
    [
      ["the same zones", () => {}, "pass"],
      ["a service in more zones", service({ azIds: [...zones, "use1-az6"] }), "pass"],
      [
        "a zone that the service is not in",
        service({ azIds: [az1] }),
        "fail cause ticket [az2] | pass [az1]",
        /use1-az2, where the service is not; it is in use1-az1/,
      ],
      ["no zone in common", service({ azIds: ["use1-az5", "use1-az6"] }), "fail cause page"],
      [
        "AWS's own service in fewer zones",
        both(awsService, (p) => Object.assign(p.availableService!, { azIds: [az2] })),
        "fail cause ticket [az1] | pass [az2]",
      ],
      ["another organization's service, offered in all zones", anothersService, "pass"],
      [
        "another organization's, not offered",
        both(anothersService, (p) => Object.assign(p, { availableService: null })),
        "unknown",
        /not offered/,
      ],
      ["what the consumer is offered where the provider's side fails", gap("provider.service"), "pass"],
      ["neither seen", both(gap("provider.service"), gap("availableService")), "unknown"],
      [
        "a service whose zones are not told",
        both(service({ azIds: [] }), (p) => Object.assign(p.availableService!, { azIds: [] })),
        "unknown",
      ],
      ["an endpoint whose zones are not told", endpoint({ azIds: [] }), "unknown"],
      ["a service in another region", farAway, "not-applicable", /in us-east-1/],
      [
        "AWS's service in another region",
        both(awsService, endpoint({ serviceRegion: "eu-west-1" })),
        "not-applicable",
      ],
      [
        "a Gateway Load Balancer endpoint elsewhere",
        both(balancerEndpoint, endpoint({ azIds: ["use1-az6"], subnetIds: ["subnet-0a1"] })),
        "fail cause page",
      ],
      ["a foreign consumer", others, "unknown"],
      ["an endpoint not seen", gap("endpoint"), "unknown"],
      ["a gateway", gateway, "not-applicable"],
      ["an endpoint that is gone", deleted, "not-applicable"],
    ],
  ],
  [
    crossZoneOff,
    [
      ["on", () => {}, "pass"],
      ["on, a zone without targets", withoutTargetsIn(az2), "pass"],
      ["off, targets in each zone", zonal, "pass"],
      [
        "off, a zone without targets",
        both(zonal, withoutTargetsIn(az2)),
        "fail cause ticket [az2] | pass [az1]",
        /no target is registered in use1-az2/,
      ],
      [
        "off, all used zones without targets",
        both(zonal, endpoint({ azIds: [az2], subnetIds: ["subnet-0a2"] }), withoutTargetsIn(az2)),
        "fail cause page",
      ],
      [
        "off, a zone that the endpoint does not use without targets",
        both(zonal, endpoint({ azIds: [az1] }), withoutTargetsIn(az2)),
        "pass",
      ],
      [
        "off, a zone of sick targets",
        both(zonal, targetsIn(az2, "unhealthy", "Target.Timeout")),
        "fail contributing info [az2] | pass [az1]",
        /turned on, healthy targets/,
      ],
      ["off, all targets sick: nothing to restore", both(zonal, targetsIn(null, "unhealthy")), "pass"],
      [
        "off, no target at all",
        both(zonal, (p) => Object.assign(p.provider, { targetHealth: [] })),
        "not-applicable",
      ],
      [
        "off, but the target group says on",
        both(
          zonal,
          withoutTargetsIn(az2),
          group({ attributes: { "load_balancing.cross_zone.enabled": "true" } }),
        ),
        "pass",
      ],
      [
        "on, but the target group says off",
        both(withoutTargetsIn(az2), group({ attributes: { "load_balancing.cross_zone.enabled": "false" } })),
        "fail cause ticket [az2] | pass [az1]",
      ],
      [
        "the group follows the load balancer",
        both(
          zonal,
          withoutTargetsIn(az2),
          group({ attributes: { "load_balancing.cross_zone.enabled": "use_load_balancer_configuration" } }),
        ),
        "fail cause ticket [az2] | pass [az1]",
      ],
      [
        "a setting that is not told, a zone without targets",
        both(balancer({ crossZoneEnabled: null }), withoutTargetsIn(az2)),
        "pass [az1] | unknown [az2]",
      ],
      ["a setting that is not told, targets everywhere", balancer({ crossZoneEnabled: null }), "pass"],
      [
        "off, a target that AWS reaches from all zones",
        both(zonal, withoutTargetsIn(az2), (p) =>
          Object.assign(p.provider.targetHealth[0]!, { azId: null, availabilityZone: "all" }),
        ),
        "pass",
      ],
      [
        "off, zones told by the subnets",
        both(zonal, (p) => p.provider.targetHealth.map((one) => Object.assign(one, { azId: null }))),
        "pass",
      ],
      [
        "off, targets of an unknown zone",
        both(zonal, withoutTargetsIn(az2), (p) =>
          Object.assign(p.provider.targetHealth[0]!, { azId: null, targetId: "i-0abc" }),
        ),
        "unknown",
      ],
      [
        "off, a far endpoint: which zone leads where is not told",
        both(farAway, zonal, withoutTargetsIn(az2)),
        "fail contributing ticket | pass",
      ],
      [
        "off, a foreign consumer",
        both(others, zonal, withoutTargetsIn(az2)),
        "fail cause ticket [az2] | pass [az1]",
      ],
      [
        "one of two load balancers serves the zone",
        both(zonal, secondBalancer, withoutTargetsIn(az2), (p) =>
          p.provider.targetHealth.push({ ...p.provider.targetHealth[1]!, azId: az2 }),
        ),
        "pass",
      ],
      ["health that cannot be seen", gap("provider.targetHealth"), "unknown"],
      ["no target group seen", unsized, "unknown"],
      ...everyBalancer,
    ],
  ],
  [
    lbReplaced,
    [
      ["there", () => {}, "pass"],
      ["gone", goneBalancer("2026-11-18T12:00:00Z"), "fail cause page", /points at payments, which is gone/],
      ["never seen", (p) => Object.assign(p.provider, { loadBalancers: [] }), "fail cause page"],
      [
        "one of two gone, the other in all zones",
        both(secondBalancer, goneBalancer("2026-11-18T12:00:00Z")),
        "fail advisory ticket",
      ],
      [
        "one of two gone, the other in one zone",
        both(secondBalancer, goneBalancer("2026-11-18T12:00:00Z"), (p) =>
          Object.assign(p.provider.loadBalancers[1]!, { azIds: [az1] }),
        ),
        "fail cause ticket [az2]",
      ],
      [
        "another today",
        repointed(0.5, ["old"], [ids.loadBalancer]),
        "fail advisory ticket",
        /another load balancer on 2026-11-18/,
      ],
      ["another this week", repointed(3, ["old"], [ids.loadBalancer]), "fail advisory info"],
      ["another long ago", repointed(9, ["old"], [ids.loadBalancer]), "pass"],
      ["a second one beside", repointed(0.5, [ids.loadBalancer], [ids.loadBalancer, "more"]), "pass"],
      [
        "another service's",
        repointed(0.5, ["old"], [ids.loadBalancer], { resourceId: "vpce-svc-0other" }),
        "pass",
      ],
      ["another change", repointed(0.5, ["old"], ["new"], { field: "tags" }), "pass"],
      ["changes that cannot be seen", gap("changes"), "pass", /whether it is new is not known/],
      ["a service that points at nothing", service({ networkLoadBalancerArns: [] }), "unknown"],
      ["load balancers that cannot be seen", gap("provider.loadBalancers"), "unknown"],
      ...everyBalancer,
    ],
  ],
  [
    lbNoListener,
    [
      ["listening", () => {}, "pass"],
      ["no listener", noListener, "fail cause page", /payments behind vpce-svc-0b1 has no listener/],
      [
        "one of two without",
        both(secondBalancer, (p) => p.provider.listeners.pop()),
        "fail contributing ticket",
      ],
      [
        "one of two without, alone in its zone",
        both(secondBalancer, (p) => [
          p.provider.listeners.pop(),
          Object.assign(p.provider.loadBalancers[0]!, { azIds: [az1] }),
        ]),
        "fail cause ticket [az2]",
      ],
      [
        "another port than probes call in vain",
        both(listener({ port: 9443 }), probesFail, silent),
        "fail cause page",
        /tcp 8443, which clients call.*9443/,
      ],
      [
        "another port than probes call in vain, while others get through",
        both(listener({ port: 9443 }), probesFail),
        "fail advisory ticket",
      ],
      ["another port than probes call, and they get through", listener({ port: 9443 }), "pass"],
      [
        "another port, and nobody probes",
        both(listener({ port: 9443 }), (p) => Object.assign(p, { probes: [] })),
        "pass",
      ],
      ["the right port, and probes fail", probesFail, "pass"],
      [
        "some probes on another port fail",
        (p) => p.probes.push(probe(null, null, { target: "x:9", successes: 0, errors: { timeout: 15 } })),
        "pass",
      ],
      ["a listener on all ports", both(listener({ port: null, protocol: "GENEVE" }), probesFail), "pass"],
      [
        "a load balancer that is gone, which another check tells",
        both(noListener, goneBalancer("2026-11-18T12:00:00Z")),
        "not-applicable",
      ],
      ["listeners that cannot be seen", gap("provider.listeners"), "unknown"],
      ...everyBalancer,
    ],
  ],
  [
    lbSgBlocksPort,
    [
      ["no groups", () => {}, "not-applicable"],
      ["a group without a rule", guarded(), "fail cause page", /payments let nobody in on tcp 8443/],
      [
        "a rule for another port",
        guarded({ IpProtocol: "tcp", FromPort: 443, ToPort: 443, IpRanges: [{ CidrIp: "0.0.0.0/0" }] }),
        "fail cause page",
      ],
      [
        "a rule for the port, whomever it is for",
        guarded({ IpProtocol: "tcp", FromPort: 8000, ToPort: 9000, IpRanges: [{ CidrIp: "10.9.9.9/32" }] }),
        "pass",
      ],
      [
        "a rule for everything",
        guarded({ IpProtocol: "-1", UserIdGroupPairs: [{ GroupId: "sg-x" }] }),
        "pass",
      ],
      ["a rule for a prefix list", onList(["192.0.2.0/24"]), "pass"],
      ["a rule for a prefix list that is empty", onList([]), "fail cause page", /payments let nobody in/],
      [
        "a rule for an empty prefix list, and one for clients",
        both(onList([]), (p) =>
          p.provider.securityGroups[0]!.ipPermissions.push({
            ...{ IpProtocol: "tcp", FromPort: 8443, ToPort: 8443 },
            IpRanges: [{ CidrIp: "10.9.9.9/32" }],
          }),
        ),
        "pass",
      ],
      ["a rule for a prefix list that may not be read", onList(null), "unknown", /may not be read/],
      [
        "a rule for a prefix list that was not found",
        both(onList(null), (p) => (p.provider.prefixLists = [])),
        "unknown",
        /tcp 8443 could not be resolved: a rule names a prefix list that was not found/,
      ],
      [
        "a rule for a prefix list that was not read of late",
        both(onList(["192.0.2.0/24"]), gap("provider.prefixLists", "stale")),
        "unknown",
        /the prefix-lists collector has failed since/,
      ],
      ["prefix lists that no rule names", both(guarded(), gap("provider.prefixLists")), "fail cause page"],
      [
        "groups that do not hold for PrivateLink",
        both(guarded(), balancer({ enforceSecurityGroupInboundRulesOnPrivateLinkTraffic: "off" })),
        "not-applicable",
      ],
      [
        "whether they hold is not told",
        both(guarded(), balancer({ enforceSecurityGroupInboundRulesOnPrivateLinkTraffic: null })),
        "unknown",
      ],
      [
        "a group that has not been seen",
        both(guarded(), (p) => Object.assign(p.provider, { securityGroups: [] })),
        "unknown",
      ],
      ["one of two load balancers shut", both(secondBalancer, guarded()), "fail contributing ticket"],
      ["no listener, which another check tells", both(guarded(), noListener), "pass"],
      ["groups that cannot be seen", both(guarded(), gap("provider.securityGroups")), "unknown"],
      ["listeners that cannot be seen", both(guarded(), gap("provider.listeners")), "unknown"],
      ["load balancers that cannot be seen", gap("provider.loadBalancers"), "unknown"],
      ...everyBalancer,
    ],
  ],
  [
    lbInternetFacing,
    [
      ["internal", () => {}, "pass"],
      ["internet-facing", balancer({ scheme: "internet-facing" }), "fail advisory ticket"],
      ["not told", balancer({ scheme: null }), "unknown"],
      [
        "a Gateway Load Balancer",
        both(
          service({ networkLoadBalancerArns: [], gatewayLoadBalancerArns: [ids.loadBalancer] }),
          balancer({ type: "gateway", scheme: null }),
        ),
        "not-applicable",
      ],
      ["load balancers that cannot be seen", gap("provider.loadBalancers"), "unknown"],
      ...everyBalancer,
    ],
  ],
  [
    lbFlowPressure,
    [
      ["none", () => {}, "pass"],
      ["no traffic at all", (p) => Object.assign(p.provider.loadBalancerMetrics[0]!, { recent: [] }), "pass"],
      [
        "a few refused",
        points({ rejectedFlowCount: 0, portAllocationErrorCount: 0.5 }),
        "fail contributing ticket",
        /refused 6 flows beside 1,200/,
      ],
      ["many refused", points({ rejectedFlowCount: 40 }), "fail cause page"],
      [
        "many refused, with no target to send them to",
        both(points({ rejectedFlowCount: 40 }), targetsIn(null, "unhealthy")),
        "fail contributing ticket",
      ],
      [
        "refused, flows not asked for",
        points({ rejectedFlowCount: 40, newFlowCount: null }),
        "fail contributing ticket",
      ],
      [
        "near what two targets hold",
        points({ activeFlowCountMax: 90_000 }),
        "fail advisory ticket",
        /90000 flows at once, of 110000/,
      ],
      [
        "as many, spread over zones",
        (p) =>
          Object.assign(p.provider.loadBalancerMetrics[0]!, {
            recent: zones.map((azId) => balancerPoint(0, { azId, activeFlowCountMax: 45_000 })),
          }),
        "fail advisory ticket",
      ],
      [
        "as many, with targets not seen",
        both(points({ activeFlowCountMax: 90_000 }), gap("provider.targetHealth")),
        "pass",
      ],
      ["refusals not asked for", points({ rejectedFlowCount: null }), "unknown"],
      [
        "nothing asked for",
        points({ rejectedFlowCount: null, portAllocationErrorCount: null, activeFlowCountMax: null }),
        "unknown",
      ],
      ["not collected", (p) => Object.assign(p.provider, { loadBalancerMetrics: [] }), "unknown"],
      ["metrics that cannot be seen", gap("provider.loadBalancerMetrics"), "unknown"],
      ...everyBalancer,
    ],
  ],
  [
    lbResetsIdleTimeout,
    [
      ["none", () => {}, "pass"],
      ["no traffic at all", (p) => Object.assign(p.provider.loadBalancerMetrics[0]!, { recent: [] }), "pass"],
      ["a handful", points({ tcpTargetResetCount: 1 }), "pass", /too few/],
      [
        "ten times as many, targets healthy",
        points({ tcpTargetResetCount: 5 }),
        "fail contributing ticket",
        /25\.0 times as many/,
      ],
      ["cut by the load balancer itself", points({ tcpElbResetCount: 5 }), "fail contributing ticket"],
      [
        "as many, with a sick target",
        both(points({ tcpTargetResetCount: 5 }), targetsIn(az1, "unhealthy")),
        "pass",
        /tells of them/,
      ],
      [
        "as many as usual",
        both(points({ tcpTargetResetCount: 5 }), baseline({ tcpTargetResetCount: 20_000 })),
        "pass",
        /as usual/,
      ],
      [
        "where there were none",
        both(points({ tcpTargetResetCount: 5 }), baseline({ tcpTargetResetCount: 0, tcpElbResetCount: 0 })),
        "fail contributing ticket",
        /where there were none/,
      ],
      ["usual not known", both(points({ tcpTargetResetCount: 5 }), baseline(null)), "unknown"],
      [
        "usual not counted",
        both(points({ tcpTargetResetCount: 5 }), baseline({ tcpTargetResetCount: null })),
        "unknown",
      ],
      ["resets not asked for", points({ tcpTargetResetCount: null, tcpElbResetCount: null }), "unknown"],
      ["health that cannot be seen", gap("provider.targetHealth"), "unknown"],
      ["metrics that cannot be seen", gap("provider.loadBalancerMetrics"), "unknown"],
      ...everyBalancer,
    ],
  ],
  [
    albTargetChain,
    [
      ["no load balancer as target", () => {}, "not-applicable"],
      [
        "checked on its traffic port",
        group({ targetType: "alb", port: 80, healthCheckProtocol: "HTTP" }),
        "pass",
      ],
      [
        "checked on that port by number",
        group({ targetType: "alb", port: 8080, healthCheckPort: "8080", healthCheckProtocol: "HTTP" }),
        "pass",
      ],
      [
        "checked on another port",
        group({ targetType: "alb", port: 443, healthCheckPort: "80", healthCheckProtocol: "HTTP" }),
        "fail advisory ticket",
        /port 443 .* checks port 80/,
      ],
      [
        "HTTP asked of an HTTPS port",
        group({ targetType: "alb", port: 443, healthCheckProtocol: "HTTP" }),
        "fail advisory ticket",
      ],
      ["a check that is not told", group({ targetType: "alb", healthCheckProtocol: null }), "unknown"],
      ["target groups that cannot be seen", gap("provider.targetGroups"), "unknown"],
      ["no target group seen", unsized, "unknown"],
      ...everyBalancer,
    ],
  ],
  [
    singleAzEndpoint,
    [
      ["two zones", () => {}, "pass"],
      ["one in production", endpoint({ azIds: [az1], subnetIds: ["subnet-0a1"] }), "fail advisory ticket"],
      [
        "one in prd",
        endpoint({ azIds: [az1], subnetIds: ["subnet-0a1"], environment: "PRD" }),
        "fail advisory ticket",
      ],
      [
        "one in staging",
        endpoint({ azIds: [az1], subnetIds: ["subnet-0a1"], environment: "staging" }),
        "not-applicable",
      ],
      [
        "one in preproduction",
        endpoint({ azIds: [az1], subnetIds: ["subnet-0a1"], environment: "preproduction" }),
        "not-applicable",
      ],
      [
        "one, and nothing says where",
        endpoint({ azIds: [az1], subnetIds: ["subnet-0a1"], environment: null }),
        "unknown",
      ],
      ["a subnet whose zone is not known", endpoint({ azIds: [az1] }), "unknown"],
      [
        "one of AWS's own services",
        both(awsService, endpoint({ azIds: [az1], subnetIds: ["subnet-0a1"] })),
        "fail advisory ticket",
      ],
      [
        "a Gateway Load Balancer endpoint",
        both(balancerEndpoint, endpoint({ azIds: [az1], subnetIds: ["subnet-0a1"] })),
        "not-applicable",
      ],
      ["a gateway", gateway, "not-applicable"],
      ["an endpoint not seen", gap("endpoint"), "unknown"],
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

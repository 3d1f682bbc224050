import { describe, expect, it } from "vitest";
import type { PathCheck } from "../evidenceSchema.ts";
import type { ProbeFacts } from "../factsSchema.ts";
import { asked, type Row } from "../testing/asked.ts";
import {
  anothersService,
  awsService,
  both,
  deleted,
  farAway,
  gap,
  gateway,
  others,
  secondBalancer,
  targetsIn,
  withoutTargetsIn,
  zonal,
} from "../testing/changes.ts";
import { type Parts, probe } from "../testing/path.ts";
import { ids, zones } from "../testing/world.ts";
import { sourceIpNotPreserved } from "./targets/clientAddresses.ts";
import { targetsEmpty } from "./targets/empty.ts";
import { errorRateHigh } from "./targets/errors.ts";
import { targetsUnhealthy } from "./targets/health.ts";
import { healthCheckPortMismatch } from "./targets/healthCheck.ts";

const [az1 = "", az2 = ""] = zones;
const group = (more: object) => (p: Parts) => Object.assign(p.provider.targetGroups[0]!, more);
const endpoint = (more: object) => (p: Parts) => Object.assign(p.endpoint, more);
const noTargets = (p: Parts) => Object.assign(p.provider, { targetHealth: [] });
const noGroups = (p: Parts) => Object.assign(p.provider, { targetGroups: [] });
/** A second listener with a target group of its own, in front of nothing yet. */
const secondPort = (port: number) => (p: Parts) => {
  const arn = `${ids.targetGroup}9`;
  p.provider.listeners.push({
    ...p.provider.listeners[0]!,
    listenerArn: `${ids.listener}9`,
    port,
    targetGroupArns: [arn],
  });
  p.provider.targetGroups.push({
    ...p.provider.targetGroups[0]!,
    targetGroupArn: arn,
    targetGroupName: "second",
  });
};
const asking =
  (more: Partial<ProbeFacts> = {}) =>
  (p: Parts) =>
    Object.assign(p, {
      probes: zones.map((azId, i) =>
        probe(azId, ids.subnets[i] ?? "", {
          kind: "http",
          target: "https://payments.internal.example.com:8443/",
          ...more,
        }),
      ),
    });
const tagged = (tags: Record<string, string>, proxy?: string) =>
  both(group({ attributes: proxy === undefined ? {} : { "proxy_protocol_v2.enabled": proxy } }), (p) =>
    Object.assign(p.provider.service!, { tags }),
  );

/** Rows that hold for every check of the provider's targets. */
const everyTarget: Row[] = [
  ["a service that cannot be seen", gap("provider.service"), "unknown", /collector is denied/],
  ["another organization's service", anothersService, "unknown", /is not collected/],
  ["AWS's own service", awsService, "unknown", /AWS runs/],
  ["a gateway", gateway, "not-applicable"],
  ["an endpoint that is gone", deleted, "not-applicable"],
];

const tables: [PathCheck, Row[]][] = [
  [
    targetsUnhealthy,
    [
      ["all healthy", () => {}, "pass"],
      ["health checks off", targetsIn(null, "unavailable", "Target.HealthCheckDisabled"), "pass"],
      ["a zone sick, reached across zones", targetsIn(az2, "unhealthy", "Target.Timeout"), "pass"],
      [
        "a zone sick, kept apart",
        both(zonal, targetsIn(az2, "unhealthy", "Target.Timeout")),
        "fail cause ticket [az2] | pass [az1]",
        /in use1-az2: 1 registered, Target.Timeout/,
      ],
      [
        "all sick",
        targetsIn(null, "unhealthy", "Target.FailedHealthChecks"),
        "fail cause page",
        /No target for tcp 8443 is healthy: 2 registered, Target.FailedHealthChecks/,
      ],
      ["all sick, kept apart", both(zonal, targetsIn(null, "unhealthy")), "fail cause page"],
      ["all draining", targetsIn(null, "draining", "Target.DeregistrationInProgress"), "fail cause page"],
      ["all unused", targetsIn(null, "unused", "Target.NotInUse"), "fail cause page"],
      [
        "all starting",
        targetsIn(null, "initial", "Elb.RegistrationInProgress"),
        "fail cause info",
        /still starting/,
      ],
      [
        "one sick of two in a zone",
        both(zonal, (p) =>
          p.provider.targetHealth.push({
            ...p.provider.targetHealth[0]!,
            targetId: "10.40.0.21",
            state: "unhealthy",
          }),
        ),
        "pass",
      ],
      [
        "a zone that the endpoint does not use",
        both(zonal, endpoint({ azIds: [az1] }), targetsIn(az2, "unhealthy")),
        "pass",
      ],
      [
        "the only zone that it uses",
        both(zonal, endpoint({ azIds: [az2] }), targetsIn(az2, "unhealthy")),
        "fail cause page",
      ],
      [
        "a zone without targets, which another check tells",
        both(zonal, withoutTargetsIn(az2)),
        "not-applicable [az2] | pass [az1]",
      ],
      ["no target at all, which another check tells", noTargets, "not-applicable"],
      ["a state that is not told", targetsIn(null, null), "unknown"],
      [
        "a zone of which the state is not told",
        both(zonal, targetsIn(az2, "unavailable", "Elb.InternalError")),
        "pass [az1] | unknown [az2]",
      ],
      [
        "sick in a zone, one target's zone unknown",
        both(zonal, targetsIn(az2, "unhealthy"), (p) =>
          Object.assign(p.provider.targetHealth[0]!, { azId: null, targetId: "i-0abc" }),
        ),
        "unknown",
      ],
      [
        "names of zones are never compared",
        both(zonal, targetsIn(az2, "unhealthy"), (p) =>
          p.provider.targetHealth.map((one, i) =>
            Object.assign(one, { availabilityZone: ["us-east-1b", "us-east-1a"][i] }),
          ),
        ),
        "fail cause ticket [az2] | pass [az1]",
      ],
      [
        "a far endpoint, a zone sick",
        both(farAway, zonal, targetsIn(az2, "unhealthy")),
        "fail contributing ticket | pass",
      ],
      ["a far endpoint, all sick", both(farAway, targetsIn(null, "unhealthy")), "fail cause page"],
      ["a foreign consumer, all sick", both(others, targetsIn(null, "unhealthy")), "fail cause page"],
      [
        "another load balancer serves",
        both(secondBalancer, (p) =>
          p.provider.targetHealth.map(
            (one) => one.targetGroupArn === ids.targetGroup && Object.assign(one, { state: "unhealthy" }),
          ),
        ),
        "pass",
      ],
      [
        "a listener's other group serves",
        both(
          (p) => p.provider.listeners[0]!.targetGroupArns.push("arn:blue"),
          (p) => p.provider.targetGroups.push({ ...p.provider.targetGroups[0]!, targetGroupArn: "arn:blue" }),
          (p) => p.provider.targetHealth.push({ ...p.provider.targetHealth[0]!, targetGroupArn: "arn:blue" }),
          (p) =>
            p.provider.targetHealth.map(
              (one) => one.targetGroupArn !== "arn:blue" && Object.assign(one, { state: "unhealthy" }),
            ),
        ),
        "pass",
      ],
      [
        "a listener's other group has not been seen",
        both((p) => p.provider.listeners[0]!.targetGroupArns.push("arn:blue"), targetsIn(null, "unhealthy")),
        "unknown",
      ],
      [
        "another port than clients call",
        both(secondPort(9000), (p) =>
          p.provider.targetHealth.push({
            ...p.provider.targetHealth[0]!,
            targetGroupArn: `${ids.targetGroup}9`,
            state: "unhealthy",
          }),
        ),
        "fail advisory info | pass",
      ],
      [
        "one of two ports, and nobody says which is called",
        both(
          secondPort(9000),
          (p) => Object.assign(p, { probes: [] }),
          (p) =>
            p.provider.targetHealth.push({
              ...p.provider.targetHealth[0]!,
              targetGroupArn: `${ids.targetGroup}9`,
              state: "unhealthy",
            }),
        ),
        "fail cause ticket",
        /tcp 9000/,
      ],
      ["no load balancer in the endpoint's zone", endpoint({ azIds: ["use1-az6"] }), "unknown"],
      ["no target group seen", noGroups, "unknown"],
      ["health that cannot be seen", gap("provider.targetHealth"), "unknown"],
      ["listeners seen too long ago", gap("provider.listeners", "stale"), "unknown"],
      ...everyTarget,
    ],
  ],
  [
    targetsEmpty,
    [
      ["registered", () => {}, "pass"],
      [
        "none registered",
        noTargets,
        "fail cause page",
        /payments has no registered target: nobody answers on tcp 8443/,
      ],
      ["none of a zone: others have some", both(zonal, withoutTargetsIn(az2)), "pass"],
      [
        "a second listener's group",
        secondPort(9000),
        "fail advisory ticket",
        /second has no registered target; calls are served/,
      ],
      [
        "a second listener's group, and nobody says which port is called",
        both(secondPort(9000), (p) => Object.assign(p, { probes: [] })),
        "fail cause ticket",
      ],
      [
        "one of a listener's two groups",
        (p) => [
          p.provider.listeners[0]!.targetGroupArns.push("arn:blue"),
          p.provider.targetGroups.push({
            ...p.provider.targetGroups[0]!,
            targetGroupArn: "arn:blue",
            targetGroupName: "blue",
          }),
        ],
        "fail advisory info",
      ],
      ["a foreign consumer", both(others, noTargets), "fail cause page"],
      ["no target group seen", noGroups, "unknown"],
      ["health that cannot be seen", gap("provider.targetHealth"), "unknown"],
      ...everyTarget,
    ],
  ],
  [
    healthCheckPortMismatch,
    [
      ["the traffic port", () => {}, "pass"],
      ["that port by number", group({ healthCheckPort: "8443" }), "pass"],
      ["HTTP on the traffic port of a TCP group", group({ healthCheckProtocol: "HTTP" }), "pass"],
      ["TCP for UDP", group({ protocol: "UDP", healthCheckProtocol: "TCP" }), "pass"],
      ["another port, targets healthy", group({ healthCheckPort: "9999" }), "fail advisory info"],
      [
        "another port, targets sick",
        both(group({ healthCheckPort: "9999" }), targetsIn(az1, "unhealthy")),
        "fail contributing ticket",
        /checked by TCP on 9999 .* and 1 targets take no calls/,
      ],
      [
        "the port that targets are registered on",
        both(group({ healthCheckPort: "9000" }), (p) =>
          p.provider.targetHealth.map((one) => Object.assign(one, { port: 9000 })),
        ),
        "pass",
      ],
      [
        "HTTP asked of TLS",
        both(group({ protocol: "TLS", healthCheckProtocol: "HTTP" }), targetsIn(null, "unhealthy")),
        "fail contributing ticket",
      ],
      ["a check that is not told", group({ healthCheckPort: null }), "unknown"],
      ["checks off", group({ healthCheckEnabled: false }), "not-applicable"],
      [
        "a load balancer as target, which another check tells",
        group({ targetType: "alb", healthCheckPort: "80" }),
        "not-applicable",
      ],
      ["no target group seen", noGroups, "unknown"],
      ["target groups that cannot be seen", gap("provider.targetGroups"), "unknown"],
      ...everyTarget,
    ],
  ],
  [
    errorRateHigh,
    [
      ["probes that only connect", () => {}, "unknown"],
      ["answers without errors", asking(), "pass [az1] | pass [az2]"],
      [
        "one error, of one zone",
        both(asking(), (p) => Object.assign(p.probes[0]!, { successes: 14, errors: { "http-status": 1 } })),
        "fail symptom info [az1] | pass [az2]",
      ],
      [
        "two errors",
        both(asking({ results: 100, successes: 98, errors: { "http-status": 2 } })),
        "fail symptom ticket [az1] | fail symptom ticket [az2]",
      ],
      [
        "all errors",
        asking({ successes: 0, errors: { "http-status": 15 } }),
        "fail symptom page [az1] | fail symptom page [az2]",
        /15 of 15 answers from use1-az1 were errors/,
      ],
      [
        "connections that fail, which another check tells",
        asking({ successes: 5, errors: { timeout: 10 } }),
        "pass [az1] | pass [az2]",
      ],
      [
        "none that connects",
        asking({ successes: 0, errors: { timeout: 15 } }),
        "unknown [az1] | unknown [az2]",
      ],
      [
        "errors within a wider objective",
        both(asking({ successes: 14, errors: { "http-error": 1 } }), (p) =>
          Object.assign(p.objectives, { errorRate: 0.1 }),
        ),
        "pass [az1] | pass [az2]",
      ],
      ["nobody probes", (p) => Object.assign(p, { probes: [] }), "unknown"],
      ["probes that cannot be seen", gap("probes"), "unknown"],
    ],
  ],
  [
    sourceIpNotPreserved,
    [
      ["no tag", () => {}, "not-applicable"],
      ["a tag that says no", tagged({ "client-ip": "false" }, "false"), "not-applicable"],
      [
        "a tag of another meaning",
        tagged({ clientele: "true", "recipient-ip": "yes" }, "false"),
        "not-applicable",
      ],
      [
        "asked for, and off",
        tagged({ "client-ip": "required" }, "false"),
        "fail advisory ticket",
        /client-ip: required/,
      ],
      ["asked for, and on", tagged({ "needs-client-ip": "true" }, "true"), "pass"],
      [
        "Kubernetes' annotation, and off",
        tagged({ "service.beta.kubernetes.io/aws-load-balancer-proxy-protocol": "*" }, "false"),
        "fail advisory ticket",
      ],
      [
        "the target group's own tag",
        both(
          group({
            tags: { "preserve-source-ip": "yes" },
            attributes: { "proxy_protocol_v2.enabled": "false" },
          }),
        ),
        "fail advisory ticket",
      ],
      ["asked for, attributes not read", tagged({ "client-ip": "required" }), "unknown"],
      ["target groups that cannot be seen", gap("provider.targetGroups"), "unknown"],
      ...everyTarget,
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

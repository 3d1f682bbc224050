import type { RejectSummary } from "../../rejects/schema.ts";
import {
  both,
  guarded,
  outside,
  privateDnsSwitchedOff,
  silent,
  targetsIn,
  waiting,
  withoutTargetsIn,
  zonal,
} from "./changes.ts";
import { type Parts, probe } from "./path.ts";
import { balancerPoint } from "./provider.ts";
import { ids, watermark, zones } from "./world.ts";

const [, az2 = ""] = zones;
const probesTimeOut = (p: Parts) =>
  p.probes.map((one) => Object.assign(one, { successes: 0, errors: { timeout: 15 }, totalSecondsP95: null }));
/** Probes of the second zone alone. */
const az2TimesOut = (p: Parts) => Object.assign(p.probes[1]!, { successes: 0, errors: { timeout: 15 } });
const hang = ["probe-connect-failing", "probe-connect-failing"];
const inState = (state: string) => (p: Parts) => Object.assign(p.endpoint, { state });
function refused(p: Parts) {
  const summary: RejectSummary = {
    ...{ state: "seen", askedTo: watermark, complete: true, reason: "" },
    groups: [
      {
        ...{ srcAddress: "10.20.1.7", dstPort: 8443, protocol: 6, flows: 42, packets: 42 },
        ...{
          firstAt: new Date(watermark.getTime() - 1_800_000),
          lastAt: new Date(watermark.getTime() - 60_000),
        },
        networkInterfaceIds: [...ids.interfaces],
      },
    ],
  };
  p.rejects.summary.whole = summary;
  for (const one of p.rejects.summary.interfaces) one.summary = summary;
}
const service = (more: object) => (p: Parts) => Object.assign(p.provider.service!, more);
const group = (more: object) => (p: Parts) => Object.assign(p.provider.targetGroups[0]!, more);
const allowed =
  (...principals: string[]) =>
  (p: Parts) =>
    Object.assign(p.provider, {
      permissions: principals.map((principal) => ({ principal, principalType: null })),
    });
const points = (more: Parameters<typeof balancerPoint>[1]) => (p: Parts) =>
  Object.assign(p.provider.loadBalancerMetrics[0]!, {
    recent: Array.from({ length: 12 }, (_, i) => balancerPoint(i, more)),
  });

/** A fault as it shows everywhere at once: the one finding that names it, and those that it implies. */
export const faults: [string, (p: Parts) => unknown, string[]][] = [
  [
    "a client's group without an outbound rule",
    (p) => [Object.assign(p.securityGroups[1]!, { ipPermissionsEgress: [] }), probesTimeOut(p)],
    ["client-egress-blocked", "probe-connect-failing", "probe-connect-failing"],
  ],
  ["one resolver behind", (p) => Object.assign(p.probes[0]!, outside()), ["resolver-stale"]],
  [
    "DNS support switched off",
    (p) => [
      Object.assign(p.vpc, { enableDnsSupport: false }),
      p.probes.map((one) =>
        Object.assign(one, { successes: 0, errors: { "dns-timeout": 15 }, last: null, answersInside: 0 }),
      ),
      silent(p),
    ],
    ["vpc-dns-support-off", "probe-connect-failing", "probe-connect-failing"],
  ],
  [
    "DNS hostnames switched off",
    (p) => Object.assign(p.vpc, { enableDnsHostnames: false }),
    ["vpc-dns-hostnames-off"],
  ],
  [
    "private DNS switched off",
    (p) => [
      Object.assign(p.endpoint, { privateDnsEnabled: false }),
      p.changes.push(privateDnsSwitchedOff),
      p.probes.map((one) => Object.assign(one, outside())),
      silent(p),
    ],
    ["private-dns-off", "dns-public-answer"],
  ],
  [
    "a name that lost its verification",
    (p) => [
      Object.assign(p.provider.service!, { privateDnsNameState: "failed" }),
      Object.assign(p.availableService!, { privateDnsNameVerificationState: "failed" }),
      p.probes.map((one) => Object.assign(one, outside())),
    ],
    ["private-dns-unverified", "dns-public-answer"],
  ],
  [
    "an endpoint that nobody accepted",
    (p) => [waiting(p), probesTimeOut(p), silent(p)],
    ["endpoint-pending-acceptance", "probe-connect-failing", "probe-connect-failing"],
  ],
  [
    "a rejected endpoint",
    (p) => [Object.assign(p.endpoint, { state: "rejected" }), probesTimeOut(p), silent(p)],
    ["endpoint-rejected", "probe-connect-failing", "probe-connect-failing"],
  ],
  [
    "an interface that vanished",
    (p) => [
      p.networkInterfaces.pop(),
      Object.assign(p.probes[1]!, { successes: 0, errors: { timeout: 15 } }),
    ],
    ["endpoint-eni-missing", "probe-connect-failing"],
  ],
  [
    "a full subnet",
    (p) => Object.assign(p.subnets[0]!, { availableIpAddressCount: 0 }),
    ["subnet-ip-exhausted"],
  ],
  [
    "a shut group",
    (p) => [Object.assign(p.securityGroups[0]!, { ipPermissions: [] }), probesTimeOut(p), silent(p)],
    ["endpoint-sg-blocks-port", "probe-connect-failing", "probe-connect-failing"],
  ],
  [
    "the default group",
    (p) => Object.assign(p.securityGroups[0]!, { groupName: "default" }),
    ["endpoint-sg-default"],
  ],
  [
    "a slow service",
    (p) => p.probes.map((one) => Object.assign(one, { totalSecondsP95: 0.4 })),
    ["probe-latency-high"],
  ],
  [
    "a far client",
    (p) =>
      p.probes.push(
        probe(null, null, { locationRegion: "eu-west-1", locationVpcId: "vpc-far", totalSecondsP95: 0.09 }),
      ),
    ["cross-region-latency"],
  ],
  [
    "dropped packets",
    (p) => p.metrics.recent.map((one) => Object.assign(one, { packetsDropped: 40 })),
    ["packets-dropped"],
  ],
  [
    "resets",
    (p) => p.metrics.recent.map((one) => Object.assign(one, { rstPacketsReceived: 9 })),
    ["endpoint-resets"],
  ],
  ["probes that fail for no known reason", probesTimeOut, hang],
  [
    "a zone that leads past the endpoint",
    (p) => p.probes.map((one) => Object.assign(one, outside())),
    ["dns-public-answer"],
  ],
  [
    "an endpoint without a name",
    (p) => Object.assign(p.endpoint, { dnsEntries: [] }),
    ["dns-entries-missing"],
  ],
  [
    "a second endpoint that claims the name",
    (p) =>
      p.otherEndpoints.push({
        ...{
          vpcEndpointId: "vpce-0other",
          vpcEndpointType: "Interface",
          serviceName: "com.amazonaws.vpce.us-east-1.vpce-svc-0c1",
        },
        ...{ state: "available", privateDnsEnabled: true, azIds: [...zones], creationTimestamp: null },
        dnsEntries: [{ dnsName: "payments.internal.example.com", hostedZoneId: "Z3" }],
      }),
    ["dns-name-conflict"],
  ],
  [
    "an endpoint that AWS could not make",
    both(inState("failed"), probesTimeOut, silent),
    ["endpoint-failed", ...hang],
  ],
  ["a request that expired", both(inState("expired"), probesTimeOut, silent), ["endpoint-expired", ...hang]],
  [
    "an endpoint of which one zone could not be made",
    both(inState("partial"), (p) => p.networkInterfaces.pop(), az2TimesOut),
    ["endpoint-partial", "endpoint-eni-missing", "probe-connect-failing"],
  ],
  ["a network ACL that refuses clients", both(refused, probesTimeOut, silent), ["flow-log-rejects", ...hang]],
  [
    "a policy that denies everything",
    (p) => {
      p.endpoint.policyDocument = JSON.stringify({
        Statement: [{ Effect: "Deny", Action: "*", Principal: "*", Resource: "*" }],
      });
    },
    ["endpoint-policy-denies"],
  ],
  ["a consumer taken off the list", allowed("arn:aws:iam::333333333333:root"), ["principal-not-allowed"]],
  [
    "an allow-list that fills up",
    (p) => [
      allowed(
        ...p.provider.permissions.map(({ principal }) => principal),
        ...Array.from({ length: 42 }, (_, i) => `arn:aws:iam::${300_000_000_000 + i}:root`),
      )(p),
      p.provider.quotas.push({
        ...{ quotaCode: "service-principals", quotaName: "Allowed principals per VPC endpoint service" },
        ...{ resourceId: ids.service, value: 50, usage: 43, adjustable: null },
      }),
    ],
    ["allowed-principals-quota"],
  ],
  [
    "a service that failed",
    both(service({ serviceState: "Failed" }), probesTimeOut, silent),
    ["service-not-available", ...hang],
  ],
  [
    "a connection that the provider rejected",
    both(
      (p) => Object.assign(p.provider.connection!, { vpcEndpointState: "rejected" }),
      probesTimeOut,
      silent,
    ),
    ["connection-rejected", ...hang],
  ],
  [
    "acceptance that nobody is told of",
    (p) => Object.assign(p.provider, { notifications: [] }),
    ["notifications-missing"],
  ],
  [
    "a service open to everybody",
    both(allowed("*"), service({ acceptanceRequired: false })),
    ["open-service"],
  ],
  ["a service that everybody may ask", allowed("*"), ["principal-too-wide"]],
  [
    "a load balancer that is gone, and all that hung on it",
    both(
      (p) => Object.assign(p.provider.loadBalancers[0]!, { goneAt: new Date("2026-11-18T13:00:00Z") }),
      (p) => Object.assign(p.provider, { listeners: [], targetHealth: [], loadBalancerMetrics: [] }),
      probesTimeOut,
      silent,
    ),
    ["lb-replaced", ...hang],
  ],
  [
    "a service in one zone less",
    both(
      service({ azIds: [zones[0]] }),
      (p) => Object.assign(p.availableService!, { azIds: [zones[0]] }),
      (p) => Object.assign(p.provider.loadBalancers[0]!, { azIds: [zones[0]] }),
      withoutTargetsIn(az2),
      az2TimesOut,
    ),
    ["az-not-served", "probe-connect-failing"],
  ],
  [
    "groups of the load balancer that let nobody in",
    both(guarded(), probesTimeOut, silent),
    ["lb-sg-blocks-port", ...hang],
  ],
  [
    "a listener that was deleted",
    both(
      (p) => Object.assign(p.provider, { listeners: [] }),
      targetsIn(null, "unused", "Target.NotInUse"),
      probesTimeOut,
      silent,
    ),
    ["lb-no-listener", ...hang],
  ],
  [
    "a load balancer that faces the internet",
    (p) => Object.assign(p.provider.loadBalancers[0]!, { scheme: "internet-facing" }),
    ["lb-internet-facing"],
  ],
  [
    "a zone without targets, kept apart",
    both(zonal, withoutTargetsIn(az2), az2TimesOut),
    ["cross-zone-off", "probe-connect-failing"],
  ],
  [
    "a load balancer as target, checked where nobody listens",
    group({ targetType: "alb", healthCheckPort: "80" }),
    ["alb-target-chain"],
  ],
  ["refused flows", points({ rejectedFlowCount: 40, portAllocationErrorCount: 15 }), ["lb-flow-pressure"]],
  ["a few refused flows", points({ rejectedFlowCount: 0.5 }), ["lb-flow-pressure"]],
  ["flows that idle", points({ tcpTargetResetCount: 9 }), ["lb-resets-idle-timeout"]],
  [
    "an endpoint in one zone",
    (p) => [
      Object.assign(p.endpoint, {
        azIds: [zones[0]],
        subnetIds: [ids.subnets[0]],
        networkInterfaceIds: [ids.interfaces[0]],
      }),
      p.networkInterfaces.pop(),
      p.probes.pop(),
    ],
    ["single-az-endpoint"],
  ],
  [
    "a target group that was emptied",
    both((p) => Object.assign(p.provider, { targetHealth: [] }), probesTimeOut, silent),
    ["targets-empty", ...hang],
  ],
  [
    "targets that fail their checks",
    both(targetsIn(null, "unhealthy", "Target.FailedHealthChecks"), probesTimeOut),
    ["targets-unhealthy", ...hang],
  ],
  [
    "a zone of targets that time out, kept apart",
    both(zonal, targetsIn(az2, "unhealthy", "Target.Timeout"), az2TimesOut),
    ["targets-unhealthy", "cross-zone-off", "probe-connect-failing"],
  ],
  ["a health check on a port of its own", group({ healthCheckPort: "9999" }), ["health-check-port-mismatch"]],
  [
    "a health check on the wrong port",
    both(
      group({ healthCheckPort: "9999" }),
      targetsIn(null, "unhealthy", "Target.FailedHealthChecks"),
      probesTimeOut,
    ),
    ["targets-unhealthy", "health-check-port-mismatch", ...hang],
  ],
  [
    "targets that answer with errors",
    (p) =>
      p.probes.map((one) =>
        Object.assign(one, {
          kind: "http",
          target: "https://payments.internal.example.com:8443/",
          successes: 0,
          errors: { "http-status": 15 },
        }),
      ),
    ["error-rate-high", "error-rate-high"],
  ],
  [
    "targets that need client addresses",
    both(
      service({ tags: { "client-ip": "required" } }),
      group({ attributes: { "proxy_protocol_v2.enabled": "false" } }),
    ),
    ["source-ip-not-preserved"],
  ],
];

/** Found by what probes call, and by nothing else. */
export const listenerMoved = both(
  (p) => Object.assign(p.provider.listeners[0]!, { port: 9443 }),
  probesTimeOut,
  silent,
);

/** Hops 5 and 6: the load balancer behind a service, its zones and its targets. */
import { hex } from "../hash.ts";
import type { EndpointSpec, IncidentSpec, TargetSpec } from "../types.ts";
import { CALLS_HANG, type Fault, GOES_SILENT } from "./schema.ts";
import { ofService } from "./service.ts";
import { idsOf, silence, type World } from "./world.ts";

const SHUT = [...CALLS_HANG, ...GOES_SILENT, "lb-resets-idle-timeout"];
const DAY_MINUTES = 1440;

/** Consumers that use all zones of the service, one of which is to break. */
const inZones: (world: World) => Parameters<World["service"]>[0] =
  (world) =>
  (service, { azIds, type }) =>
    type === "network" &&
    azIds.length > 1 &&
    azIds.some((azId) => consumersIn(world.fleet.consumersOf(service), azId).length > 0);

const consumersIn = (consumers: readonly EndpointSpec[], azId: string) =>
  consumers.filter((one) => one.azIds.includes(azId));

const usedZone = (world: World, azIds: readonly string[], consumers: readonly EndpointSpec[]) =>
  world.pick(azIds.filter((azId) => consumersIn(consumers, azId).length > 0)) as string;

export const loadBalancerFaults: readonly Fault[] = [
  ofService(
    "az-not-served",
    SHUT,
    ({ service, balancer, group, consumers }, _since, world) => {
      const azId = usedZone(world, service.azIds, consumers);
      const others = service.azIds.filter((one) => one !== azId);
      Object.assign(service, { azIds: others });
      Object.assign(balancer, { azIds: others });
      group.targets = group.targets.filter((target) => target.azId !== azId);
      const foundOn = idsOf(consumersIn(consumers, azId));
      return { what: `it is served in ${others.join(", ")} only`, azIds: [azId], foundOn, since: null };
    },
    inZones,
  ),
  ofService(
    "cross-zone-off",
    SHUT,
    ({ balancer, group, consumers }, _since, world) => {
      const azId = usedZone(world, balancer.azIds, consumers);
      balancer.crossZone = false;
      group.targets = group.targets.filter((target) => target.azId !== azId);
      const foundOn = idsOf(consumersIn(consumers, azId));
      return { what: `${azId} has no target, and cross-zone is off`, azIds: [azId], foundOn, since: null };
    },
    inZones,
  ),
  ofService("lb-replaced", [...SHUT, "orphan-nlb"], ({ service, balancer, consumers }, since, world) => {
    // What the service points at is gone; another one stands in its place and serves nobody.
    const { plan } = world;
    plan.loadBalancers.splice(plan.loadBalancers.indexOf(balancer), 1);
    for (const endpoint of consumers) silence(endpoint, since);
    const arn = balancer.arn.replace(/[0-9a-f]{16}$/, hex(`${balancer.arn}/again`, 16));
    const listeners = balancer.listeners.map((one) => ({
      ...one,
      arn: one.arn.replace(balancer.arn.split("/").at(-1) as string, arn.split("/").at(-1) as string),
    }));
    const replacement = { ...balancer, arn, listeners, createdAt: since, service: undefined };
    plan.loadBalancers.push(replacement);
    balancer.listeners = [];
    return {
      what: "its load balancer was deleted and made anew under another ARN",
      impliedOn: [service.id, balancer.arn, arn, ...idsOf(consumers)],
    };
  }),
  ofService("lb-internet-facing", [], ({ balancer }) => {
    balancer.scheme = "internet-facing";
    return "its load balancer faces the internet";
  }),
  ofService("lb-no-listener", SHUT, ({ balancer, consumers }, since) => {
    balancer.listeners = [];
    for (const target of balancer.targetGroups.flatMap(({ targets }) => targets)) target.condition = "unused";
    for (const endpoint of consumers) silence(endpoint, since);
    return "the listener of its load balancer was deleted";
  }),
  ofService("lb-sg-blocks-port", SHUT, ({ balancer, consumers }, since) => {
    balancer.enforcePrivateLinkRules = true;
    balancer.groups = ["wrong-port"];
    for (const endpoint of consumers) silence(endpoint, since);
    return "the group of its load balancer lets port 3128 in only, and holds for PrivateLink";
  }),
  ofService(
    "lb-resets-idle-timeout",
    CALLS_HANG,
    ({ service, consumers }, since, world) => {
      busy(consumers);
      world.plan.incidents.push(storm("idle-timeout-resets", service.id, since, { resets: 200 }));
      return "its targets reset connections 200 times as often as usual";
    },
    inZones,
  ),
  ofService(
    "lb-flow-pressure",
    CALLS_HANG,
    ({ balancer }) => {
      balancer.pressure = { rejectedFlows: 40, portErrors: 15 };
      return "its load balancer rejects flows and finds no ports";
    },
    inZones,
  ),
  ofService("alb-target-chain", [], ({ service, group }) => {
    group.targetType = "alb";
    group.healthCheck = { protocol: "HTTPS", port: String(service.port + 1), path: "/healthz" };
    return "its target is an Application Load Balancer that is checked on another port than it serves";
  }),
  {
    check: "single-az-endpoint",
    plant(world) {
      const endpoint = world.endpoint((one) => world.isProduction(one) && one.azIds.length > 1);
      if (!endpoint) return undefined;
      endpoint.azIds = [world.pick(endpoint.azIds) as string];
      return { resourceId: endpoint.id, sentence: `${endpoint.id} is in one zone only, in production.` };
    },
  },
];

export const targetFaults: readonly Fault[] = [
  ofService(
    "targets-unhealthy",
    [...SHUT, "cross-zone-off"],
    ({ balancer, group, consumers }, _since, world) => {
      const azId = usedZone(world, balancer.azIds, consumers);
      balancer.crossZone = false;
      const condition: TargetSpec["condition"] = world.draw() < 0.5 ? "timeout" : "mismatch";
      for (const target of group.targets) if (target.azId === azId) target.condition = condition;
      const foundOn = idsOf(consumersIn(consumers, azId));
      return {
        what: `all targets in ${azId} are unhealthy (${condition})`,
        azIds: [azId],
        foundOn,
        since: null,
      };
    },
    inZones,
  ),
  ofService(
    "targets-empty",
    [...SHUT, "targets-unhealthy", "cross-zone-off"],
    ({ group, consumers }, since) => {
      group.targets = [];
      for (const endpoint of consumers) silence(endpoint, since);
      return "no target is registered any more";
    },
  ),
  ofService(
    "health-check-port-mismatch",
    [...SHUT, "targets-unhealthy", "cross-zone-off"],
    ({ service, group }) => {
      group.healthCheck = { ...group.healthCheck, port: String(service.port + 1) };
      for (const target of group.targets) target.condition = "failed-checks";
      return {
        what: `its health check asks port ${service.port + 1}, the targets listen on ${service.port}`,
        since: null,
      };
    },
  ),
  ofService("source-ip-not-preserved", [], ({ service, group }) => {
    service.tags = { ...service.tags, "client-ip": "required" };
    group.proxyProtocol = false;
    return "its application asks for the addresses of its clients, and proxy protocol is off";
  }),
  {
    check: "error-rate-high",
    plant(world) {
      const endpoint = world.awsEndpoint((one) => world.isProduction(one) && !one.requesterManaged);
      if (!endpoint) return undefined;
      endpoint.probes = { since: world.recently(), errors: 0.3 };
      return {
        resourceId: endpoint.id,
        since: new Date(endpoint.probes.since).toISOString(),
        sentence: `Three in ten calls through ${endpoint.id} are answered with 503.`,
        implied: ["probe-connect-failing"],
      };
    },
  },
];

/** Enough calls for counters to mean something. */
function busy(consumers: readonly EndpointSpec[]): void {
  for (const endpoint of consumers)
    endpoint.traffic = { rhythm: "steady", bytesPerDay: 6e9, bytesPerConnection: 20_000 };
}

function storm(name: string, target: string, since: number, factors: IncidentSpec["factors"]): IncidentSpec {
  const offsetMinutes = since / 60_000;
  return {
    name,
    target,
    everyMinutes: 3650 * DAY_MINUTES,
    offsetMinutes,
    lastsMinutes: 30 * DAY_MINUTES,
    factors,
  };
}

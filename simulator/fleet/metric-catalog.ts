/** Which CloudWatch series an account and region has, and how each one is computed. */
import type { Fleet } from "./fleet.ts";
import { stateAt } from "./fleet.ts";
import { targetHealth } from "./health.ts";
import { windows } from "./incidents.ts";
import type { Counter, Lane } from "./lane.ts";
import { NatSeries, natGatewayId } from "./nat.ts";
import { privateSubnet } from "./network.ts";
import { zoneNames } from "./regions.ts";
import { ActiveSeries, CounterSeries, type Series, StateSeries } from "./series.ts";
import { balancerOf, type Traffic, type ZoneLane } from "./traffic.ts";
import type { EndpointSpec, LoadBalancerSpec, ServiceSpec, TargetGroupSpec, VpcSpec } from "./types.ts";

export type Dimensions = readonly { Name: string; Value: string }[];

export interface Metric {
  namespace: string;
  dimensions: Dimensions;
  /** Metric names and their series. */
  series: ReadonlyMap<string, () => Series>;
}

export interface MetricScope {
  fleet: Fleet;
  traffic: Traffic;
  accountId: string;
  region: string;
  now: number;
  /** Publishes only the series with a Subnet Id, not the sums per endpoint. */
  subnetGrainOnly: boolean;
}

export const ENDPOINTS = "AWS/PrivateLinkEndpoints";
export const SERVICES = "AWS/PrivateLinkServices";
export const BALANCERS = "AWS/NetworkELB";
export const NAT_GATEWAYS = "AWS/NATGateway";

/** Every set of dimensions of one namespace in the scope, lazily. */
export function* metricsOf(scope: MetricScope, namespace: string): Generator<Metric> {
  if (namespace === ENDPOINTS)
    for (const endpoint of scope.fleet.allEndpoints(scope.accountId, scope.region))
      yield* endpointMetrics(scope, endpoint);
  if (namespace === SERVICES)
    for (const service of scope.fleet.servicesOf(scope.accountId, scope.region))
      yield* serviceMetrics(scope, service);
  if (namespace === BALANCERS)
    for (const balancer of scope.fleet.loadBalancers(scope.accountId, scope.region))
      if (balancer.type === "network") yield* balancerMetrics(scope, balancer);
  if (namespace === NAT_GATEWAYS)
    for (const vpc of scope.fleet.vpcs(scope.accountId, scope.region)) yield natMetrics(scope, vpc);
}

function natMetrics({ fleet, traffic }: MetricScope, vpc: VpcSpec): Metric {
  const dimensions = [{ Name: "NatGatewayId", Value: natGatewayId(vpc) }];
  const series = new Map([["BytesOutToDestination", () => new NatSeries(fleet, traffic, vpc)]]);
  return { namespace: NAT_GATEWAYS, dimensions, series };
}

/** The series with exactly these dimensions; undefined where the scope has none. */
export function findSeries(
  scope: MetricScope,
  namespace: string,
  name: string,
  wanted: Dimensions,
): Series | undefined {
  const key = dimensionKey(wanted);
  const resource = candidates(scope, namespace, wanted);
  if (!resource) return undefined;
  for (const metric of resource) {
    if (dimensionKey(metric.dimensions) === key) return metric.series.get(name)?.();
  }
  return undefined;
}

function dimensionKey(dimensions: Dimensions): string {
  return dimensions
    .map(({ Name, Value }) => `${Name}=${Value}`)
    .sort()
    .join("|");
}

/** Metrics of the one resource that the dimensions name. */
function candidates(scope: MetricScope, namespace: string, wanted: Dimensions): Iterable<Metric> | undefined {
  const value = (name: string) => wanted.find((dimension) => dimension.Name === name)?.Value;
  const inScope = (resource: { accountId: string; region: string } | undefined) =>
    resource?.accountId === scope.accountId && resource.region === scope.region;
  if (namespace === ENDPOINTS) {
    const endpoint = scope.fleet.endpointById(value("VPC Endpoint Id") ?? "");
    return endpoint && inScope(endpoint) ? endpointMetrics(scope, endpoint) : undefined;
  }
  if (namespace === SERVICES) {
    const owned = scope.fleet.servicesOf(scope.accountId, scope.region);
    const service = owned.find((one) => one.id === value("Service Id"));
    return service && serviceMetrics(scope, service);
  }
  if (namespace === NAT_GATEWAYS) {
    const vpc = scope.fleet
      .vpcs(scope.accountId, scope.region)
      .find((one) => natGatewayId(one) === value("NatGatewayId"));
    return vpc && [natMetrics(scope, vpc)];
  }
  if (namespace !== BALANCERS) return undefined;
  const owned = scope.fleet.loadBalancers(scope.accountId, scope.region);
  const balancer = owned.find((one) => balancerName(one) === value("LoadBalancer"));
  return balancer && balancerMetrics(scope, balancer);
}

function lanesOnly(lanes: readonly ZoneLane[], azId?: string): Lane[] {
  return lanes.filter((one) => azId === undefined || one.azId === azId).map(({ lane }) => lane);
}

/** Interface and Gateway Load Balancer endpoints to a service of their own region. */
function publishes(endpoint: EndpointSpec): boolean {
  const type = endpoint.type === "Interface" || endpoint.type === "GatewayLoadBalancer";
  return type && (endpoint.serviceRegion ?? endpoint.region) === endpoint.region;
}

function* endpointMetrics(scope: MetricScope, endpoint: EndpointSpec): Generator<Metric> {
  if (!publishes(endpoint)) return;
  const lanes = scope.traffic.lanesOf(endpoint);
  if (lanes.length === 0) return;
  const dimensions = [
    { Name: "Endpoint Type", Value: endpoint.type },
    { Name: "Service Name", Value: endpoint.serviceName },
    { Name: "VPC Endpoint Id", Value: endpoint.id },
    { Name: "VPC Id", Value: endpoint.vpc.id },
  ];
  const series = (of: Lane[]): Metric["series"] =>
    new Map([
      ["ActiveConnections", () => new ActiveSeries(of)],
      ...counters(of, [
        ["BytesProcessed", "bytes"],
        ["NewConnections", "connections"],
        ["PacketsDropped", "drops"],
        ["RstPacketsReceived", "resets"],
      ]),
    ]);
  if (!scope.subnetGrainOnly) yield { namespace: ENDPOINTS, dimensions, series: series(lanesOnly(lanes)) };
  for (const { azId, lane } of lanes) {
    const subnet = { Name: "Subnet Id", Value: privateSubnet(endpoint.vpc, azId).id };
    yield { namespace: ENDPOINTS, dimensions: [...dimensions, subnet], series: series([lane]) };
  }
}

type Factory = readonly [name: string, create: () => Series];

function counters(lanes: Lane[], names: [string, Counter][], alwaysFrom?: number): Factory[] {
  return names.map(
    ([name, counter]) => [name, () => new CounterSeries(lanes, counter, 1, alwaysFrom)] as const,
  );
}

function* serviceMetrics(scope: MetricScope, service: ServiceSpec): Generator<Metric> {
  const names = zoneNames(scope.accountId, scope.region);
  const consumers = scope.traffic.serviceLanes(service);
  const id = { Name: "Service Id", Value: service.id };
  const series = (lanes: Lane[], ...more: Factory[]): Metric["series"] =>
    new Map([
      ["ActiveConnections", () => new ActiveSeries(lanes)],
      ...counters(lanes, [
        ["BytesProcessed", "bytes"],
        ["NewConnections", "connections"],
        ["RstPacketsSent", "resets"],
      ]),
      ...more,
    ]);
  const all = consumers.flatMap(({ lanes }) => lanes);
  const from = Math.ceil(service.createdAt / 60_000);
  const endpointsCount = () =>
    new StateSeries(
      (minute) => connected(scope, service, minute),
      from,
      (start, end) => connectionsChange(scope, service, start, end),
    );
  yield {
    namespace: SERVICES,
    dimensions: [id],
    series: series(lanesOnly(all), ["EndpointsCount", endpointsCount]),
  };
  for (const azId of service.azIds) {
    const zone = { Name: "Az", Value: names.get(azId) ?? azId };
    yield { namespace: SERVICES, dimensions: [zone, id], series: series(lanesOnly(all, azId)) };
  }
  for (const balancer of service.loadBalancers) {
    const mine = consumers
      .filter(({ endpointId }) => balancerOf(service, endpointId) === balancer)
      .flatMap(({ lanes }) => lanes);
    const arn = { Name: "Load Balancer Arn", Value: balancer.arn };
    yield { namespace: SERVICES, dimensions: [arn, id], series: series(lanesOnly(mine)) };
    for (const azId of service.azIds) {
      const zone = { Name: "Az", Value: names.get(azId) ?? azId };
      yield { namespace: SERVICES, dimensions: [zone, arn, id], series: series(lanesOnly(mine, azId)) };
    }
  }
  for (const { endpointId, lanes } of consumers) {
    if (lanes.length === 0) continue;
    const consumer = { Name: "VPC Endpoint Id", Value: endpointId };
    yield { namespace: SERVICES, dimensions: [id, consumer], series: series(lanesOnly(lanes)) };
  }
}

function connected(scope: MetricScope, service: ServiceSpec, minute: number): number {
  const at = minute * 60_000;
  const inside = scope.fleet
    .consumersOf(service)
    .filter((endpoint) => endpoint.createdAt <= at && stateAt(endpoint, at) === "available").length;
  return (
    inside + service.outsideConsumers.filter((one) => one.state === "available" && one.createdAt <= at).length
  );
}

/** Whether a consumer of the service comes or goes in the minutes [from, to]. */
function connectionsChange(scope: MetricScope, service: ServiceSpec, from: number, to: number): boolean {
  // A new endpoint is pending for a little while before it counts.
  const within = (time: number | undefined) =>
    time !== undefined && time / 60_000 >= from - 3 && time / 60_000 <= to;
  return [...scope.fleet.consumersOf(service), ...service.outsideConsumers].some(
    (one) => within(one.createdAt) || within("deletedAt" in one ? one.deletedAt : undefined),
  );
}

/** The part of a load balancer's ARN that CloudWatch uses as dimension value. */
function balancerName(balancer: LoadBalancerSpec): string {
  return balancer.arn.split(":loadbalancer/")[1] as string;
}

function* balancerMetrics(scope: MetricScope, balancer: LoadBalancerSpec): Generator<Metric> {
  const names = zoneNames(scope.accountId, scope.region);
  const name = { Name: "LoadBalancer", Value: balancerName(balancer) };
  const lanes = scope.traffic.balancerLanes(balancer);
  const from = Math.ceil(balancer.createdAt / 60_000);
  const failsOpen = isFailingOpen(balancer);
  const always = (count: number) => () => new StateSeries(() => count, from);
  const series = (of: Lane[]): Metric["series"] =>
    new Map([
      ["ActiveFlowCount", () => new ActiveSeries(of, from)],
      ["ConsumedLCUs", () => new CounterSeries(of, "bytes", 1e-9, from)],
      ...counters(
        of,
        [
          ["ProcessedBytes", "bytes"],
          ["NewFlowCount", "connections"],
          ["TCP_Client_Reset_Count", "clientResets"],
          ["TCP_ELB_Reset_Count", "balancerResets"],
          ["TCP_Target_Reset_Count", "resets"],
        ],
        from,
      ),
      ["RejectedFlowCount", always(balancer.pressure?.rejectedFlows ?? 0)],
      ["PortAllocationErrorCount", always(balancer.pressure?.portErrors ?? 0)],
      [
        "UnhealthyRoutingFlowCount",
        failsOpen ? () => new CounterSeries(of, "connections", 1, from) : always(0),
      ],
    ]);
  yield { namespace: BALANCERS, dimensions: [name], series: series(lanesOnly(lanes)) };
  for (const azId of balancer.azIds) {
    const zone = { Name: "AvailabilityZone", Value: names.get(azId) ?? azId };
    yield { namespace: BALANCERS, dimensions: [zone, name], series: series(lanesOnly(lanes, azId)) };
  }
  for (const group of balancer.targetGroups) yield* targetGroupMetrics(scope, balancer, group, from);
}

function isFailingOpen(balancer: LoadBalancerSpec): boolean {
  const targets = balancer.listeners[0]?.targetGroup.targets ?? [];
  return targets.length > 0 && targets.every((target) => !["healthy", "outage"].includes(target.condition));
}

function* targetGroupMetrics(
  scope: MetricScope,
  balancer: LoadBalancerSpec,
  group: TargetGroupSpec,
  from: number,
): Generator<Metric> {
  const names = zoneNames(scope.accountId, scope.region);
  const dimensions = [
    { Name: "LoadBalancer", Value: balancerName(balancer) },
    { Name: "TargetGroup", Value: group.arn.slice(group.arn.indexOf("targetgroup/")) },
  ];
  const series = (azId?: string): Metric["series"] => {
    const targets = group.targets.filter((target) => azId === undefined || target.azId === azId);
    const outages = targets.some((target) => target.condition === "outage")
      ? scope.fleet.plan.incidents.filter((one) => one.target.startsWith(`${balancer.service?.id}@`))
      : [];
    const mayChange = (start: number, end: number) =>
      outages.some((incident) => windows(incident, start, end).length > 0);
    const count = (wanted: string) => (minute: number) =>
      targets.filter(
        (target) => targetHealth(scope.fleet, balancer, target, minute * 60_000).state === wanted,
      ).length;
    return new Map([
      ["HealthyHostCount", () => new StateSeries(count("healthy"), from, mayChange)],
      ["UnHealthyHostCount", () => new StateSeries(count("unhealthy"), from, mayChange)],
    ]);
  };
  yield { namespace: BALANCERS, dimensions, series: series() };
  for (const azId of balancer.azIds) {
    const zone = { Name: "AvailabilityZone", Value: names.get(azId) ?? azId };
    yield { namespace: BALANCERS, dimensions: [zone, ...dimensions], series: series(azId) };
  }
}

import {
  type ConsumerSide,
  defaultObjectives,
  type NotOurs,
  type PathEvidence,
  type Piece,
  type ProviderSide,
} from "../evidenceSchema.ts";
import type { ChangeFacts, ProbeFacts } from "../factsSchema.ts";
import { type ConsumerParts, consumerParts } from "./consumer.ts";
import { type ProviderParts, providerParts } from "./provider.ts";
import { asOf, consumerAccount, ids, providerAccount, watermark, zones } from "./world.ts";

/** What a test may change about a path that is in order everywhere. */
export interface Parts extends ConsumerParts {
  provider: ProviderParts;
  probes: ProbeFacts[];
  changes: ChangeFacts[];
  /** Pieces that are not fresh, by name: `endpoint`, `provider.service`, `probes`. */
  gaps: Record<string, "missing" | "stale">;
  /** Sides that are somebody else's. */
  consumerNotOurs?: NotOurs;
  providerNotOurs?: NotOurs;
  objectives: PathEvidence["objectives"];
}

/** Names of `gaps`, all that checks look at. */
export const pieceNames = [
  ...["endpoint", "vpc", "subnets", "networkInterfaces", "securityGroups", "groupMembers", "prefixLists"],
  ...["clientSubnets", "routeTables", "flowLogs", "otherEndpoints", "availableService", "metrics", "probes"],
  ...[
    "clientRejects",
    "changes",
    "provider.service",
    "provider.listeners",
    "provider.connection",
    "provider.permissions",
  ],
  ...["provider.notifications", "provider.loadBalancers", "provider.targetGroups", "provider.targetHealth"],
  ...["provider.subnets", "provider.quotas", "provider.securityGroups", "provider.loadBalancerMetrics"],
  "provider.prefixLists",
];

/** A path from a consumer's VPC in two zones to a service of ours, all in order, with what `change` does to it. */
export function path(change: (parts: Parts) => unknown = () => {}): PathEvidence {
  const parts: Parts = {
    ...consumerParts(),
    provider: providerParts(),
    probes: zones.map((azId, i) => probe(azId, ids.subnets[i] ?? "")),
    changes: [],
    gaps: {},
    objectives: { ...defaultObjectives },
  };
  change(parts);
  const piece = <T>(name: string, value: T, at: Date = asOf, source = "network"): Piece<T> => {
    const gap = parts.gaps[name];
    if (gap === "missing")
      return { state: "missing", asOf: null, source, reason: `the ${source} collector is denied` };
    if (gap === "stale")
      return {
        state: "stale",
        value,
        asOf: at,
        source,
        reason: `the ${source} collector has failed since 12:00`,
      };
    return { state: "fresh", value, asOf: at, source };
  };
  return {
    vpcEndpointId: parts.endpoint.vpcEndpointId,
    region: parts.endpoint.region,
    serviceName: parts.endpoint.serviceName,
    consumer: parts.consumerNotOurs ?? consumerSide(parts, piece),
    provider: parts.providerNotOurs ?? providerSide(parts.provider, piece),
    probes: piece("probes", parts.probes, watermark, "probes"),
    changes: piece("changes", parts.changes, asOf, "endpoints"),
    objectives: parts.objectives,
  };
}

type Wrap = <T>(name: string, value: T, at?: Date, source?: string) => Piece<T>;

function consumerSide(parts: Parts, piece: Wrap): ConsumerSide {
  return {
    ours: true,
    account: consumerAccount,
    region: parts.endpoint.region,
    endpoint: piece("endpoint", parts.endpoint, asOf, "endpoints"),
    vpc: piece("vpc", parts.vpc),
    subnets: piece("subnets", parts.subnets),
    networkInterfaces: piece("networkInterfaces", parts.networkInterfaces),
    securityGroups: piece("securityGroups", parts.securityGroups),
    groupMembers: piece("groupMembers", parts.groupMembers),
    prefixLists: piece("prefixLists", parts.prefixLists),
    clientSubnets: piece("clientSubnets", parts.clientSubnets, watermark, "probes"),
    routeTables: piece("routeTables", parts.routeTables),
    flowLogs: piece("flowLogs", parts.flowLogs),
    otherEndpoints: piece("otherEndpoints", parts.otherEndpoints, asOf, "endpoints"),
    availableService: piece("availableService", parts.availableService, asOf, "available-services"),
    metrics: piece("metrics", parts.metrics, watermark, "metrics"),
    rejects: parts.rejects,
    clientRejects: piece("clientRejects", parts.clientRejects, watermark, "rejects"),
    denials: parts.denials,
  };
}

function providerSide(parts: ProviderParts, piece: Wrap): ProviderSide {
  return {
    ours: true,
    account: providerAccount,
    region: ids.region,
    service: piece("provider.service", parts.service, asOf, "services"),
    permissions: piece("provider.permissions", parts.permissions, asOf, "services"),
    notifications: piece("provider.notifications", parts.notifications, asOf, "connections"),
    connection: piece("provider.connection", parts.connection, asOf, "connections"),
    connections: piece("provider.connections", parts.connections, asOf, "connections"),
    loadBalancers: piece("provider.loadBalancers", parts.loadBalancers, asOf, "load-balancers"),
    listeners: piece("provider.listeners", parts.listeners, asOf, "load-balancers"),
    targetGroups: piece("provider.targetGroups", parts.targetGroups, asOf, "load-balancers"),
    targetHealth: piece("provider.targetHealth", parts.targetHealth, asOf, "load-balancers"),
    subnets: piece("provider.subnets", parts.subnets),
    securityGroups: piece("provider.securityGroups", parts.securityGroups),
    prefixLists: piece("provider.prefixLists", parts.prefixLists, asOf, "prefix-lists"),
    quotas: piece("provider.quotas", parts.quotas, asOf, "quotas"),
    metrics: piece("provider.metrics", parts.metrics, watermark, "metrics"),
    loadBalancerMetrics: piece(
      "provider.loadBalancerMetrics",
      parts.loadBalancerMetrics,
      watermark,
      "metrics",
    ),
  };
}

/** A probe of the private name that connects, 15 times in 15 minutes. */
export function probe(
  azId: string | null,
  subnetId: string | null,
  more: Partial<ProbeFacts> = {},
): ProbeFacts {
  return {
    seriesId: `series-${azId}-${more.location ?? "agent"}-${more.target ?? ""}`,
    source: "push:agents",
    location: "agent",
    locationAccountId: consumerAccount.accountId,
    locationRegion: ids.region,
    locationVpcId: ids.vpc,
    locationSubnetId: subnetId,
    locationAzId: azId,
    kind: "tcp",
    target: "payments.internal.example.com:8443",
    intervalSeconds: 60,
    stale: false,
    from: new Date(watermark.getTime() - 900_000),
    to: watermark,
    results: 15,
    successes: 15,
    answersInside: 15,
    answersOutside: 0,
    totalSecondsP95: 0.012,
    errors: {},
    last: {
      ts: watermark,
      success: true,
      dnsAddresses: ["10.20.1.50"],
      dnsTtlSeconds: 60,
      answerInside: true,
      httpStatus: null,
      errorClass: null,
    },
    ...more,
  };
}

import type { DenialSummary } from "../accessDenials/schema.ts";
import type { TimeRange } from "../logsInsights/schema.ts";
import type { EndpointRejects, FlowLogFacts } from "../rejects/schema.ts";
import type {
  AccountFacts,
  AvailableServiceFacts,
  ChangeFacts,
  ClientRejectFacts,
  ClientSubnetFacts,
  ConnectionFacts,
  EndpointFacts,
  GroupMembership,
  ListenerFacts,
  LoadBalancerFacts,
  NetworkInterfaceFacts,
  NotificationFacts,
  OtherEndpointFacts,
  PermissionFacts,
  PrefixListFacts,
  ProbeFacts,
  QuotaUsageFacts,
  RouteTableFacts,
  SecurityGroupFacts,
  ServiceFacts,
  SubnetFacts,
  TargetGroupFacts,
  TargetHealthFacts,
  VpcFacts,
} from "./factsSchema.ts";
import type { EndpointMetrics, LoadBalancerMetrics, ServiceMetrics } from "./metricsSchema.ts";
import type { Check } from "./schema.ts";

/**
 * A piece of evidence, or why there is none. `asOf` is the last complete success of the scope it comes from (for
 * metrics and logs: the watermark); `source` is the collector's name.
 * - `fresh`: seen within three intervals of its collector. An empty list means that there are none.
 * - `stale`: older, or its scope's last run failed; `reason` says so in a sentence part: `the network collector has
 *   been denied since 14:05`. Shown, never judged by.
 * - `missing`: never seen, or not readable; `reason` as above.
 */
export type Piece<T> =
  | { state: "fresh"; value: T; asOf: Date; source: string }
  | { state: "stale"; value: T; asOf: Date; source: string; reason: string }
  | { state: "missing"; asOf: Date | null; source: string; reason: string };

/**
 * A side of the path that is not collected. `owner`: `aws` runs the service itself; `other` is an account outside the
 * fleet; `unknown` where nothing tells whose it is. `reason` is a sentence part: `account 999999999999 is not in the fleet`.
 */
export interface NotOurs {
  ours: false;
  owner: "aws" | "other" | "unknown";
  accountId: string | null;
  reason: string;
}

/** The consumer's side, where its account is one of ours. */
export interface ConsumerSide {
  ours: true;
  account: AccountFacts;
  region: string;
  /** The row of `vpc_endpoint`; a row that is gone is `missing` with its time as reason. */
  endpoint: Piece<EndpointFacts>;
  vpc: Piece<VpcFacts>;
  /** Every subnet of the endpoint's VPC. */
  subnets: Piece<SubnetFacts[]>;
  /** The interfaces that the endpoint names, as far as a run has seen them; one that is gone is left out. */
  networkInterfaces: Piece<NetworkInterfaceFacts[]>;
  /** The endpoint's groups and those of `clientSubnets`, whichever account they are in. */
  securityGroups: Piece<SecurityGroupFacts[]>;
  /** Who carries the groups that rules of the endpoint's groups refer to; one that no collector sees has `interfaces: null`. */
  groupMembers: Piece<GroupMembership[]>;
  /** Prefix lists that `securityGroups` and `routeTables` name; one that was not found is left out. */
  prefixLists: Piece<PrefixListFacts[]>;
  /** Where clients are known to be: subnets that probes of the endpoint report from (`probe_series.location_subnet_id`). Fresh and empty: no probe says. */
  clientSubnets: Piece<ClientSubnetFacts[]>;
  /** All route tables of the VPC. */
  routeTables: Piece<RouteTableFacts[]>;
  /** Flow logs of the VPC, of the endpoint's subnets and of its interfaces. */
  flowLogs: Piece<FlowLogFacts[]>;
  /** The other endpoints of the VPC that are not gone. */
  otherEndpoints: Piece<OtherEndpointFacts[]>;
  /** The service as the consumer's account is offered it (`available_service`); null: AWS was asked, and does not offer it. */
  availableService: Piece<AvailableServiceFacts | null>;
  /** AWS/PrivateLinkEndpoints; missing where it was not asked for, and where AWS publishes none (gateway endpoints, consumers in another region). Silence is in `recent`, not here. */
  metrics: Piece<EndpointMetrics>;
  /** Refused flows at the endpoint's interfaces (`summarizeRejects` of lib/rejects), with the window that was judged. */
  rejects: { window: TimeRange; summary: EndpointRejects };
  /** Refused flows at interfaces of client subnets toward the endpoint. No collector reads them yet: missing. */
  clientRejects: Piece<ClientRejectFacts[]>;
  /** What the endpoint's policy denied (lib/accessDenials), with the window that was judged. */
  denials: { window: TimeRange; summary: DenialSummary };
}

/** The provider's side, where its account is one of ours. */
export interface ProviderSide {
  ours: true;
  account: AccountFacts;
  region: string;
  /** The service's configuration; null: the services of the account were read, and it is not among them. */
  service: Piece<ServiceFacts | null>;
  permissions: Piece<PermissionFacts[]>;
  notifications: Piece<NotificationFacts[]>;
  /** The provider's view of this endpoint; null: the connections were read, and it is not among them. */
  connection: Piece<ConnectionFacts | null>;
  /** All connections of the service, this one among them. */
  connections: Piece<ConnectionFacts[]>;
  /** What the service points at, by ARN; one that is gone is kept, with `goneAt`. */
  loadBalancers: Piece<LoadBalancerFacts[]>;
  /** Listeners of `loadBalancers`. */
  listeners: Piece<ListenerFacts[]>;
  /** Target groups that the listeners forward to. */
  targetGroups: Piece<TargetGroupFacts[]>;
  /** Registered targets of `targetGroups`. */
  targetHealth: Piece<TargetHealthFacts[]>;
  /** Subnets of the load balancers. */
  subnets: Piece<SubnetFacts[]>;
  /** Groups of the load balancers. */
  securityGroups: Piece<SecurityGroupFacts[]>;
  /** Prefix lists that `securityGroups` name; one that was not found is left out. */
  prefixLists: Piece<PrefixListFacts[]>;
  /** `quota_usage` of the account and region, and of the service. */
  quotas: Piece<QuotaUsageFacts[]>;
  /** AWS/PrivateLinkServices. */
  metrics: Piece<ServiceMetrics>;
  /** AWS/NetworkELB of each of `loadBalancers`. */
  loadBalancerMetrics: Piece<LoadBalancerMetrics[]>;
}

/** What counts as good for the symptoms: an SLO's objectives where one covers the endpoint, else `defaultObjectives`. */
export interface Objectives {
  /** Share of probes that connect, 0…1. */
  connectSuccess: number;
  latencyP95Seconds: number;
  /** How much slower than a probe in the service's own region. */
  crossRegionDeltaSeconds: number;
  /** Share of requests that fail, 0…1. */
  errorRate: number;
}

/** The guide's M2, M3, M9 and M7. */
export const defaultObjectives: Objectives = {
  connectSuccess: 0.9995,
  latencyP95Seconds: 0.05,
  crossRegionDeltaSeconds: 0.02,
  errorRate: 0.001,
};

/** Everything collected around one endpoint, or around one connection whose consumer is not ours. */
export interface PathEvidence {
  vpcEndpointId: string;
  /** Region of the endpoint. */
  region: string;
  serviceName: string | null;
  consumer: ConsumerSide | NotOurs;
  provider: ProviderSide | NotOurs;
  /** Probes of the endpoint, wherever they run; fresh and empty: nobody probes it. `asOf` is the newest result. */
  probes: Piece<ProbeFacts[]>;
  /** Changes of everything on the path in the last 30 days, from `resource_change`. */
  changes: Piece<ChangeFacts[]>;
  objectives: Objectives;
}

export type PathCheck = Check<PathEvidence>;

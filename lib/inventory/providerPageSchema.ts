import type { ListPage } from "../api/list/page.ts";
import type { FindingItem } from "../diagnosis/findingList.ts";
import type { IdleItem } from "../idle/list.ts";
import type { ResourceChange } from "./changeSchema.ts";
import type { Connection } from "./connectionList.ts";
import type { LoadBalancerDetail } from "./loadBalancerSchema.ts";
import type { ProviderTraffic } from "./providerTraffic.ts";
import type { Service } from "./serviceList.ts";

/** The scope that a row comes from, as it was last attempted. */
export interface ScopeProvenance {
  collector: string;
  outcome: string | null;
  lastAttemptAt: string | null;
  lastSuccessAt: string | null;
  errorClass: string | null;
  errorCode: string | null;
  errorMessage: string | null;
  retiredAt: string | null;
}

/** Who may connect to a service. */
export interface ServicePrincipal {
  principal: string;
  principalType: string | null;
  /** The account in it, where it is one of ours. */
  accountName: string | null;
  firstSeen: string;
  goneAt: string | null;
}

/** Targets of one zone; `other` are neither healthy nor unhealthy: initial, draining, unused, unavailable. */
export interface ZoneHealth {
  /** Null: the target is in no zone that is known. */
  azId: string | null;
  healthy: number;
  unhealthy: number;
  other: number;
}

/** A load balancer that a service stands on. */
export interface ServiceLoadBalancer {
  loadBalancerArn: string;
  loadBalancerName: string;
  type: string | null;
  state: string | null;
  crossZoneEnabled: boolean | null;
  azIds: string[];
  targetGroups: number;
  /** False: the service names it, but no run has seen it. */
  collected: boolean;
  /** Null until the health of targets has been collected. */
  health: ZoneHealth[] | null;
}

/** What the endpoints of our own that are connected cost a month; null where it is known of none. */
export interface ConsumerCost {
  monthlyUsd: number | null;
  /** Of how many it is known, and how many there are. */
  known: number;
  endpoints: number;
}

export interface ServiceDetail extends Service {
  availabilityZones: string[];
  privateDnsNameConfiguration: Record<string, unknown> | null;
  raw: unknown;
}

/** Everything that the page of one endpoint service shows. */
export interface ServicePage {
  service: ServiceDetail;
  provenance: ScopeProvenance;
  principals: ServicePrincipal[];
  /** How many connections are in which state; null until they have been collected. */
  connectionStates: { state: string; connections: number }[] | null;
  /** The first of them. */
  connections: ListPage<Connection>;
  loadBalancers: ServiceLoadBalancer[];
  traffic: ProviderTraffic;
  findings: ListPage<FindingItem>;
  /** Null: not judged, or not yet. */
  idle: IdleItem | null;
  changes: ResourceChange[];
  consumerCost: ConsumerCost;
}

/** Everything that the page of one load balancer shows. */
export interface LoadBalancerPage {
  loadBalancer: LoadBalancerDetail;
  provenance: ScopeProvenance;
  /** How many connections lead to its services. */
  connections: { serviceId: string; connections: number; pending: number }[];
  traffic: ProviderTraffic;
  findings: ListPage<FindingItem>;
  idle: IdleItem | null;
  changes: ResourceChange[];
  /** What AWS billed for it in the last 30 days on the bill; null where the bill has no lines by resource. */
  billed: { usd: number; from: string; to: string } | null;
}

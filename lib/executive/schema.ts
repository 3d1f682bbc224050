import type { IdleResourceType } from "../idle/schema.ts";

/** How a state is drawn. */
export type Status = "ok" | "warn" | "bad" | "unknown" | "idle" | "busy" | "none";

/** Endpoints of one account and region by what EC2 reports of them. */
export interface StateCount {
  accountId: string;
  accountName: string | null;
  region: string;
  /** Lower case, as reported last; empty where AWS named none. */
  state: string;
  endpoints: number;
  /** Of them, in a scope that failed or is overdue: what they are now is not known. */
  stale: number;
}

/** Endpoints of one account by their idle verdict. */
export interface UseCount {
  accountId: string;
  accountName: string | null;
  endpoints: number;
  /** In use, a little of it included. */
  active: number;
  idle: number;
  /** Without traffic so far, and too new to judge. */
  tooNew: number;
  /** CloudWatch publishes nothing: gateway endpoints, consumers in another region. */
  notMeasurable: number;
  /** Not collected for the whole time, not lately, or not judged yet. */
  unknown: number;
}

/** What is idle and kept by nobody, by kind and by who could remove it. */
export interface IdleGroup {
  owner: string | null;
  accountId: string;
  accountName: string | null;
  resourceType: IdleResourceType;
  count: number;
  /** US dollars a month, over those with a price; null where none has one. */
  savingUsd: number | null;
  unpriced: number;
}

/** Targets behind one zone of an endpoint service's load balancers. */
export interface ServiceZone {
  accountId: string;
  accountName: string | null;
  region: string;
  serviceId: string;
  serviceName: string;
  owner: string | null;
  name: string | null;
  /** AZ ID; null for a service of which no zone is known. */
  azId: string | null;
  targets: number;
  healthy: number;
  /** When ELB was last read completely there; null when never, or the scope fails. */
  readAt: Date | null;
  stale: boolean;
}

/** Log entries of some days by kind. */
export interface ChangeCount {
  resourceType: string;
  change: string;
  field: string | null;
  changes: number;
  resources: number;
  latestAt: Date;
}

/** What one collector asked AWS for. */
export interface WatchCost {
  collector: string;
  costUsd: number;
  runs: number;
}

/** A stretch of the headline: text, a figure that opens its rows, a state. */
export interface HeadlinePart {
  text: string;
  href?: string;
  status?: Status;
}

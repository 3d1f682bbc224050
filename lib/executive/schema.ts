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

/** Endpoints of one account by whether they carried anything in the last 30 days. */
export interface TrafficCount {
  accountId: string;
  accountName: string | null;
  endpoints: number;
  /** Had traffic. */
  active: number;
  /** None, although they existed and were collected for the entire 30 days. */
  silent: number;
  /** None so far, but younger than 30 days. */
  young: number;
  /** CloudWatch publishes nothing: gateway endpoints, consumers in another region. */
  notMeasurable: number;
  /** Not collected for the entire 30 days, or not lately. */
  unknown: number;
}

/** Endpoints without traffic that are billed by the hour, by who could remove them. */
export interface SilentGroup {
  owner: string | null;
  accountId: string;
  accountName: string | null;
  region: string;
  vpcEndpointType: string;
  endpoints: number;
  /** Availability zones, summed: each is billed by the hour. */
  zones: number;
  /** Endpoints whose zones are not known. */
  withoutZones: number;
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

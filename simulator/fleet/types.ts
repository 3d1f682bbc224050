/** The specifications a fleet is made of. Everything on the wire derives from these and the clock. */

export interface AccountSpec {
  id: string;
  name: string;
  email: string;
  status: "ACTIVE" | "SUSPENDED";
  joinedAt: number;
  tags: Record<string, string>;
  /** External id that the account's role wants, when it wants one. */
  externalId?: string;
  /** Its trail records network activity events: calls that an endpoint's policy denied. */
  networkActivity?: boolean;
  /** What its reader role may not do, such as `cloudtrail:LookupEvents`. */
  denied?: string[];
}

export interface SubnetSpec {
  id: string;
  azId: string;
  cidr: string;
  tier: "private" | "public";
  freeAddresses: number;
}

export interface VpcSpec {
  id: string;
  name: string;
  accountId: string;
  region: string;
  /** First two octets of the /16. */
  prefix: string;
  azIds: string[];
  dnsSupport: boolean;
  dnsHostnames: boolean;
  flowLogs: boolean;
  /** Bucket the flow logs go to; CloudWatch Logs when absent. */
  flowLogBucket?: string;
  /** Fields of a record of the flow logs, with blanks in between; those of the default format when absent. */
  flowLogFields?: string;
  tags: Record<string, string>;
  /** Zones whose private subnet has no free address left. */
  fullZones?: string[];
  /** Workloads that may send nothing: they have interfaces of their own, and probes say which subnet they run in. */
  clientsLocked?: boolean;
  /** Its groups name customer-managed prefix lists in the place of ranges. */
  byPrefixLists?: boolean;
  /** AWS refuses every so many days to create an endpoint here, and says this. */
  refusesCreations?: { everyDays: number; code: string; message: string };
}

type EndpointType = "Interface" | "Gateway" | "GatewayLoadBalancer" | "Resource" | "ServiceNetwork";

/** Daily rhythm of traffic; see `rhythm.ts`. */
export type RhythmName = "office" | "consumer" | "steady" | "nightly" | "sparse";

export interface TrafficSpec {
  rhythm: RhythmName;
  /** Mean bytes of a weekday over all zones; 0 for an endpoint that never carried any. */
  bytesPerDay: number;
  /** Mean bytes moved by one connection. */
  bytesPerConnection: number;
  /** From this instant (ms) on, silence. */
  idleSince?: number;
  /** Share of traffic per zone, in the order of the endpoint's zones; equal when absent. */
  zoneShares?: number[];
}

/** The security groups that VPCs have. */
export type GroupName =
  | "default"
  | "app"
  | "endpoints"
  | "private-link"
  | "wrong-port"
  | "wide-open"
  /** Only in VPCs with prefix lists of their own. */
  | "partners-only";

type PolicyName = "full" | "scoped" | "denying" | "none";

export interface EndpointSpec {
  id: string;
  /** `account/region/vpc/name`: stable, human-readable. */
  key: string;
  accountId: string;
  region: string;
  vpc: VpcSpec;
  type: EndpointType;
  /** Full service name; empty for resource and service-network endpoints. */
  serviceName: string;
  /** Region of the service where it is not the endpoint's own. */
  serviceRegion?: string;
  /** Resource configuration or service network for the two Lattice types. */
  latticeArn?: string;
  azIds: string[];
  state: string;
  createdAt: number;
  deletedAt?: number;
  groups: GroupName[];
  privateDns: boolean;
  policy: PolicyName;
  policyDocument?: string;
  /** When somebody last set its policy, out of turn. */
  policySetAt?: number;
  tags: Record<string, string>;
  requesterManaged?: boolean;
  lastError?: { code: string; message: string };
  failureReason?: string;
  /** Zones whose network interface is missing. */
  missingInterfaces?: string[];
  /** AWS lists no DNS name for it. */
  withoutNames?: boolean;
  /** Turned away at its interfaces in spite of its groups, as by a network ACL. */
  refused?: boolean;
  probes?: ProbeTrouble;
  traffic?: TrafficSpec;
}

/** What probes of an endpoint see beyond what the fleet's own state makes them see. */
export interface ProbeTrouble {
  /** From this instant (ms) on. */
  since: number;
  /** Zones of the probes it holds for; all of them when absent. */
  azIds?: string[];
  /** Share of calls that fail before anything answers. */
  failures?: number;
  /** Share of calls that are answered with 503. */
  errors?: number;
  /** Factor on the time an exchange takes. */
  slowness?: number;
  /** The private name leads past the endpoint. */
  strayName?: boolean;
  /** Probed from this region too. */
  farRegion?: string;
}

/** When a target answers its health check; `outage` follows the service's scheduled outages. */
export type TargetCondition =
  | "healthy"
  | "timeout"
  | "failed-checks"
  | "mismatch"
  | "outage"
  | "draining"
  | "unused"
  | "initial";

export interface TargetSpec {
  id: string;
  port: number;
  azId: string;
  condition: TargetCondition;
}

export interface TargetGroupSpec {
  name: string;
  arn: string;
  protocol: string;
  port: number;
  targetType: "ip" | "instance" | "alb";
  healthCheck: { protocol: string; port: string; path?: string };
  /** The target group's own cross-zone setting; undefined leaves it to the load balancer. */
  crossZone?: boolean;
  proxyProtocol: boolean;
  targets: TargetSpec[];
}

export interface LoadBalancerSpec {
  name: string;
  arn: string;
  type: "network" | "gateway";
  accountId: string;
  region: string;
  vpc: VpcSpec;
  azIds: string[];
  scheme: "internal" | "internet-facing";
  crossZone: boolean;
  deletionProtection: boolean;
  /** Present on newer load balancers; whether PrivateLink traffic is held to the groups' rules. */
  enforcePrivateLinkRules?: boolean;
  /** Its groups; `private-link` when absent, where it has any. */
  groups?: GroupName[];
  createdAt: number;
  targetGroups: TargetGroupSpec[];
  listeners: { arn: string; port: number; protocol: string; targetGroup: TargetGroupSpec }[];
  tags: Record<string, string>;
  /** Bytes a day that reach it without PrivateLink. */
  directBytesPerDay: number;
  service?: ServiceSpec;
  /** Flows a minute that it turns away, and connections for which it finds no port. */
  pressure?: { rejectedFlows: number; portErrors: number };
}

export interface ServiceSpec {
  id: string;
  name: string;
  serviceName: string;
  /** Owner; not in the organization for third-party services. */
  accountId: string;
  region: string;
  type: "Interface" | "GatewayLoadBalancer";
  state: string;
  azIds: string[];
  acceptanceRequired: boolean;
  allowedPrincipals: string[];
  /** When somebody last set who may connect, and whether that has to be accepted, out of turn. */
  allowListSetAt?: number;
  acceptanceSetAt?: number;
  privateDnsName?: string;
  privateDnsState?: "pendingVerification" | "verified" | "failed";
  supportedRegions: string[];
  payerResponsibility?: "ServiceOwner";
  notificationTopic?: string;
  createdAt: number;
  tags: Record<string, string>;
  port: number;
  loadBalancers: LoadBalancerSpec[];
  /** Connections from accounts outside the organization. */
  outsideConsumers: { vpcEndpointId: string; accountId: string; state: string; createdAt: number }[];
}

/** Scheduled trouble, recurring by absolute time. Factors multiply a metric while it lasts. */
export interface IncidentSpec {
  name: string;
  /** What it hits: an endpoint id, a service id, or either with one zone (`id@azId`). */
  target: string;
  everyMinutes: number;
  offsetMinutes: number;
  lastsMinutes: number;
  factors: Partial<Record<MetricFactor, number>>;
  /** What the endpoint loses leaves through the NAT gateway of its VPC. */
  bypass?: true;
  /** What it does shows so much later. */
  seenAfterMinutes?: number;
}

export type MetricFactor = "bytes" | "connections" | "resets" | "drops" | "active";

export interface FleetPlan {
  name: string;
  seed: string;
  regions: string[];
  accounts: AccountSpec[];
  vpcs: VpcSpec[];
  endpoints: EndpointSpec[];
  services: ServiceSpec[];
  /** Load balancers behind no service as well. */
  loadBalancers: LoadBalancerSpec[];
  incidents: IncidentSpec[];
  /** Hardly a probe is lost by chance. */
  calm?: true;
  /** Where the bill departs from what was used. */
  billDeviations?: BillDeviation[];
  /** What was deliberately put out of order, and what has to be found of it. */
  planted?: Planted[];
}

/** Where the bill of a day departs from what the resources used. */
export type BillDeviation = {
  accountId: string;
  region: string;
  /** UTC, `2026-03-14`. */
  day: string;
} & (
  | { kind: "credit" | "tax"; usd: number }
  /** Zone-hours of an endpoint that nobody can list. */
  | { kind: "unknown-endpoint"; hours: number }
  /** The bill has nothing of the day yet. */
  | { kind: "late-day" }
);

/** A fault that stands in the fleet. */
export interface Planted {
  /** The check that has to find it: an id of the diagnosis. */
  checkId: string;
  /** What was put out of order: an id or an ARN; of an account and region, `account/region`. */
  resourceId: string;
  /** AZ IDs of the lanes that it breaks; empty: all. */
  azIds: string[];
  /** ISO 8601; null: since ever. */
  since: string | null;
  sentence: string;
  /** Where the check has to say so: endpoints for what lies on their path, else the resource itself. */
  foundOn: string[];
  /** Checks that may fail for the same reason, and where they may beside `foundOn`. */
  implied: string[];
  impliedOn: string[];
  /** The incident that it is: to be found while that lasts. */
  incident?: string;
}

/** How a run of a scope ended. A scope is collector × account × region. */
export const outcomes = ["success", "partial", "failed", "skipped"] as const;
export type Outcome = (typeof outcomes)[number];

/**
 * Why a call failed, as far as it decides what to do next.
 * - `throttled`, `unavailable`, `network`: passes by itself, tried again.
 * - `denied`, `expired-credentials`, `region-off`: somebody has to change a permission or a setting.
 * - `absent`: the server does not know the call (an emulator, an older partition).
 * - `malformed`: the answer could not be read.
 * - `suspended`: the account is closed or suspended; nothing is asked there.
 * - `budget`: nothing was asked, because the dollars set for the day are spent, or none are set.
 * - `interrupted`: the worker was stopped or killed in the middle.
 * - `internal`: a mistake of Linkledger itself, or its database.
 */
export const errorClasses = [
  "throttled",
  "unavailable",
  "network",
  "denied",
  "expired-credentials",
  "region-off",
  "absent",
  "malformed",
  "permanent",
  "suspended",
  "budget",
  "interrupted",
  "internal",
] as const;
export type ErrorClass = (typeof errorClasses)[number];

/** What went wrong, without secrets. `code` is the server's own word for it. */
export interface Failure {
  errorClass: ErrorClass;
  code: string;
  message: string;
}

/** A group of calls inside one run, recorded on its own in `collector_run.parts`. */
export interface RunPart {
  part: string;
  outcome: "success" | "failed";
  resources: number;
  errorClass?: ErrorClass;
  errorCode?: string;
  errorMessage?: string;
}

/** Region of scopes that belong to an account or to the whole organization. */
export const globalRegion = "global";

/** Where a collector has scopes: once, once per account, or per account and region. */
export type ScopeKind = "organization" | "account" | "account-region";

interface CollectorFacts {
  /** What it collects, in words for people. */
  title: string;
  scope: ScopeKind;
  intervalSeconds: number;
  /** The IAM actions its calls need. */
  actions: readonly string[];
}

const minute = 60;
const hour = 3600;

/** What is known about each collector without running it; `collectors/registry.ts` binds each to its code. */
export const collectorCatalog = {
  accounts: {
    title: "Accounts of the organization or of the configuration",
    scope: "organization",
    intervalSeconds: hour,
    actions: ["organizations:ListAccounts", "sts:GetCallerIdentity"],
  },
  regions: {
    title: "Regions that are enabled for an account",
    scope: "account",
    intervalSeconds: 24 * hour,
    actions: ["ec2:DescribeRegions"],
  },
  endpoints: {
    title: "VPC endpoints",
    scope: "account-region",
    intervalSeconds: 10 * minute,
    actions: ["ec2:DescribeVpcEndpoints"],
  },
  network: {
    title: "Zones, VPCs, subnets, security groups, network interfaces, route tables, flow logs",
    scope: "account-region",
    intervalSeconds: 30 * minute,
    actions: [
      "ec2:DescribeAvailabilityZones",
      "ec2:DescribeVpcs",
      "ec2:DescribeVpcAttribute",
      "ec2:DescribeSubnets",
      "ec2:DescribeSecurityGroups",
      "ec2:DescribeNetworkInterfaces",
      "ec2:DescribeRouteTables",
      "ec2:DescribeFlowLogs",
    ],
  },
  "prefix-lists": {
    title: "Managed prefix lists that security groups and routes name, with their entries",
    scope: "account-region",
    intervalSeconds: 24 * hour,
    actions: ["ec2:DescribeManagedPrefixLists", "ec2:GetManagedPrefixListEntries"],
  },
  services: {
    title: "Endpoint services and who may connect to them",
    scope: "account-region",
    intervalSeconds: 30 * minute,
    actions: ["ec2:DescribeVpcEndpointServiceConfigurations", "ec2:DescribeVpcEndpointServicePermissions"],
  },
  connections: {
    title: "Connections to endpoint services and their notifications",
    scope: "account-region",
    intervalSeconds: 10 * minute,
    actions: ["ec2:DescribeVpcEndpointConnections", "ec2:DescribeVpcEndpointConnectionNotifications"],
  },
  "load-balancers": {
    title: "Network and gateway load balancers, listeners, target groups, target health",
    scope: "account-region",
    intervalSeconds: 10 * minute,
    actions: [
      "elasticloadbalancing:DescribeLoadBalancers",
      "elasticloadbalancing:DescribeLoadBalancerAttributes",
      "elasticloadbalancing:DescribeListeners",
      "elasticloadbalancing:DescribeTargetGroups",
      "elasticloadbalancing:DescribeTargetGroupAttributes",
      "elasticloadbalancing:DescribeTargetHealth",
      "elasticloadbalancing:DescribeTags",
    ],
  },
  "available-services": {
    title: "Services that endpoints are connected to, as AWS offers them to the account",
    scope: "account-region",
    intervalSeconds: 6 * hour,
    actions: ["ec2:DescribeVpcEndpointServices"],
  },
  prices: {
    title: "List prices of endpoints, load balancers and of the watching itself",
    scope: "organization",
    intervalSeconds: 24 * hour,
    actions: ["pricing:GetProducts"],
  },
  costs: {
    title: "What AWS bills for endpoints and load balancers",
    scope: "account",
    intervalSeconds: 24 * hour,
    actions: ["ce:GetCostAndUsage", "ce:GetCostAndUsageWithResources"],
  },
  quotas: {
    title: "Service quotas and how much of them is used",
    scope: "account-region",
    intervalSeconds: 6 * hour,
    actions: ["servicequotas:ListServiceQuotas", "servicequotas:GetAWSDefaultServiceQuota"],
  },
  metrics: {
    title: "Traffic of endpoints, endpoint services and network load balancers",
    scope: "account-region",
    intervalSeconds: 15 * minute,
    actions: ["cloudwatch:GetMetricData", "cloudwatch:ListMetrics"],
  },
  trail: {
    title: "Who changed endpoints, services and what they stand on",
    scope: "account-region",
    intervalSeconds: 15 * minute,
    actions: ["cloudtrail:LookupEvents"],
  },
  rejects: {
    title: "Flows that security groups and network ACLs refuse at endpoints in question (flow logs)",
    scope: "account-region",
    intervalSeconds: 15 * minute,
    actions: ["logs:DescribeLogGroups", "logs:StartQuery", "logs:GetQueryResults", "logs:StopQuery"],
  },
  "access-denials": {
    title: "Calls that endpoint policies denied (network activity events of CloudTrail)",
    scope: "account-region",
    intervalSeconds: 15 * minute,
    actions: ["logs:DescribeLogGroups", "logs:StartQuery", "logs:GetQueryResults", "logs:StopQuery"],
  },
  probes: {
    title: "Results of DNS, TCP, TLS and HTTP probes, from Prometheus",
    scope: "organization",
    intervalSeconds: 2 * minute,
    actions: [],
  },
} as const satisfies Record<string, CollectorFacts>;

export type CollectorName = keyof typeof collectorCatalog;
export const collectorNames = Object.keys(collectorCatalog) as CollectorName[];

/** True for the name of a collector of this version; the database may hold names of another one. */
export function isCollectorName(name: string): name is CollectorName {
  return Object.hasOwn(collectorCatalog, name);
}

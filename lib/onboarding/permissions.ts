/** Where a permission is needed: in every account, or once in the organization. */
export type PermissionPlace = "every account" | "payer" | "management";

/** What Linkledger may ask of AWS, and what it asks it for. */
export interface Permission {
  /** Exactly as in an IAM policy. */
  action: string;
  why: string;
  place: PermissionPlace;
  /** Asked only where the configuration asks for it. */
  optional?: string;
}

const everywhere = (service: string, actions: Record<string, string>): Permission[] =>
  Object.entries(actions).map(([name, why]) => ({
    action: `${service}:${name}`,
    why,
    place: "every account",
  }));

/**
 * Every action that the role `LinkledgerReader` needs. All of them read; none of them reads what a workload stores or
 * sends. A test holds the list against the calls that the collectors make.
 */
export const permissions: Permission[] = [
  ...everywhere("ec2", {
    DescribeRegions: "which regions are enabled for the account",
    DescribeAvailabilityZones: "AZ IDs behind the names, which differ between accounts",
    DescribeVpcs: "the networks that endpoints belong to",
    DescribeVpcAttribute: "whether a VPC resolves private names",
    DescribeSubnets: "in which zone an endpoint stands, and whether addresses are left",
    DescribeSecurityGroups: "whether clients may reach the endpoint",
    DescribeNetworkInterfaces: "the addresses of an endpoint",
    DescribeManagedPrefixLists: "the prefix lists that rules and routes name",
    GetManagedPrefixListEntries: "whether clients are on such a list",
    DescribeRouteTables: "whether gateway endpoints and peers are routed to",
    DescribeFlowLogs: "whether refused connections are on record",
    DescribeVpcEndpoints: "the endpoints themselves, their state and policy",
    DescribeVpcEndpointServices: "the services in use: their zones, and whether they are still offered",
    DescribeVpcEndpointServiceConfigurations: "the services that the account provides",
    DescribeVpcEndpointServicePermissions: "who may connect to them",
    DescribeVpcEndpointConnections: "who is connected to them, or waits for it",
    DescribeVpcEndpointConnectionNotifications: "whether anybody is told of new connections",
  }),
  ...everywhere("elasticloadbalancing", {
    DescribeLoadBalancers: "the load balancers behind services",
    DescribeLoadBalancerAttributes: "cross-zone balancing, which decides what a lost zone costs",
    DescribeListeners: "which ports are forwarded",
    DescribeTargetGroups: "to what, and how health is checked",
    DescribeTargetGroupAttributes: "whether the client's address is kept",
    DescribeTargetHealth: "which targets answer, and why the others do not",
    DescribeTags: "whose they are",
  }),
  ...everywhere("cloudwatch", {
    ListMetrics: "which endpoints and services have metrics at all",
    GetMetricData: "bytes, connections, resets; $0.01 per 1,000 metrics",
  }),
  ...everywhere("logs", {
    DescribeLogGroups: "where flow logs and network activity events are kept",
    StartQuery: "who is refused, for endpoints in question only; $0.005 per GB read",
    GetQueryResults: "the answer of such a query",
    StopQuery: "ends a query whose answer nobody waits for",
  }),
  ...everywhere("cloudtrail", { LookupEvents: "who changed what; free of charge" }),
  ...everywhere("servicequotas", {
    ListServiceQuotas: "the limits of the account",
    GetAWSDefaultServiceQuota: "the limit where the account has none of its own",
  }),
  {
    action: "ce:GetCostAndUsage",
    why: "the bill by day, account, region and usage type; $0.01 a request",
    place: "payer",
  },
  {
    action: "ce:GetCostAndUsageWithResources",
    why: "the bill by endpoint; $0.01 a request",
    place: "payer",
    optional: "costs.resourceLevel",
  },
  { action: "pricing:GetProducts", why: "list prices per region and tier", place: "payer" },
  { action: "organizations:ListAccounts", why: "which accounts there are", place: "management" },
];

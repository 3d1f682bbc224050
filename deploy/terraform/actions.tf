# Written from lib/onboarding/permissions.ts; a test holds both against each other.
locals {
  read = [
    "ec2:DescribeRegions",                                 # which regions are enabled for the account
    "ec2:DescribeAvailabilityZones",                       # AZ IDs behind the names, which differ between accounts
    "ec2:DescribeVpcs",                                    # the networks that endpoints belong to
    "ec2:DescribeVpcAttribute",                            # whether a VPC resolves private names
    "ec2:DescribeSubnets",                                 # in which zone an endpoint stands, and whether addresses are left
    "ec2:DescribeSecurityGroups",                          # whether clients may reach the endpoint
    "ec2:DescribeNetworkInterfaces",                       # the addresses of an endpoint
    "ec2:DescribeManagedPrefixLists",                      # the prefix lists that rules and routes name
    "ec2:GetManagedPrefixListEntries",                     # whether clients are on such a list
    "ec2:DescribeRouteTables",                             # whether gateway endpoints and peers are routed to
    "ec2:DescribeFlowLogs",                                # whether refused connections are on record
    "ec2:DescribeVpcEndpoints",                            # the endpoints themselves, their state and policy
    "ec2:DescribeVpcEndpointServices",                     # the services in use: their zones, and whether they are still offered
    "ec2:DescribeVpcEndpointServiceConfigurations",        # the services that the account provides
    "ec2:DescribeVpcEndpointServicePermissions",           # who may connect to them
    "ec2:DescribeVpcEndpointConnections",                  # who is connected to them, or waits for it
    "ec2:DescribeVpcEndpointConnectionNotifications",      # whether anybody is told of new connections
    "elasticloadbalancing:DescribeLoadBalancers",          # the load balancers behind services
    "elasticloadbalancing:DescribeLoadBalancerAttributes", # cross-zone balancing, which decides what a lost zone costs
    "elasticloadbalancing:DescribeListeners",              # which ports are forwarded
    "elasticloadbalancing:DescribeTargetGroups",           # to what, and how health is checked
    "elasticloadbalancing:DescribeTargetGroupAttributes",  # whether the client's address is kept
    "elasticloadbalancing:DescribeTargetHealth",           # which targets answer, and why the others do not
    "elasticloadbalancing:DescribeTags",                   # whose they are
    "cloudwatch:ListMetrics",                              # which endpoints and services have metrics at all
    "cloudwatch:GetMetricData",                            # bytes, connections, resets; $0.01 per 1,000 metrics
    "logs:DescribeLogGroups",                              # where flow logs and network activity events are kept
    "logs:StartQuery",                                     # who is refused, for endpoints in question only; $0.005 per GB read
    "logs:GetQueryResults",                                # the answer of such a query
    "logs:StopQuery",                                      # ends a query whose answer nobody waits for
    "cloudtrail:LookupEvents",                             # who changed what; free of charge
    "servicequotas:ListServiceQuotas",                     # the limits of the account
    "servicequotas:GetAWSDefaultServiceQuota",             # the limit where the account has none of its own
  ]

  payer = [
    "ce:GetCostAndUsage",              # the bill by day, account, region and usage type; $0.01 a request
    "ce:GetCostAndUsageWithResources", # the bill by endpoint; $0.01 a request; only with costs.resourceLevel
    "pricing:GetProducts",             # list prices per region and tier
  ]

  management = [
    "organizations:ListAccounts", # which accounts there are
  ]
}

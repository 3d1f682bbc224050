import { LookupEventsCommand } from "@aws-sdk/client-cloudtrail";
import { GetMetricDataCommand, ListMetricsCommand } from "@aws-sdk/client-cloudwatch";
import {
  DescribeLogGroupsCommand,
  GetQueryResultsCommand,
  StartQueryCommand,
  StopQueryCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { GetCostAndUsageCommand, GetCostAndUsageWithResourcesCommand } from "@aws-sdk/client-cost-explorer";
import {
  DescribeAvailabilityZonesCommand,
  DescribeFlowLogsCommand,
  DescribeManagedPrefixListsCommand,
  DescribeNetworkInterfacesCommand,
  DescribeRegionsCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcAttributeCommand,
  DescribeVpcEndpointConnectionNotificationsCommand,
  DescribeVpcEndpointConnectionsCommand,
  DescribeVpcEndpointServiceConfigurationsCommand,
  DescribeVpcEndpointServicePermissionsCommand,
  DescribeVpcEndpointServicesCommand,
  DescribeVpcEndpointsCommand,
  DescribeVpcsCommand,
  GetManagedPrefixListEntriesCommand,
} from "@aws-sdk/client-ec2";
import {
  DescribeListenersCommand,
  DescribeLoadBalancerAttributesCommand,
  DescribeLoadBalancersCommand,
  DescribeTagsCommand,
  DescribeTargetGroupAttributesCommand,
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { ListAccountsCommand } from "@aws-sdk/client-organizations";
import { GetProductsCommand } from "@aws-sdk/client-pricing";
import { GetAWSDefaultServiceQuotaCommand, ListServiceQuotasCommand } from "@aws-sdk/client-service-quotas";
import type { Aws } from "../aws/session.ts";

/** A call that shows whether an action is allowed; it changes nothing and asks for as little as there is. */
type Question = (aws: Aws, now: Date) => Promise<unknown>;

// EC2 checks the permission of a dry run and does nothing else. What the others ask about does not exist: they check
// the permission first, and say that there is no such thing.
const dry = { DryRun: true };
const few = { MaxResults: 5 };
const nobody = "0000000000000000";
const balancer = ({ region, accountId }: Aws) =>
  `arn:${partitionOf(region)}:elasticloadbalancing:${region}:${accountId}:loadbalancer/net/linkledger-doctor/${nobody}`;
const targets = ({ region, accountId }: Aws) =>
  `arn:${partitionOf(region)}:elasticloadbalancing:${region}:${accountId}:targetgroup/linkledger-doctor/${nobody}`;
const noQuery = "00000000-0000-0000-0000-000000000000";

function partitionOf(region: string): string {
  if (region.startsWith("cn-")) return "aws-cn";
  return region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
}

const day = (time: Date, back = 0) => new Date(time.getTime() - back * 86_400_000).toISOString().slice(0, 10);
const billedDay = (now: Date) => ({
  TimePeriod: { Start: day(now, 2), End: day(now, 1) },
  Granularity: "DAILY" as const,
  Metrics: ["UnblendedCost"],
});

/** By IAM action; a test holds them against the list of permissions. */
export const questions: Record<string, Question> = {
  "ec2:DescribeRegions": (aws) => aws.ec2(new DescribeRegionsCommand(dry)),
  "ec2:DescribeAvailabilityZones": (aws) => aws.ec2(new DescribeAvailabilityZonesCommand(dry)),
  "ec2:DescribeVpcs": (aws) => aws.ec2(new DescribeVpcsCommand({ ...dry, ...few })),
  "ec2:DescribeVpcAttribute": (aws) =>
    aws.ec2(
      new DescribeVpcAttributeCommand({ ...dry, VpcId: `vpc-0${nobody}`, Attribute: "enableDnsSupport" }),
    ),
  "ec2:DescribeSubnets": (aws) => aws.ec2(new DescribeSubnetsCommand({ ...dry, ...few })),
  "ec2:DescribeSecurityGroups": (aws) => aws.ec2(new DescribeSecurityGroupsCommand({ ...dry, ...few })),
  "ec2:DescribeNetworkInterfaces": (aws) => aws.ec2(new DescribeNetworkInterfacesCommand({ ...dry, ...few })),
  "ec2:DescribeManagedPrefixLists": (aws) =>
    aws.ec2(new DescribeManagedPrefixListsCommand({ ...dry, ...few })),
  "ec2:GetManagedPrefixListEntries": (aws) =>
    aws.ec2(new GetManagedPrefixListEntriesCommand({ ...dry, ...few, PrefixListId: `pl-0${nobody}` })),
  "ec2:DescribeRouteTables": (aws) => aws.ec2(new DescribeRouteTablesCommand({ ...dry, ...few })),
  "ec2:DescribeFlowLogs": (aws) => aws.ec2(new DescribeFlowLogsCommand({ ...dry, ...few })),
  "ec2:DescribeVpcEndpoints": (aws) => aws.ec2(new DescribeVpcEndpointsCommand({ ...dry, ...few })),
  "ec2:DescribeVpcEndpointServices": (aws) =>
    aws.ec2(new DescribeVpcEndpointServicesCommand({ ...dry, ...few })),
  "ec2:DescribeVpcEndpointServiceConfigurations": (aws) =>
    aws.ec2(new DescribeVpcEndpointServiceConfigurationsCommand({ ...dry, ...few })),
  "ec2:DescribeVpcEndpointServicePermissions": (aws) =>
    aws.ec2(
      new DescribeVpcEndpointServicePermissionsCommand({ ...dry, ...few, ServiceId: `vpce-svc-0${nobody}` }),
    ),
  "ec2:DescribeVpcEndpointConnections": (aws) =>
    aws.ec2(new DescribeVpcEndpointConnectionsCommand({ ...dry, ...few })),
  "ec2:DescribeVpcEndpointConnectionNotifications": (aws) =>
    aws.ec2(new DescribeVpcEndpointConnectionNotificationsCommand({ ...dry, ...few })),
  "elasticloadbalancing:DescribeLoadBalancers": (aws) =>
    aws.elb(new DescribeLoadBalancersCommand({ PageSize: 1 })),
  "elasticloadbalancing:DescribeLoadBalancerAttributes": (aws) =>
    aws.elb(new DescribeLoadBalancerAttributesCommand({ LoadBalancerArn: balancer(aws) })),
  "elasticloadbalancing:DescribeListeners": (aws) =>
    aws.elb(new DescribeListenersCommand({ LoadBalancerArn: balancer(aws), PageSize: 1 })),
  "elasticloadbalancing:DescribeTargetGroups": (aws) =>
    aws.elb(new DescribeTargetGroupsCommand({ PageSize: 1 })),
  "elasticloadbalancing:DescribeTargetGroupAttributes": (aws) =>
    aws.elb(new DescribeTargetGroupAttributesCommand({ TargetGroupArn: targets(aws) })),
  "elasticloadbalancing:DescribeTargetHealth": (aws) =>
    aws.elb(new DescribeTargetHealthCommand({ TargetGroupArn: targets(aws) })),
  "elasticloadbalancing:DescribeTags": (aws) =>
    aws.elb(new DescribeTagsCommand({ ResourceArns: [balancer(aws)] })),
  "cloudwatch:ListMetrics": (aws) =>
    aws.cloudWatch(
      new ListMetricsCommand({ Namespace: "AWS/PrivateLinkEndpoints", MetricName: "BytesProcessed" }),
    ),
  // One metric: $0.00001.
  "cloudwatch:GetMetricData": (aws, now) =>
    aws.cloudWatch(
      new GetMetricDataCommand({
        StartTime: new Date(now.getTime() - 600_000),
        EndTime: now,
        MetricDataQueries: [
          {
            Id: "doctor",
            MetricStat: {
              Metric: { Namespace: "AWS/PrivateLinkEndpoints", MetricName: "BytesProcessed" },
              Period: 300,
              Stat: "Sum",
            },
          },
        ],
      }),
    ),
  "logs:DescribeLogGroups": (aws) => aws.logs(new DescribeLogGroupsCommand({ limit: 1 })),
  // A log group that is not there: nothing is read, and nothing paid.
  "logs:StartQuery": (aws, now) =>
    aws.logs(
      new StartQueryCommand({
        logGroupName: "linkledger-doctor-no-such-group",
        queryString: "fields @timestamp | limit 1",
        startTime: Math.floor(now.getTime() / 1000) - 60,
        endTime: Math.floor(now.getTime() / 1000),
      }),
    ),
  "logs:GetQueryResults": (aws) => aws.logs(new GetQueryResultsCommand({ queryId: noQuery })),
  "logs:StopQuery": (aws) => aws.logs(new StopQueryCommand({ queryId: noQuery })),
  "cloudtrail:LookupEvents": (aws) => aws.cloudTrail(new LookupEventsCommand({ MaxResults: 1 })),
  "servicequotas:ListServiceQuotas": (aws) =>
    aws.serviceQuotas(new ListServiceQuotasCommand({ ServiceCode: "vpc", MaxResults: 1 })),
  "servicequotas:GetAWSDefaultServiceQuota": (aws) =>
    aws.serviceQuotas(new GetAWSDefaultServiceQuotaCommand({ ServiceCode: "vpc", QuotaCode: "L-29B6F2EB" })),
  "ce:GetCostAndUsage": (aws, now) => aws.costExplorer(new GetCostAndUsageCommand(billedDay(now))),
  "ce:GetCostAndUsageWithResources": (aws, now) =>
    aws.costExplorer(
      new GetCostAndUsageWithResourcesCommand({
        ...billedDay(now),
        Filter: { Dimensions: { Key: "SERVICE", Values: ["Amazon Virtual Private Cloud"] } },
      }),
    ),
  "pricing:GetProducts": (aws) =>
    aws.pricing(new GetProductsCommand({ ServiceCode: "AmazonVPC", MaxResults: 1 })),
  "organizations:ListAccounts": (aws) => aws.organizations(new ListAccountsCommand({ MaxResults: 1 })),
};

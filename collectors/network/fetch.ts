import {
  type AvailabilityZone,
  DescribeAvailabilityZonesCommand,
  DescribeFlowLogsCommand,
  DescribeNetworkInterfacesCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcAttributeCommand,
  DescribeVpcsCommand,
  type FlowLog,
  type NetworkInterface,
  type RouteTable,
  type SecurityGroup,
  type Subnet,
  type Vpc,
} from "@aws-sdk/client-ec2";
import { allPages, eachLimited } from "../aws/pages.ts";
import type { Aws } from "../aws/session.ts";
import type { Parts } from "../parts.ts";

/** The network of an account and region. What could not be read is undefined. */
export interface NetworkAnswers {
  zones?: AvailabilityZone[];
  vpcs?: Vpc[];
  /** VPC id → its DNS attributes, for the VPCs whose attributes could be read. */
  dnsAttributes: Map<string, { support?: boolean; hostnames?: boolean }>;
  subnets?: Subnet[];
  securityGroups?: SecurityGroup[];
  networkInterfaces?: NetworkInterface[];
  routeTables?: RouteTable[];
  flowLogs?: FlowLog[];
}

const MaxResults = 1000;

export async function fetchNetwork(aws: Aws, parts: Parts): Promise<NetworkAnswers> {
  const { ec2 } = aws;
  const zones = parts.read("DescribeAvailabilityZones", async () => {
    const answer = await ec2(new DescribeAvailabilityZonesCommand({}));
    return answer.AvailabilityZones ?? [];
  });
  const vpcs = parts.read("DescribeVpcs", () =>
    allPages(async (NextToken) => {
      const answer = await ec2(new DescribeVpcsCommand({ MaxResults, NextToken }));
      return { items: answer.Vpcs, next: answer.NextToken };
    }),
  );
  const subnets = parts.read("DescribeSubnets", () =>
    allPages(async (NextToken) => {
      const answer = await ec2(new DescribeSubnetsCommand({ MaxResults, NextToken }));
      return { items: answer.Subnets, next: answer.NextToken };
    }),
  );
  const securityGroups = parts.read("DescribeSecurityGroups", () =>
    allPages(async (NextToken) => {
      const answer = await ec2(new DescribeSecurityGroupsCommand({ MaxResults, NextToken }));
      return { items: answer.SecurityGroups, next: answer.NextToken };
    }),
  );
  const networkInterfaces = parts.read("DescribeNetworkInterfaces", () =>
    allPages(async (NextToken) => {
      const answer = await ec2(new DescribeNetworkInterfacesCommand({ MaxResults, NextToken }));
      return { items: answer.NetworkInterfaces, next: answer.NextToken };
    }),
  );
  const routeTables = parts.read("DescribeRouteTables", () =>
    allPages(async (NextToken) => {
      const answer = await ec2(new DescribeRouteTablesCommand({ MaxResults: 100, NextToken }));
      return { items: answer.RouteTables, next: answer.NextToken };
    }),
  );
  const flowLogs = parts.read("DescribeFlowLogs", () =>
    allPages(async (NextToken) => {
      const answer = await ec2(new DescribeFlowLogsCommand({ MaxResults, NextToken }));
      return { items: answer.FlowLogs, next: answer.NextToken };
    }),
  );
  const dnsAttributes = vpcs.then((found) => fetchDnsAttributes(aws, parts, found));
  // All together: where one of them cannot go on, the others must not be left without somebody who listens.
  const read = Promise.all([
    zones,
    vpcs,
    dnsAttributes,
    subnets,
    securityGroups,
    networkInterfaces,
    routeTables,
    flowLogs,
  ]);
  const [z, v, d, s, g, n, r, f] = await read;
  return {
    zones: z,
    vpcs: v,
    dnsAttributes: d,
    subnets: s,
    securityGroups: g,
    networkInterfaces: n,
    routeTables: r,
    flowLogs: f,
  };
}

async function fetchDnsAttributes(aws: Aws, parts: Parts, vpcs: Vpc[] = []) {
  const found: NetworkAnswers["dnsAttributes"] = new Map();
  await eachLimited(vpcs, 4, async ({ VpcId }) => {
    if (!VpcId) return;
    const [support, hostnames] = await Promise.all([
      parts.read("DescribeVpcAttribute", () =>
        aws.ec2(new DescribeVpcAttributeCommand({ VpcId, Attribute: "enableDnsSupport" })),
      ),
      parts.read("DescribeVpcAttribute", () =>
        aws.ec2(new DescribeVpcAttributeCommand({ VpcId, Attribute: "enableDnsHostnames" })),
      ),
    ]);
    found.set(VpcId, {
      support: support?.EnableDnsSupport?.Value,
      hostnames: hostnames?.EnableDnsHostnames?.Value,
    });
  });
  return found;
}

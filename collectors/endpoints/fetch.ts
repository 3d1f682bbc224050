import { DescribeVpcEndpointsCommand, type VpcEndpoint } from "@aws-sdk/client-ec2";
import { allPages } from "../aws/pages.ts";
import type { Aws } from "../aws/session.ts";

/** All endpoints of an account and region. */
export function fetchEndpoints(aws: Aws): Promise<VpcEndpoint[]> {
  return allPages(async (NextToken) => {
    const answer = await aws.ec2(new DescribeVpcEndpointsCommand({ MaxResults: 1000, NextToken }));
    return { items: answer.VpcEndpoints, next: answer.NextToken };
  });
}

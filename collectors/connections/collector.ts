import {
  type ConnectionNotification,
  DescribeVpcEndpointConnectionNotificationsCommand,
  DescribeVpcEndpointConnectionsCommand,
  type VpcEndpointConnection,
} from "@aws-sdk/client-ec2";
import { allPages } from "../aws/pages.ts";
import { inventoryCollector, type ScopeContext } from "../collector.ts";
import { mapConnections } from "./map.ts";

export interface ConnectionAnswers {
  connections?: VpcEndpointConnection[];
  notifications?: ConnectionNotification[];
}

const MaxResults = 1000;

async function fetchConnections({ aws, parts }: ScopeContext): Promise<ConnectionAnswers> {
  const connections = await parts.read("DescribeVpcEndpointConnections", () =>
    allPages(async (NextToken) => {
      const answer = await aws.ec2(new DescribeVpcEndpointConnectionsCommand({ MaxResults, NextToken }));
      return { items: answer.VpcEndpointConnections, next: answer.NextToken };
    }),
  );
  const notifications = await parts.read("DescribeVpcEndpointConnectionNotifications", () =>
    allPages(async (NextToken) => {
      const command = new DescribeVpcEndpointConnectionNotificationsCommand({ MaxResults, NextToken });
      const answer = await aws.ec2(command);
      return { items: answer.ConnectionNotificationSet, next: answer.NextToken };
    }),
  );
  return { connections, notifications };
}

export const connections = inventoryCollector({
  name: "connections",
  phase: "inventory",
  answersOnly: true,
  fetch: fetchConnections,
  map: mapConnections,
});

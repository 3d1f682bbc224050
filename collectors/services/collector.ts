import {
  type AllowedPrincipal,
  DescribeVpcEndpointServiceConfigurationsCommand,
  DescribeVpcEndpointServicePermissionsCommand,
  type ServiceConfiguration,
} from "@aws-sdk/client-ec2";
import { allPages, eachLimited } from "../aws/pages.ts";
import { inventoryCollector, type ScopeContext } from "../collector.ts";
import { mapServices } from "./map.ts";

export interface ServiceAnswers {
  services?: ServiceConfiguration[];
  /** Service id → who may connect, for the services whose permissions could be read. */
  permissions: Map<string, AllowedPrincipal[]>;
}

const MaxResults = 1000;

async function fetchServices({ aws, parts }: ScopeContext): Promise<ServiceAnswers> {
  const services = await parts.read("DescribeVpcEndpointServiceConfigurations", () =>
    allPages(async (NextToken) => {
      const answer = await aws.ec2(
        new DescribeVpcEndpointServiceConfigurationsCommand({ MaxResults, NextToken }),
      );
      return { items: answer.ServiceConfigurations, next: answer.NextToken };
    }),
  );
  const permissions: ServiceAnswers["permissions"] = new Map();
  await eachLimited(services ?? [], 4, async ({ ServiceId }) => {
    if (!ServiceId) return;
    const principals = await parts.read("DescribeVpcEndpointServicePermissions", () =>
      allPages(async (NextToken) => {
        const command = new DescribeVpcEndpointServicePermissionsCommand({
          ServiceId,
          MaxResults,
          NextToken,
        });
        const answer = await aws.ec2(command);
        return { items: answer.AllowedPrincipals, next: answer.NextToken };
      }),
    );
    if (principals) permissions.set(ServiceId, principals);
  });
  return { services, permissions };
}

export const services = inventoryCollector({
  name: "services",
  phase: "inventory",
  answersOnly: true,
  zones: ["vpc_endpoint_service"],
  fetch: fetchServices,
  map: mapServices,
});

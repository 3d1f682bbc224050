/** Whether a client in the VPC gets through an endpoint's security groups. */
import { awsServiceOf } from "./aws-services.ts";
import type { Fleet } from "./fleet.ts";
import { groupId, vpcNetwork } from "./network.ts";
import { ownPrefixListId } from "./prefix-lists.ts";
import type { EndpointSpec } from "./types.ts";

/** The port clients connect to: the service's own, or 443 for AWS's services. */
export function portOf(fleet: Fleet, endpoint: EndpointSpec): number {
  const own = fleet.serviceByName(endpoint.serviceName);
  if (own) return own.port;
  return awsServiceOf(endpoint.serviceName) ? 443 : 5432;
}

/** Whether the endpoint's groups let workloads of the VPC in on a port. */
export function groupsAllow(endpoint: EndpointSpec, port: number): boolean {
  const app = groupId(endpoint.vpc, "app");
  const clients = ownPrefixListId(endpoint.vpc, "clients");
  return vpcNetwork(endpoint.vpc)
    .groups.filter((group) => endpoint.groups.includes(group.name))
    .some((group) =>
      group.rules.some(
        (rule) =>
          !rule.egress &&
          (rule.protocol === "-1" || (rule.fromPort <= port && port <= rule.toPort)) &&
          (rule.cidr !== undefined || rule.groupId === app || rule.prefixListId === clients),
      ),
    );
}

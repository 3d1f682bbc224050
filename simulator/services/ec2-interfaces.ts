import {
  ABSENT_ENDPOINT_STATES,
  clientInterfaces,
  endpointInterfaces,
  groupId,
  type InterfaceSpec,
  loadBalancerInterfaces,
} from "../fleet/network.ts";
import { zoneNames } from "../fleet/regions.ts";
import type { GroupName, VpcSpec } from "../fleet/types.ts";
import { AwsError } from "../protocols/errors.ts";
import type { WireObject } from "../protocols/xml.ts";
import type { Call, Operations } from "./context.ts";
import { listResources } from "./ec2-paging.ts";

interface Interface {
  eni: InterfaceSpec;
  vpc: VpcSpec;
  type:
    | "vpc_endpoint"
    | "gateway_load_balancer_endpoint"
    | "network_load_balancer"
    | "gateway_load_balancer"
    | "interface";
  description: string;
  groups: readonly GroupName[];
}

/** Network interfaces of endpoints and load balancers. */
export const ec2Interfaces: Operations = {
  DescribeNetworkInterfaces: (call) => {
    if (call.params.list("NetworkInterfaceId").length > 0 && call.params.get("MaxResults"))
      throw new AwsError(
        "InvalidParameterCombination",
        "The parameter NetworkInterfaceIds cannot be used with the parameter MaxResults",
      );
    const names = zoneNames(call.accountId, call.region);
    return listResources<Interface>(call, interfacesOf(call), {
      idParameter: "NetworkInterfaceId",
      idOf: ({ eni }) => eni.id,
      notFound: {
        code: "InvalidNetworkInterfaceID.NotFound",
        message: (id) => `The networkInterface ID '${id}' does not exist`,
      },
      filters: {
        "interface-type": (one) => one.type,
        "network-interface-id": ({ eni }) => eni.id,
        "vpc-id": ({ vpc }) => vpc.id,
        "subnet-id": ({ eni }) => eni.subnet.id,
        "availability-zone": ({ eni }) => names.get(eni.subnet.azId),
        "availability-zone-id": ({ eni }) => eni.subnet.azId,
        "group-id": ({ vpc, groups }) => groups.map((name) => groupId(vpc, name)),
        description: (one) => one.description,
        "requester-managed": ({ type }) => String(type !== "interface"),
        status: () => "in-use",
      },
      tagsOf: () => ({}),
      set: "networkInterfaceSet",
      render: (one) => renderInterface(one, names),
    });
  },
};

function interfacesOf(call: Call): Interface[] {
  const found: Interface[] = [];
  for (const endpoint of call.fleet.endpoints(call.accountId, call.region, call.now)) {
    if (ABSENT_ENDPOINT_STATES.has(endpoint.state)) continue;
    const gateway = endpoint.type === "GatewayLoadBalancer";
    const type = gateway ? "gateway_load_balancer_endpoint" : "vpc_endpoint";
    const description = `VPC Endpoint Interface ${endpoint.id}`;
    for (const eni of endpointInterfaces(endpoint))
      found.push({ eni, vpc: endpoint.vpc, type, description, groups: endpoint.groups });
  }
  for (const balancer of call.fleet.loadBalancers(call.accountId, call.region)) {
    const description = `ELB ${balancer.arn.split(":loadbalancer/")[1]}`;
    const type = balancer.type === "network" ? "network_load_balancer" : "gateway_load_balancer";
    for (const eni of loadBalancerInterfaces(balancer))
      found.push({ eni, vpc: balancer.vpc, type, description, groups: [] });
  }
  for (const vpc of call.fleet.vpcs(call.accountId, call.region))
    for (const eni of clientInterfaces(vpc))
      found.push({ eni, vpc, type: "interface", description: "Workload", groups: ["app"] });
  return found;
}

function renderInterface(
  { eni, vpc, type, description, groups }: Interface,
  names: ReadonlyMap<string, string>,
): WireObject {
  const workload = type === "interface";
  const privateDnsName = `ip-${eni.address.replaceAll(".", "-")}.${vpc.region}.compute.internal`;
  return {
    networkInterfaceId: eni.id,
    subnetId: eni.subnet.id,
    vpcId: vpc.id,
    availabilityZone: names.get(eni.subnet.azId),
    availabilityZoneId: eni.subnet.azId,
    description,
    ownerId: vpc.accountId,
    requesterId: workload ? vpc.accountId : "amazon-aws",
    requesterManaged: !workload,
    status: "in-use",
    macAddress: eni.mac,
    privateIpAddress: eni.address,
    privateDnsName,
    sourceDestCheck: type !== "gateway_load_balancer_endpoint",
    groupSet: groups.map((name) => ({ groupId: groupId(vpc, name), groupName: name })),
    attachment: {
      attachmentId: eni.id.replace("eni-", "ela-attach-"),
      deleteOnTermination: false,
      deviceIndex: 1,
      instanceOwnerId: workload ? vpc.accountId : "amazon-aws",
      status: "attached",
    },
    privateIpAddressesSet: [{ primary: true, privateIpAddress: eni.address, privateDnsName }],
    ipv6AddressesSet: [],
    tagSet: [],
    interfaceType: type,
  };
}

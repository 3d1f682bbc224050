/** Requests and answers of EC2 calls as CloudTrail writes them: wrapped by name, lists as tagged content. */
import { awsId } from "./hash.ts";
import { type GroupRule, groupId, privateSubnet, routeTableIds, vpcNetwork } from "./network.ts";
import { policyDocument } from "./policies.ts";
import type { TrailEvent } from "./trail.ts";
import type { EndpointSpec, ServiceSpec, VpcSpec } from "./types.ts";

/** A call without when and who. */
export type TrailCall = Omit<TrailEvent, "key" | "at" | "actor">;

const XMLNS = "http://ec2.amazonaws.com/doc/2016-11-15/";

/** A list of one is an object, a longer one an array; each entry carries its number. */
function tagged(values: readonly string[]): unknown {
  const entries = values.map((content, index) => ({ tag: index + 1, content }));
  return entries.length === 1 ? entries[0] : entries;
}

function wrap(name: string, fields: Record<string, unknown>): () => Record<string, unknown> {
  return () => ({ [`${name}Request`]: fields });
}

function answered(name: string, fields: Record<string, unknown>): () => Record<string, unknown> {
  return () => ({ [`${name}Response`]: { xmlns: XMLNS, ...fields } });
}

function call(
  owner: { accountId: string; region: string },
  name: string,
  resources: TrailCall["resources"],
  request: Record<string, unknown>,
  response: Record<string, unknown>,
): TrailCall {
  const { accountId, region } = owner;
  return {
    name,
    accountId,
    region,
    resources,
    request: wrap(name, request),
    response: answered(name, response),
  };
}

const endpointResource = (id: string) => ({ type: "AWS::EC2::VPCEndpoint", name: id });
const serviceResource = ({ id }: ServiceSpec) => ({ type: "AWS::EC2::VPCEndpointService", name: id });

export function createEndpoint(endpoint: EndpointSpec): TrailCall {
  const { vpc, id, type, groups, azIds } = endpoint;
  const subnets = azIds.map((azId) => privateSubnet(vpc, azId).id);
  const gateway = type === "Gateway";
  const request = {
    VpcId: vpc.id,
    VpcEndpointType: type,
    ServiceName: endpoint.serviceName || undefined,
    PrivateDnsEnabled: gateway ? undefined : endpoint.privateDns,
    SubnetId: subnets.length > 0 ? tagged(subnets) : undefined,
    SecurityGroupId: groups.length > 0 ? tagged(groups.map((name) => groupId(vpc, name))) : undefined,
    RouteTableId: gateway ? tagged(Object.values(routeTableIds(vpc))) : undefined,
    ClientToken: awsId("token", id),
  };
  const vpcEndpoint = {
    vpcEndpointId: id,
    vpcEndpointType: type,
    vpcId: vpc.id,
    serviceName: endpoint.serviceName || undefined,
    state: gateway ? "available" : "pending",
    creationTimestamp: new Date(endpoint.createdAt).toISOString(),
    ownerId: endpoint.accountId,
  };
  const resources = [
    { type: "AWS::EC2::VPC", name: vpc.id },
    endpointResource(id),
    ...subnets.map((name) => ({ type: "AWS::EC2::Subnet", name })),
  ];
  return call(endpoint, "CreateVpcEndpoint", resources, request, { vpcEndpoint });
}

/** A creation that AWS turned down: it has no answer. */
export function createRefused(vpc: VpcSpec, serviceName: string): TrailCall {
  const subnets = vpcNetwork(vpc).subnets.filter((subnet) => subnet.tier === "private");
  const request = {
    VpcId: vpc.id,
    VpcEndpointType: "Interface",
    ServiceName: serviceName,
    PrivateDnsEnabled: true,
    SubnetId: tagged(subnets.map((subnet) => subnet.id)),
    SecurityGroupId: tagged([groupId(vpc, "endpoints")]),
  };
  const resources = [{ type: "AWS::EC2::VPC", name: vpc.id }];
  return { ...call(vpc, "CreateVpcEndpoint", resources, request, {}), response: () => null };
}

/** Sets what the endpoint has: its groups, its policy or its private DNS. */
export function modifyEndpoint(endpoint: EndpointSpec, what?: ModifiedPart): TrailCall {
  const part = what ?? partOf(endpoint);
  const request = { VpcEndpointId: endpoint.id, ...modified(endpoint, part) };
  return call(endpoint, "ModifyVpcEndpoint", [endpointResource(endpoint.id)], request, { return: true });
}

export type ModifiedPart = "policy" | "groups" | "privateDns" | "subnets" | "routeTables";

function partOf(endpoint: EndpointSpec): ModifiedPart {
  const usual = endpoint.groups.every((name) => name === "endpoints" || name === "private-link");
  if (!usual) return "groups";
  if (policyDocument(endpoint) !== undefined) return "policy";
  return endpoint.type === "Gateway" ? "routeTables" : "privateDns";
}

function modified(endpoint: EndpointSpec, part: ModifiedPart): Record<string, unknown> {
  const { vpc, groups, azIds } = endpoint;
  switch (part) {
    case "policy":
      return { PolicyDocument: policyDocument(endpoint) };
    case "groups":
      return { AddSecurityGroupId: tagged(groups.map((name) => groupId(vpc, name))) };
    case "privateDns":
      return { PrivateDnsEnabled: endpoint.privateDns };
    case "subnets":
      return { AddSubnetId: tagged(azIds.map((azId) => privateSubnet(vpc, azId).id)) };
    case "routeTables":
      return { AddRouteTableId: tagged(Object.values(routeTableIds(vpc))) };
  }
}

export function tagEndpoint(endpoint: EndpointSpec): TrailCall {
  const tags = Object.entries(endpoint.tags).map(([key, value]) => ({ key, value }));
  const request = { resourcesSet: { items: [{ resourceId: endpoint.id }] }, tagSet: { items: tags } };
  const { accountId, region } = endpoint;
  const resources = [endpointResource(endpoint.id)];
  // One of the older calls, which CloudTrail writes without a wrapper.
  const response = () => ({ _return: true });
  return { name: "CreateTags", accountId, region, resources, request: () => request, response };
}

export function deleteEndpoint(endpoint: EndpointSpec): TrailCall {
  const request = { VpcEndpointId: tagged([endpoint.id]) };
  return call(endpoint, "DeleteVpcEndpoints", [endpointResource(endpoint.id)], request, { unsuccessful: "" });
}

export function createService(service: ServiceSpec): TrailCall {
  const request = {
    AcceptanceRequired: service.acceptanceRequired,
    NetworkLoadBalancerArn: tagged(service.loadBalancers.map((balancer) => balancer.arn)),
    PrivateDnsName: service.privateDnsName,
  };
  const serviceConfiguration = {
    serviceId: service.id,
    serviceName: service.serviceName,
    serviceState: "Pending",
  };
  const name = "CreateVpcEndpointServiceConfiguration";
  return call(service, name, [serviceResource(service)], request, { serviceConfiguration });
}

export function modifyService(service: ServiceSpec): TrailCall {
  const request = { ServiceId: service.id, AcceptanceRequired: service.acceptanceRequired };
  const name = "ModifyVpcEndpointServiceConfiguration";
  return call(service, name, [serviceResource(service)], request, { return: true });
}

export function allowPrincipal(service: ServiceSpec, principal: string): TrailCall {
  return changePermissions(service, { add: [principal] });
}

export function changePermissions(
  service: ServiceSpec,
  { add = [], remove = [] }: { add?: string[]; remove?: string[] },
): TrailCall {
  const request = {
    ServiceId: service.id,
    AddAllowedPrincipals: add.length > 0 ? tagged(add) : undefined,
    RemoveAllowedPrincipals: remove.length > 0 ? tagged(remove) : undefined,
  };
  const name = "ModifyVpcEndpointServicePermissions";
  return call(service, name, [serviceResource(service)], request, { return: true });
}

export function startVerification(service: ServiceSpec): TrailCall {
  const name = "StartVpcEndpointServicePrivateDnsVerification";
  return call(service, name, [serviceResource(service)], { ServiceId: service.id }, { return: true });
}

export function accept(service: ServiceSpec, endpointId: string): TrailCall {
  return answerConnection(service, endpointId, "AcceptVpcEndpointConnections");
}

export function reject(service: ServiceSpec, endpointId: string): TrailCall {
  return answerConnection(service, endpointId, "RejectVpcEndpointConnections");
}

function answerConnection(service: ServiceSpec, endpointId: string, name: string): TrailCall {
  const request = { ServiceId: service.id, VpcEndpointId: tagged([endpointId]) };
  return call(service, name, [serviceResource(service), endpointResource(endpointId)], request, {
    unsuccessful: "",
  });
}

/** A rule of a security group that comes or goes; one of the older calls, written without a wrapper. */
export function changeRule(vpc: VpcSpec, group: string, how: "add" | "remove", rule: GroupRule): TrailCall {
  const items = [
    {
      ipProtocol: rule.protocol,
      fromPort: rule.fromPort,
      toPort: rule.toPort,
      groups: rule.groupId ? { items: [{ groupId: rule.groupId, userId: vpc.accountId }] } : {},
      ipRanges: rule.cidr ? { items: [{ cidrIp: rule.cidr }] } : {},
      ipv6Ranges: {},
      prefixListIds: {},
    },
  ];
  return {
    name: `${how === "add" ? "Authorize" : "Revoke"}SecurityGroup${rule.egress ? "Egress" : "Ingress"}`,
    accountId: vpc.accountId,
    region: vpc.region,
    resources: [{ type: "AWS::EC2::SecurityGroup", name: group }],
    request: () => ({ groupId: group, ipPermissions: { items } }),
    response: () => ({ _return: true }),
  };
}

/** A call that has nothing to do with endpoints. */
export function other(accountId: string, region: string, name: string, key: string): TrailCall {
  const id = awsId(name.includes("Interface") ? "eni" : "i", key);
  const resources = [
    { type: name.includes("Interface") ? "AWS::EC2::NetworkInterface" : "AWS::EC2::Instance", name: id },
  ];
  return {
    name,
    accountId,
    region,
    resources,
    request: () => ({ instancesSet: { items: [{ instanceId: id }] } }),
    response: () => ({ requestId: awsId("req", key) }),
  };
}

import { endpointNames, privateNames } from "../fleet/dns.ts";
import { type Fleet, stateAt } from "../fleet/fleet.ts";
import { fold, hashString, hex } from "../fleet/hash.ts";
import { endpointInterfaces, groupId, privateSubnet, routeTableIds } from "../fleet/network.ts";
import { policyDocument } from "../fleet/policies.ts";
import type { EndpointSpec } from "../fleet/types.ts";
import type { WireObject } from "../protocols/xml.ts";
import type { Call, Operations } from "./context.ts";
import { listResources, tagSet } from "./ec2-paging.ts";

export const ec2Endpoints: Operations = {
  DescribeVpcEndpoints: (call) =>
    listResources<EndpointSpec>(call, call.fleet.endpoints(call.accountId, call.region, call.now), {
      idParameter: "VpcEndpointId",
      idOf: (endpoint) => endpoint.id,
      notFound: {
        code: "InvalidVpcEndpointId.NotFound",
        message: (id) => `The Vpc Endpoint Id '${id}' does not exist`,
      },
      filters: {
        "vpc-endpoint-id": (endpoint) => endpoint.id,
        "vpc-id": (endpoint) => endpoint.vpc.id,
        "service-name": (endpoint) => endpoint.serviceName,
        "service-region": (endpoint) => endpoint.serviceRegion,
        "vpc-endpoint-state": (endpoint) => stateAt(endpoint, call.now),
        "vpc-endpoint-type": (endpoint) => endpoint.type,
        "ip-address-type": () => "ipv4",
      },
      tagsOf: (endpoint) => endpoint.tags,
      set: "vpcEndpointSet",
      render: (endpoint) => (call.plain ? renderPlain(endpoint, call) : renderEndpoint(endpoint, call)),
      // AWS's pages come up short now and then and still carry a token: so do these.
      trim: (size, offset) =>
        size - ((fold(hashString(call.accountId), offset) >>> 0) % Math.ceil(size / 10)),
    }),
};

/** An endpoint as EC2 describes it at the time of the call. */
export function renderEndpoint(endpoint: EndpointSpec, call: Pick<Call, "now" | "fleet">): WireObject {
  const interfaces = endpointInterfaces(endpoint);
  const gateway = endpoint.type === "Gateway";
  const lattice = endpoint.type === "Resource" || endpoint.type === "ServiceNetwork";
  return {
    vpcEndpointId: endpoint.id,
    vpcEndpointType: endpoint.type,
    vpcId: endpoint.vpc.id,
    serviceName: lattice ? undefined : endpoint.serviceName,
    state: stateAt(endpoint, call.now),
    policyDocument: policyDocument(endpoint),
    routeTableIdSet: gateway ? Object.values(routeTableIds(endpoint.vpc)) : [],
    subnetIdSet: endpoint.azIds.map((azId) => privateSubnet(endpoint.vpc, azId).id),
    groupSet: endpoint.groups.map((name) => ({ groupId: groupId(endpoint.vpc, name), groupName: name })),
    ipAddressType: "ipv4",
    dnsOptions: gateway
      ? { dnsRecordIpType: "service-defined" }
      : { dnsRecordIpType: "ipv4", privateDnsOnlyForInboundResolverEndpoint: undefined },
    privateDnsEnabled: endpoint.privateDns,
    requesterManaged: endpoint.requesterManaged ?? false,
    networkInterfaceIdSet: interfaces.map((one) => one.id),
    dnsEntrySet: interfaces.length === 0 || endpoint.withoutNames ? [] : dnsEntries(endpoint, call.fleet),
    creationTimestamp: new Date(endpoint.createdAt),
    tagSet: tagSet(endpoint.tags),
    ownerId: endpoint.accountId,
    lastError: endpoint.lastError,
    failureReason: endpoint.failureReason,
    serviceNetworkArn: endpoint.type === "ServiceNetwork" ? endpoint.latticeArn : undefined,
    resourceConfigurationArn: endpoint.type === "Resource" ? endpoint.latticeArn : undefined,
    serviceRegion: lattice ? undefined : (endpoint.serviceRegion ?? endpoint.region),
  };
}

/** What a less complete server says of an endpoint: no type, no owner, no optional fields. */
function renderPlain(endpoint: EndpointSpec, call: Call): WireObject {
  return {
    vpcEndpointId: endpoint.id,
    vpcId: endpoint.vpc.id,
    serviceName: endpoint.serviceName,
    state: stateAt(endpoint, call.now),
    routeTableIdSet: endpoint.type === "Gateway" ? Object.values(routeTableIds(endpoint.vpc)) : [],
    subnetIdSet: endpoint.azIds.map((azId) => privateSubnet(endpoint.vpc, azId).id),
    creationTimestamp: new Date(endpoint.createdAt),
    tagSet: tagSet(endpoint.tags),
  };
}

/** The regional name first, then one name per zone, then the private name if it is on. */
function dnsEntries(endpoint: EndpointSpec, fleet: Fleet): WireObject[] {
  if (endpoint.type === "GatewayLoadBalancer") return [];
  const { regional, zonal } = endpointNames(endpoint);
  const hostedZoneId = `Z${hex(`zone/${endpoint.region}`, 12).toUpperCase()}`;
  const entries = [regional, ...zonal.values()].map((dnsName) => ({ dnsName, hostedZoneId }));
  for (const dnsName of endpoint.privateDns ? privateNames(fleet, endpoint) : [])
    entries.push({ dnsName, hostedZoneId: `ZP${hex(`private/${endpoint.id}`, 11).toUpperCase()}` });
  return entries;
}

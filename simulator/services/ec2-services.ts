import { AWS_SERVICES, awsServiceName } from "../fleet/aws-services.ts";
import { awsId } from "../fleet/hash.ts";
import { regionInfo, zoneNames } from "../fleet/regions.ts";
import type { ServiceSpec } from "../fleet/types.ts";
import { AwsError } from "../protocols/errors.ts";
import { matchesFilter } from "../protocols/query.ts";
import type { WireObject } from "../protocols/xml.ts";
import type { Call, Operations } from "./context.ts";
import { filterResources, listResources, pageOf, tagSet } from "./ec2-paging.ts";

/** The provider side of PrivateLink: services on offer, our own services, who is connected. */
export const ec2Services: Operations = {
  DescribeVpcEndpointServices: (call) => {
    const wanted = call.params.list("ServiceName");
    const offered = offeredServices(call);
    const found = wanted.length === 0 ? offered : pickByName(call, offered, wanted);
    const filtered = filterResources(call, found, {
      filters: {
        "service-name": (service) => service.serviceName as string,
        "service-type": (service) => service.filterType as string,
        owner: (service) => service.owner as string,
      },
    });
    const page = pageOf(call, filtered);
    return {
      serviceNameSet: page.items.map((service) => service.serviceName),
      serviceDetailSet: page.items.map(({ filterType: _type, ...detail }) => detail),
      nextToken: page.nextToken,
    };
  },

  DescribeVpcEndpointServiceConfigurations: (call) =>
    listResources<ServiceSpec>(call, call.fleet.servicesOf(call.accountId, call.region), {
      idParameter: "ServiceId",
      idOf: (service) => service.id,
      notFound: serviceNotFound,
      filters: {
        "service-id": (service) => service.id,
        "service-name": (service) => service.serviceName,
        "service-state": (service) => service.state,
      },
      tagsOf: (service) => service.tags,
      set: "serviceConfigurationSet",
      render: (service) => renderConfiguration(service, call),
    }),

  DescribeVpcEndpointServicePermissions: (call) => {
    const service = ownService(call);
    const page = pageOf(
      call,
      filterResources(call, service.allowedPrincipals, {
        filters: {
          principal: (principal) => principal,
          "principal-type": (principal) => principalType(principal),
        },
      }),
    );
    return {
      allowedPrincipals: page.items.map((principal) => ({
        principal,
        principalType: principalType(principal),
        servicePermissionId: awsId("vpce-svc-perm", `${service.id}/${principal}`),
        serviceId: service.id,
        tagSet: [],
      })),
      nextToken: page.nextToken,
    };
  },
};

const serviceNotFound = {
  code: "InvalidVpcEndpointServiceId.NotFound",
  message: (id: string) => `The VpcEndpointService Id '${id}' does not exist`,
};

function ownService(call: Call): ServiceSpec {
  const id = call.params.get("ServiceId") ?? "";
  const service = call.fleet.servicesOf(call.accountId, call.region).find((one) => one.id === id);
  if (!service) throw new AwsError(serviceNotFound.code, serviceNotFound.message(id));
  return service;
}

function principalType(principal: string): string {
  if (principal === "*") return "All";
  if (principal.includes(":role/")) return "Role";
  return principal.includes(":user/") ? "User" : "Account";
}

function offeredServices(call: Call): WireObject[] {
  const names = zoneNames(call.accountId, call.region);
  const { azIds } = regionInfo(call.region);
  const aws = AWS_SERVICES.map(({ name, type, privateDnsNames, policySupported }) => {
    const serviceName = awsServiceName(call.region, name);
    const dnsNames = privateDnsNames.map((dns) => dns.replace("{region}", call.region));
    return {
      serviceName,
      serviceId: awsId("vpce-svc", `aws/${serviceName}`),
      serviceType: [{ serviceType: type }],
      serviceRegion: call.region,
      availabilityZoneIdSet: azIds,
      availabilityZoneSet: zoneList(names, azIds),
      owner: "amazon",
      baseEndpointDnsNameSet: [`${name}.${call.region}.vpce.amazonaws.com`],
      privateDnsName: dnsNames[0],
      privateDnsNameSet: dnsNames.map((privateDnsName) => ({ privateDnsName })),
      vpcEndpointPolicySupported: policySupported,
      acceptanceRequired: false,
      managesVpcEndpoints: false,
      tagSet: [],
      privateDnsNameVerificationState: dnsNames.length > 0 ? "verified" : undefined,
      supportedIpAddressTypeSet: ["ipv4"],
      filterType: type,
    };
  });
  const own = call.fleet.services
    .filter((service) => service.supportedRegions.includes(call.region) && isVisible(service, call.accountId))
    .filter((service) => service.region === call.region || call.params.list("ServiceRegion").length > 0)
    .map((service) => ({
      serviceName: service.serviceName,
      serviceId: service.id,
      serviceType: [{ serviceType: service.type }],
      serviceRegion: service.region,
      availabilityZoneIdSet: service.azIds,
      availabilityZoneSet: zoneList(names, service.azIds),
      owner: service.accountId,
      baseEndpointDnsNameSet: [`${service.id}.${service.region}.vpce.amazonaws.com`],
      privateDnsName: service.privateDnsName,
      privateDnsNameSet: service.privateDnsName ? [{ privateDnsName: service.privateDnsName }] : [],
      vpcEndpointPolicySupported: false,
      acceptanceRequired: service.acceptanceRequired,
      managesVpcEndpoints: false,
      payerResponsibility: service.payerResponsibility,
      tagSet: tagSet(service.tags),
      privateDnsNameVerificationState: service.privateDnsState,
      supportedIpAddressTypeSet: ["ipv4"],
      filterType: service.type,
    }));
  return [...aws, ...own];
}

function zoneList(names: ReadonlyMap<string, string>, azIds: readonly string[]): string[] {
  return azIds.map((azId) => names.get(azId) ?? azId).sort();
}

function isVisible(service: ServiceSpec, accountId: string): boolean {
  if (service.accountId === accountId) return true;
  return service.allowedPrincipals.some((one) => one === "*" || one.includes(`::${accountId}:`));
}

function pickByName(call: Call, offered: WireObject[], wanted: string[]): WireObject[] {
  const filter = { name: "service-name", values: wanted };
  const found = offered.filter((service) => matchesFilter(filter, service.serviceName as string));
  const missing = wanted.find((name) => !found.some((service) => service.serviceName === name));
  if (missing !== undefined)
    throw new AwsError("InvalidServiceName", `The Vpc Endpoint Service '${missing}' does not exist`);
  return found.slice(0, call.plain ? undefined : 1000);
}

function renderConfiguration(service: ServiceSpec, call: Call): WireObject {
  const names = zoneNames(call.accountId, call.region);
  const arns = service.loadBalancers.map((balancer) => balancer.arn);
  const network = service.type === "Interface";
  return {
    serviceType: [{ serviceType: service.type }],
    serviceId: service.id,
    serviceName: service.serviceName,
    serviceState: service.state,
    availabilityZoneIdSet: service.azIds,
    availabilityZoneSet: zoneList(names, service.azIds),
    acceptanceRequired: service.acceptanceRequired,
    managesVpcEndpoints: false,
    networkLoadBalancerArnSet: network ? arns : [],
    gatewayLoadBalancerArnSet: network ? [] : arns,
    supportedIpAddressTypeSet: ["ipv4"],
    baseEndpointDnsNameSet: [`${service.id}.${service.region}.vpce.amazonaws.com`],
    privateDnsName: service.privateDnsName,
    privateDnsNameConfiguration: service.privateDnsName
      ? {
          state: service.privateDnsState,
          type: "TXT",
          value: `vpce:${service.id}`,
          name: `_${service.id.slice(-12)}`,
        }
      : undefined,
    payerResponsibility: service.payerResponsibility,
    tagSet: tagSet(service.tags),
    supportedRegionSet: service.supportedRegions.map((region) => ({ region, serviceState: service.state })),
    remoteAccessEnabled: service.supportedRegions.length > 1,
  };
}

import { DescribeVpcEndpointServicesCommand, type ServiceDetail } from "@aws-sdk/client-ec2";
import { type InventoryRow, type TableRows, tables } from "#lib/inventory/tables.ts";
import { allPages } from "../aws/pages.ts";
import { inventoryCollector, type ScopeContext } from "../collector.ts";
import { flagOf, idsOf, rowsOf, stateOf, tagsOf, textOf } from "../values.ts";

async function fetchAvailable({ aws, parts }: ScopeContext): Promise<ServiceDetail[] | undefined> {
  return parts.read("DescribeVpcEndpointServices", () =>
    allPages(async (NextToken) => {
      const answer = await aws.ec2(new DescribeVpcEndpointServicesCommand({ MaxResults: 1000, NextToken }));
      // A server may give names alone: a service without details is still one that can be connected to.
      const detailed = new Set(answer.ServiceDetails?.map(({ ServiceName }) => ServiceName));
      const named = (answer.ServiceNames ?? []).filter((name) => !detailed.has(name));
      const items = [...(answer.ServiceDetails ?? []), ...named.map((ServiceName) => ({ ServiceName }))];
      return { items, next: answer.NextToken };
    }),
  );
}

/** Services to connect to, as rows. Their raw answers are the same in every account and are not kept. */
export function mapAvailable(services: ServiceDetail[] | undefined): TableRows[] {
  return services ? [{ table: tables.availableService, rows: rowsOf(services, mapService) }] : [];
}

function mapService(service: ServiceDetail): InventoryRow | undefined {
  if (!service.ServiceName) return undefined;
  return {
    serviceName: service.ServiceName,
    serviceId: textOf(service.ServiceId),
    serviceTypes: idsOf(service.ServiceType?.map(({ ServiceType }) => ServiceType)),
    serviceOwner: textOf(service.Owner),
    serviceRegion: textOf(service.ServiceRegion),
    availabilityZones: idsOf(service.AvailabilityZones),
    azIds: service.AvailabilityZoneIds && idsOf(service.AvailabilityZoneIds),
    privateDnsNames: idsOf([
      service.PrivateDnsName,
      ...(service.PrivateDnsNames ?? []).map(({ PrivateDnsName }) => PrivateDnsName),
    ]),
    baseEndpointDnsNames: idsOf(service.BaseEndpointDnsNames),
    vpcEndpointPolicySupported: flagOf(service.VpcEndpointPolicySupported),
    acceptanceRequired: flagOf(service.AcceptanceRequired),
    privateDnsNameVerificationState: stateOf(service.PrivateDnsNameVerificationState),
    supportedIpAddressTypes: idsOf(service.SupportedIpAddressTypes),
    tags: tagsOf(service.Tags),
    raw: {},
  };
}

export const availableServices = inventoryCollector({
  name: "available-services",
  phase: "inventory",
  answersOnly: true,
  zones: ["available_service"],
  fetch: fetchAvailable,
  map: mapAvailable,
});

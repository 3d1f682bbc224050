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
      const details = answer.ServiceDetails ?? [];
      const detailed = new Set(details.map(({ ServiceName }) => ServiceName));
      const named = (answer.ServiceNames ?? []).filter((name) => !detailed.has(name));
      const items =
        named.length > 0 ? [...details, ...named.map((ServiceName) => ({ ServiceName }))] : details;
      return { items, next: answer.NextToken };
    }),
  );
}

const mapped = new WeakMap<ServiceDetail[], TableRows>();

/**
 * Services to connect to, as rows. Their raw answers are the same in most accounts and are not kept; what was read once
 * for many of them is put into rows once.
 */
export function mapAvailable(services: ServiceDetail[] | undefined): TableRows[] {
  if (!services) return [];
  let rows = mapped.get(services);
  if (!rows) {
    rows = { table: tables.availableService, rows: rowsOf(services, mapService) };
    mapped.set(services, rows);
  }
  return [rows];
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

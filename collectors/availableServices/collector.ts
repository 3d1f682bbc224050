import { DescribeVpcEndpointServicesCommand, type ServiceDetail } from "@aws-sdk/client-ec2";
import { type InventoryRow, type TableRows, tables } from "#lib/inventory/tables.ts";
import { allPages, inGroups } from "../aws/pages.ts";
import type { Aws } from "../aws/session.ts";
import { inventoryCollector, type ScopeContext } from "../collector.ts";
import { flagOf, idsOf, rowsOf, stateOf, tagsOf, textOf } from "../values.ts";
import { servicesInUse } from "./inUse.ts";

/** What EC2 takes as values of one filter. */
const mostValues = 200;

/** What was asked about, and what AWS offers of it. */
interface Answer {
  names: string[];
  services: ServiceDetail[];
}

async function fetchServices({ aws, parts, db, scope }: ScopeContext): Promise<Answer | undefined> {
  const names = await servicesInUse(db.pool, scope.accountId, scope.region);
  if (names.length === 0) return { names, services: [] };
  const services = await parts.read("DescribeVpcEndpointServices", () => findServices(aws, names));
  return services && { names, services };
}

/** By a filter: a service that is not on offer is left out then, where it would be an error as a parameter. */
async function findServices(aws: Aws, names: string[]): Promise<ServiceDetail[]> {
  const groups = inGroups(names, mostValues).map((Values) =>
    allPages(async (NextToken) => {
      const Filters = [{ Name: "service-name", Values }];
      const answer = await aws.ec2(
        new DescribeVpcEndpointServicesCommand({ Filters, MaxResults: 1000, NextToken }),
      );
      // A server may give names alone: a service without details is still one that is on offer.
      const details = answer.ServiceDetails ?? [];
      const detailed = new Set(details.map(({ ServiceName }) => ServiceName));
      const named = (answer.ServiceNames ?? []).filter((name) => !detailed.has(name));
      return {
        items: [...details, ...named.map((ServiceName) => ({ ServiceName }))],
        next: answer.NextToken,
      };
    }),
  );
  return (await Promise.all(groups)).flat();
}

/** A row for each name: what AWS left out is not offered, and keeps what was said of it before. */
function mapServices(answer: Answer | undefined): TableRows[] {
  if (!answer) return [];
  const missing = new Set(answer.names);
  const offered = rowsOf(answer.services, (service) => {
    const name = service.ServiceName;
    // A server that takes no filter answers with everything.
    if (name === undefined || !missing.delete(name)) return undefined;
    return mapService(name, service);
  });
  const rows = [...offered, ...[...missing].map((serviceName) => ({ serviceName, offered: false }))];
  return [{ table: tables.availableService, rows }];
}

function mapService(serviceName: string, service: ServiceDetail): InventoryRow {
  return {
    serviceName,
    offered: true,
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

/**
 * What AWS says of the services that an account has endpoints to. The hundreds of others on offer are the same in every
 * account, and nobody's concern.
 */
export const availableServices = inventoryCollector({
  name: "available-services",
  phase: "inventory",
  after: ["endpoints"],
  zones: ["available_service"],
  fetch: fetchServices,
  map: mapServices,
});

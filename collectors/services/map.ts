import type { AllowedPrincipal, ServiceConfiguration } from "@aws-sdk/client-ec2";
import { type InventoryRow, type TableRows, tables } from "#lib/inventory/tables.ts";
import { flagOf, idsOf, rowsOf, stateOf, tagsOf, textOf } from "../values.ts";
import type { ServiceAnswers } from "./collector.ts";

/** Endpoint services and their permissions as rows. */
export function mapServices({ services, permissions }: ServiceAnswers): TableRows[] {
  if (!services) return [];
  const principals = [...permissions].flatMap(([serviceId, allowed]) =>
    rowsOf(allowed, (principal) => mapPermission(serviceId, principal)),
  );
  return [
    { table: tables.vpcEndpointService, rows: rowsOf(services, mapService) },
    { table: tables.vpcEndpointServicePermission, rows: principals },
  ];
}

function mapService(service: ServiceConfiguration): InventoryRow | undefined {
  if (!service.ServiceId) return undefined;
  return {
    serviceId: service.ServiceId,
    serviceName: service.ServiceName ?? service.ServiceId,
    serviceTypes: idsOf(service.ServiceType?.map(({ ServiceType }) => ServiceType)),
    serviceState: stateOf(service.ServiceState),
    acceptanceRequired: flagOf(service.AcceptanceRequired),
    managesVpcEndpoints: flagOf(service.ManagesVpcEndpoints),
    availabilityZones: idsOf(service.AvailabilityZones),
    azIds: service.AvailabilityZoneIds && idsOf(service.AvailabilityZoneIds),
    networkLoadBalancerArns: idsOf(service.NetworkLoadBalancerArns),
    gatewayLoadBalancerArns: idsOf(service.GatewayLoadBalancerArns),
    baseEndpointDnsNames: idsOf(service.BaseEndpointDnsNames),
    privateDnsName: textOf(service.PrivateDnsName),
    privateDnsNameState: textOf(service.PrivateDnsNameConfiguration?.State),
    privateDnsNameConfiguration: service.PrivateDnsNameConfiguration ?? null,
    payerResponsibility: textOf(service.PayerResponsibility),
    supportedIpAddressTypes: idsOf(service.SupportedIpAddressTypes),
    supportedRegions: idsOf(service.SupportedRegions?.map(({ Region }) => Region)),
    remoteAccessEnabled: flagOf(service.RemoteAccessEnabled),
    tags: tagsOf(service.Tags),
    raw: service,
  };
}

function mapPermission(serviceId: string, allowed: AllowedPrincipal): InventoryRow | undefined {
  if (!allowed.Principal) return undefined;
  return {
    serviceId,
    principal: allowed.Principal,
    principalType: textOf(allowed.PrincipalType),
    servicePermissionId: textOf(allowed.ServicePermissionId),
    tags: tagsOf(allowed.Tags),
    raw: {},
  };
}

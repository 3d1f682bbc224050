import type { VpcEndpoint } from "@aws-sdk/client-ec2";
import type { InventoryRow, TableRows } from "#lib/inventory/tables.ts";
import { tables } from "#lib/inventory/tables.ts";
import { flagOf, idsOf, rowsOf, stateOf, tagsOf, textOf, timeOf } from "../values.ts";

/** Endpoints as rows. A missing type means Gateway, as it did when AWS had no other. */
export function mapEndpoints(endpoints: VpcEndpoint[]): TableRows[] {
  return [{ table: tables.vpcEndpoint, rows: rowsOf(endpoints, mapEndpoint) }];
}

function mapEndpoint(endpoint: VpcEndpoint): InventoryRow | undefined {
  if (!endpoint.VpcEndpointId) return undefined;
  return {
    vpcEndpointId: endpoint.VpcEndpointId,
    vpcId: textOf(endpoint.VpcId),
    vpcEndpointType: endpoint.VpcEndpointType || "Gateway",
    serviceName: textOf(endpoint.ServiceName),
    serviceRegion: textOf(endpoint.ServiceRegion),
    state: stateOf(endpoint.State),
    privateDnsEnabled: flagOf(endpoint.PrivateDnsEnabled),
    requesterManaged: flagOf(endpoint.RequesterManaged),
    ipAddressType: textOf(endpoint.IpAddressType),
    dnsRecordIpType: textOf(endpoint.DnsOptions?.DnsRecordIpType),
    creationTimestamp: timeOf(endpoint.CreationTimestamp),
    ownerId: textOf(endpoint.OwnerId),
    subnetIds: idsOf(endpoint.SubnetIds),
    networkInterfaceIds: idsOf(endpoint.NetworkInterfaceIds),
    securityGroupIds: idsOf(endpoint.Groups?.map(({ GroupId }) => GroupId)),
    routeTableIds: idsOf(endpoint.RouteTableIds),
    dnsEntries: (endpoint.DnsEntries ?? []).map(({ DnsName, HostedZoneId }) => ({
      dnsName: DnsName ?? null,
      hostedZoneId: HostedZoneId ?? null,
    })),
    policyDocument: textOf(endpoint.PolicyDocument),
    resourceConfigurationArn: textOf(endpoint.ResourceConfigurationArn),
    serviceNetworkArn: textOf(endpoint.ServiceNetworkArn),
    failureReason: textOf(endpoint.FailureReason),
    lastErrorCode: textOf(endpoint.LastError?.Code),
    lastErrorMessage: textOf(endpoint.LastError?.Message),
    tags: tagsOf(endpoint.Tags),
    raw: endpoint,
  };
}

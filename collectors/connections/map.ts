import type { ConnectionNotification, VpcEndpointConnection } from "@aws-sdk/client-ec2";
import { type InventoryRow, type TableRows, tables } from "#lib/inventory/tables.ts";
import { idsOf, rowsOf, stateOf, tagsOf, textOf, timeOf } from "../values.ts";
import type { ConnectionAnswers } from "./collector.ts";

/** The provider's side of connections, and who is told about them, as rows. */
export function mapConnections({ connections, notifications }: ConnectionAnswers): TableRows[] {
  const found: TableRows[] = [];
  if (connections)
    found.push({ table: tables.vpcEndpointConnection, rows: rowsOf(connections, mapConnection) });
  if (notifications) {
    found.push({
      table: tables.vpcEndpointConnectionNotification,
      rows: rowsOf(notifications, mapNotification),
    });
  }
  return found;
}

function mapConnection(connection: VpcEndpointConnection): InventoryRow | undefined {
  if (!connection.ServiceId || !connection.VpcEndpointId) return undefined;
  return {
    serviceId: connection.ServiceId,
    vpcEndpointId: connection.VpcEndpointId,
    vpcEndpointConnectionId: textOf(connection.VpcEndpointConnectionId),
    vpcEndpointOwner: textOf(connection.VpcEndpointOwner),
    vpcEndpointState: stateOf(connection.VpcEndpointState),
    vpcEndpointRegion: textOf(connection.VpcEndpointRegion),
    creationTimestamp: timeOf(connection.CreationTimestamp),
    ipAddressType: textOf(connection.IpAddressType),
    networkLoadBalancerArns: idsOf(connection.NetworkLoadBalancerArns),
    gatewayLoadBalancerArns: idsOf(connection.GatewayLoadBalancerArns),
    dnsEntries: (connection.DnsEntries ?? []).map(({ DnsName, HostedZoneId }) => ({
      dnsName: DnsName ?? null,
      hostedZoneId: HostedZoneId ?? null,
    })),
    tags: tagsOf(connection.Tags),
    raw: connection,
  };
}

function mapNotification(notification: ConnectionNotification): InventoryRow | undefined {
  if (!notification.ConnectionNotificationId) return undefined;
  return {
    connectionNotificationId: notification.ConnectionNotificationId,
    serviceId: textOf(notification.ServiceId),
    vpcEndpointId: textOf(notification.VpcEndpointId),
    connectionNotificationArn: textOf(notification.ConnectionNotificationArn),
    connectionNotificationType: textOf(notification.ConnectionNotificationType),
    connectionNotificationState: textOf(notification.ConnectionNotificationState),
    connectionEvents: idsOf(notification.ConnectionEvents),
    tags: {},
    raw: {},
  };
}

import type {
  AvailabilityZone,
  FlowLog,
  NetworkInterface,
  RouteTable,
  SecurityGroup,
  Subnet,
  Vpc,
} from "@aws-sdk/client-ec2";
import { type InventoryRow, type TableRows, tables } from "#lib/inventory/tables.ts";
import { flagOf, idsOf, integerOf, rowsOf, stateOf, tagsOf, textOf, timeOf } from "../values.ts";
import type { NetworkAnswers } from "./fetch.ts";

/**
 * The network as rows; what could not be read brings no table at all. The raw answers of what there is most of are not
 * kept: their columns hold what is asked of them.
 */
export function mapNetwork(answers: NetworkAnswers): TableRows[] {
  const zoneIds = new Map((answers.zones ?? []).map((zone) => [zone.ZoneName ?? "", zone.ZoneId]));
  const found: TableRows[] = [];
  const add = <T>(
    table: TableRows["table"],
    items: T[] | undefined,
    map: (item: T) => InventoryRow | undefined,
  ) => {
    if (items) found.push({ table, rows: rowsOf(items, map) });
  };
  add(tables.availabilityZone, answers.zones, mapZone);
  add(tables.vpc, answers.vpcs, (vpc) => mapVpc(vpc, answers.dnsAttributes));
  add(tables.subnet, answers.subnets, (subnet) => mapSubnet(subnet, zoneIds));
  add(tables.securityGroup, answers.securityGroups, mapSecurityGroup);
  add(tables.networkInterface, answers.networkInterfaces, (item) => mapInterface(item, zoneIds));
  add(tables.routeTable, answers.routeTables, mapRouteTable);
  add(tables.flowLog, answers.flowLogs, mapFlowLog);
  return found;
}

/** A zone that AWS names only by name: its AZ ID, unknown (not read) when the zones were not read either. */
function azIdOf(id: string | undefined, name: string | undefined, zoneIds: Map<string, string | undefined>) {
  return id || zoneIds.get(name ?? "") || (zoneIds.size > 0 ? null : undefined);
}

function mapZone(zone: AvailabilityZone): InventoryRow | undefined {
  if (!zone.ZoneId || !zone.ZoneName) return undefined;
  return {
    azId: zone.ZoneId,
    zoneName: zone.ZoneName,
    state: stateOf(zone.State),
    zoneType: textOf(zone.ZoneType),
    tags: {},
    raw: {},
  };
}

function mapVpc(vpc: Vpc, dns: NetworkAnswers["dnsAttributes"]): InventoryRow | undefined {
  if (!vpc.VpcId) return undefined;
  const attributes = dns.get(vpc.VpcId);
  return {
    vpcId: vpc.VpcId,
    cidrBlock: textOf(vpc.CidrBlock),
    cidrBlocks: idsOf(vpc.CidrBlockAssociationSet?.map(({ CidrBlock }) => CidrBlock)),
    ipv6CidrBlocks: idsOf(vpc.Ipv6CidrBlockAssociationSet?.map(({ Ipv6CidrBlock }) => Ipv6CidrBlock)),
    isDefault: flagOf(vpc.IsDefault),
    state: stateOf(vpc.State),
    enableDnsSupport: attributes?.support,
    enableDnsHostnames: attributes?.hostnames,
    tags: tagsOf(vpc.Tags),
    raw: vpc,
  };
}

function mapSubnet(subnet: Subnet, zoneIds: Map<string, string | undefined>): InventoryRow | undefined {
  if (!subnet.SubnetId || !subnet.VpcId) return undefined;
  return {
    subnetId: subnet.SubnetId,
    vpcId: subnet.VpcId,
    azId: azIdOf(subnet.AvailabilityZoneId, subnet.AvailabilityZone, zoneIds),
    availabilityZone: textOf(subnet.AvailabilityZone),
    cidrBlock: textOf(subnet.CidrBlock),
    ipv6CidrBlocks: idsOf(subnet.Ipv6CidrBlockAssociationSet?.map(({ Ipv6CidrBlock }) => Ipv6CidrBlock)),
    availableIpAddressCount: integerOf(subnet.AvailableIpAddressCount),
    state: stateOf(subnet.State),
    tags: tagsOf(subnet.Tags),
    raw: {},
  };
}

/** Items in one order, those within them too: EC2 lists rules and routes in any, and order is no change. */
function inOrder<T extends object>(items: T[] | undefined): T[] {
  if (!items) return [];
  const inner = items.map((item) => {
    const lists = Object.entries(item).filter(([, value]) => Array.isArray(value) && value.length > 1);
    return lists.length === 0
      ? item
      : { ...item, ...Object.fromEntries(lists.map(([name, value]) => [name, sorted(value)])) };
  });
  return sorted(inner);
}

function sorted<T>(items: T[]): T[] {
  if (items.length < 2) return items;
  const keyed = items.map((item) => ({ item, key: JSON.stringify(item) }));
  return keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)).map(({ item }) => item);
}

function mapSecurityGroup(group: SecurityGroup): InventoryRow | undefined {
  if (!group.GroupId) return undefined;
  return {
    groupId: group.GroupId,
    groupName: textOf(group.GroupName),
    description: textOf(group.Description),
    vpcId: textOf(group.VpcId),
    ipPermissions: inOrder(group.IpPermissions),
    ipPermissionsEgress: inOrder(group.IpPermissionsEgress),
    tags: tagsOf(group.Tags),
    raw: {},
  };
}

function mapInterface(
  item: NetworkInterface,
  zoneIds: Map<string, string | undefined>,
): InventoryRow | undefined {
  if (!item.NetworkInterfaceId) return undefined;
  return {
    networkInterfaceId: item.NetworkInterfaceId,
    interfaceType: textOf(item.InterfaceType),
    status: textOf(item.Status),
    vpcId: textOf(item.VpcId),
    subnetId: textOf(item.SubnetId),
    azId: azIdOf(item.AvailabilityZoneId, item.AvailabilityZone, zoneIds),
    availabilityZone: textOf(item.AvailabilityZone),
    description: textOf(item.Description),
    privateIpAddress: textOf(item.PrivateIpAddress),
    privateIpAddresses: idsOf(item.PrivateIpAddresses?.map(({ PrivateIpAddress }) => PrivateIpAddress)),
    ipv6Addresses: idsOf(item.Ipv6Addresses?.map(({ Ipv6Address }) => Ipv6Address)),
    securityGroupIds: idsOf(item.Groups?.map(({ GroupId }) => GroupId)),
    requesterManaged: flagOf(item.RequesterManaged),
    tags: tagsOf(item.TagSet),
    raw: {},
  };
}

function mapRouteTable(table: RouteTable): InventoryRow | undefined {
  if (!table.RouteTableId) return undefined;
  const associations = table.Associations ?? [];
  return {
    routeTableId: table.RouteTableId,
    vpcId: textOf(table.VpcId),
    main: associations.some(({ Main }) => flagOf(Main) === true),
    subnetIds: idsOf(associations.map(({ SubnetId }) => SubnetId)),
    routes: inOrder(table.Routes),
    tags: tagsOf(table.Tags),
    raw: {},
  };
}

function mapFlowLog(flowLog: FlowLog): InventoryRow | undefined {
  if (!flowLog.FlowLogId) return undefined;
  return {
    flowLogId: flowLog.FlowLogId,
    resourceId: textOf(flowLog.ResourceId),
    trafficType: textOf(flowLog.TrafficType),
    logDestinationType: textOf(flowLog.LogDestinationType),
    logDestination: textOf(flowLog.LogDestination),
    logGroupName: textOf(flowLog.LogGroupName),
    flowLogStatus: textOf(flowLog.FlowLogStatus),
    deliverLogsStatus: textOf(flowLog.DeliverLogsStatus),
    deliverLogsErrorMessage: textOf(flowLog.DeliverLogsErrorMessage),
    logFormat: textOf(flowLog.LogFormat),
    maxAggregationIntervalSeconds: integerOf(flowLog.MaxAggregationInterval),
    creationTime: timeOf(flowLog.CreationTime),
    tags: tagsOf(flowLog.Tags),
    raw: flowLog,
  };
}

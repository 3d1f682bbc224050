import type { FlowLogFacts } from "../../rejects/schema.ts";
import type { Queryable } from "../../runs/mutations.ts";
import type {
  NeighbourFacts,
  NetworkInterfaceFacts,
  OtherEndpointFacts,
  PrefixListFacts,
  RouteTableFacts,
  SecurityGroupFacts,
  SubnetFacts,
  VpcFacts,
} from "../factsSchema.ts";
import { type Keys, type Located, readRows } from "./rows.ts";

export const readVpcs = (db: Queryable, vpcs: Keys) =>
  readRows<VpcFacts>(
    db,
    "vpc",
    "vpcId",
    ["vpcId", "cidrBlocks", "ipv6CidrBlocks", "enableDnsSupport", "enableDnsHostnames"],
    vpcs,
  );

const subnetProperties = [
  ...["subnetId", "vpcId", "azId", "availabilityZone", "cidrBlock", "ipv6CidrBlocks"],
  "availableIpAddressCount",
];
export const readSubnetsOfVpcs = (db: Queryable, vpcs: Keys) =>
  readRows<SubnetFacts>(db, "subnet", "vpcId", subnetProperties, vpcs);
export const readSubnets = (db: Queryable, subnets: Keys) =>
  readRows<SubnetFacts>(db, "subnet", "subnetId", subnetProperties, subnets);

export const readInterfaces = (db: Queryable, interfaces: Keys) =>
  readRows<NetworkInterfaceFacts>(
    db,
    "networkInterface",
    "networkInterfaceId",
    [
      ...["networkInterfaceId", "status", "subnetId", "azId", "privateIpAddresses", "ipv6Addresses"],
      "securityGroupIds",
    ],
    interfaces,
  );

export const readSecurityGroups = (db: Queryable, groups: Keys) =>
  readRows<SecurityGroupFacts>(
    db,
    "securityGroup",
    "groupId",
    ["groupId", "groupName", "vpcId", "ipPermissions", "ipPermissionsEgress"],
    groups,
  );

export const readRouteTables = (db: Queryable, vpcs: Keys) =>
  readRows<RouteTableFacts & { vpcId: string | null }>(
    db,
    "routeTable",
    "vpcId",
    ["routeTableId", "vpcId", "main", "subnetIds", "routes"],
    vpcs,
  );

export const readPrefixLists = (db: Queryable, lists: Keys) =>
  readRows<PrefixListFacts>(
    db,
    "prefixList",
    "prefixListId",
    ["prefixListId", "prefixListName", "entries"],
    lists,
  );

const neighbourProperties = ["vpcEndpointId", "vpcId", "vpcEndpointType", "serviceName", "state"];

/** Endpoints of some VPCs, each with its VPC, as far as it matters which there are. */
export const readEndpointsOfVpcs = (db: Queryable, vpcs: Keys) =>
  readRows<NeighbourFacts & { vpcId: string | null }>(db, "vpcEndpoint", "vpcId", neighbourProperties, vpcs);

/** Endpoints of some VPCs, each with its VPC and its names, but those that are known already. */
export const readOtherEndpoints = (db: Queryable, vpcs: Keys, known: readonly string[]) =>
  readRows<OtherEndpointFacts & { vpcId: string | null }>(
    db,
    "vpcEndpoint",
    "vpcId",
    [...neighbourProperties, "privateDnsEnabled", "dnsEntries", "azIds", "creationTimestamp"],
    vpcs,
    { without: { property: "vpcEndpointId", values: known } },
  );

/** Flow logs of interfaces, subnets and VPCs. */
export const readFlowLogsOf = (db: Queryable, resources: Keys) =>
  readRows<FlowLogFacts>(
    db,
    "flowLog",
    "resourceId",
    [
      ...["flowLogId", "resourceId", "trafficType", "logDestinationType", "logDestination", "logGroupName"],
      ...["flowLogStatus", "deliverLogsStatus", "deliverLogsErrorMessage", "logFormat"],
      ...["maxAggregationIntervalSeconds", "creationTime"],
    ],
    resources,
    { more: "t.raw ? 'DeliverCrossAccountRole' AS elsewhere" },
  );

/** Groups on the interfaces of some subnets, those of endpoints and load balancers left out. */
export async function readGroupsOfSubnets(
  db: Queryable,
  subnets: Keys,
): Promise<Located<{ subnetId: string; securityGroupIds: string[] }>[]> {
  if (subnets.size === 0) return [];
  const { rows } = await db.query<Located<{ subnetId: string; securityGroupIds: string[] }>>(
    `SELECT n.account_id AS "accountId", n.region, n.subnet_id AS "subnetId",
       array_agg(DISTINCT g ORDER BY g) AS "securityGroupIds"
     FROM unnest($1::text[], $2::text[], $3::text[]) AS k(account_id, region, id)
     JOIN network_interface n ON n.account_id = k.account_id AND n.region = k.region AND n.subnet_id = k.id
     CROSS JOIN LATERAL unnest(n.security_group_ids) AS g
     WHERE n.gone_at IS NULL AND coalesce(n.interface_type, '') !~ 'endpoint|load_balancer'
     GROUP BY 1, 2, 3`,
    subnets.columns(),
  );
  return rows;
}

/** How many interfaces carry each of some groups, those of endpoints left out; groups that none carries are absent. */
export async function countGroupMembers(
  db: Queryable,
  groups: Keys,
): Promise<Located<{ groupId: string; interfaces: number }>[]> {
  if (groups.size === 0) return [];
  const { rows } = await db.query<Located<{ groupId: string; interfaces: number }>>(
    `SELECT n.account_id AS "accountId", n.region, g AS "groupId", count(*) AS interfaces
     FROM network_interface n CROSS JOIN LATERAL unnest(n.security_group_ids) AS g
     WHERE n.account_id = ANY ($1) AND n.gone_at IS NULL AND n.security_group_ids && $2::text[]
       AND coalesce(n.interface_type, '') NOT LIKE '%endpoint%' AND g = ANY ($2)
     GROUP BY 1, 2, 3`,
    [[...new Set(groups.columns()[0])], [...new Set(groups.columns()[2])]],
  );
  return rows;
}

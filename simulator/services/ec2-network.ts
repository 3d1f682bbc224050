import { AWS_SERVICES, awsServiceName, prefixListId } from "../fleet/aws-services.ts";
import { awsId } from "../fleet/hash.ts";
import { type GroupRule, type GroupSpec, routeTableIds, vpcNetwork } from "../fleet/network.ts";
import { REGIONS, regionInfo, zoneNames } from "../fleet/regions.ts";
import type { SubnetSpec, VpcSpec } from "../fleet/types.ts";
import { AwsError } from "../protocols/errors.ts";
import type { WireObject } from "../protocols/xml.ts";
import type { Call, Operations } from "./context.ts";
import { listResources, tagSet } from "./ec2-paging.ts";

const FLOW_LOG_FORMAT =
  "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status"
    .split(" ")
    .map((field) => `\${${field}}`)
    .join(" ");

const IP_SERVICE_CIDRS: Record<string, string[]> = {
  s3: ["52.216.0.0/15", "54.231.0.0/16"],
  dynamodb: ["3.218.180.0/22"],
};

export const ec2Network: Operations = {
  DescribeRegions: (call) => {
    const names = call.params.list("RegionName");
    const all = call.params.get("AllRegions") === "true";
    const regions = REGIONS.filter((region) => all || call.fleet.regions.includes(region.name))
      .filter((region) => names.length === 0 || names.includes(region.name))
      .map(({ name }) => ({
        regionName: name,
        regionEndpoint: `ec2.${name}.amazonaws.com`,
        optInStatus: call.fleet.regions.includes(name) ? "opt-in-not-required" : "not-opted-in",
      }));
    return { regionInfo: regions };
  },

  DescribeAvailabilityZones: (call) => {
    const names = zoneNames(call.accountId, call.region);
    const zones = regionInfo(call.region).azIds.map((azId) => ({
      zoneName: names.get(azId),
      zoneId: azId,
      zoneState: "available",
      regionName: call.region,
      optInStatus: "opt-in-not-required",
      messageSet: [],
      groupName: call.region,
      networkBorderGroup: call.region,
      zoneType: "availability-zone",
    }));
    zones.sort((a, b) => (a.zoneName ?? "").localeCompare(b.zoneName ?? ""));
    return { availabilityZoneInfo: zones };
  },

  DescribeVpcs: (call) =>
    listResources<VpcSpec>(call, vpcs(call), {
      idParameter: "VpcId",
      idOf: (vpc) => vpc.id,
      notFound: { code: "InvalidVpcID.NotFound", message: (id) => `The vpc ID '${id}' does not exist` },
      filters: { "vpc-id": (vpc) => vpc.id, state: () => "available", "is-default": () => "false" },
      tagsOf: (vpc) => vpc.tags,
      set: "vpcSet",
      render: (vpc) => ({
        vpcId: vpc.id,
        ownerId: vpc.accountId,
        state: "available",
        cidrBlock: `${vpc.prefix}.0.0/16`,
        cidrBlockAssociationSet: [
          {
            cidrBlock: `${vpc.prefix}.0.0/16`,
            associationId: awsId("vpc-cidr-assoc", vpc.id),
            cidrBlockState: { state: "associated" },
          },
        ],
        dhcpOptionsId: awsId("dopt", `${vpc.accountId}/${vpc.region}`),
        tagSet: tagSet(vpc.tags),
        instanceTenancy: "default",
        isDefault: false,
      }),
    }),

  DescribeVpcAttribute: (call) => {
    const id = call.params.get("VpcId") ?? "";
    const vpc = vpcs(call).find((one) => one.id === id);
    if (!vpc) throw new AwsError("InvalidVpcID.NotFound", `The vpc ID '${id}' does not exist`);
    const attribute = call.params.get("Attribute");
    if (attribute === "enableDnsSupport") return { vpcId: id, enableDnsSupport: { value: vpc.dnsSupport } };
    if (attribute === "enableDnsHostnames")
      return { vpcId: id, enableDnsHostnames: { value: vpc.dnsHostnames } };
    if (attribute === "enableNetworkAddressUsageMetrics")
      return { vpcId: id, enableNetworkAddressUsageMetrics: { value: false } };
    throw new AwsError("InvalidParameterValue", `Value (${attribute}) for parameter attribute is invalid.`);
  },

  DescribeSubnets: (call) => {
    const names = zoneNames(call.accountId, call.region);
    const subnets = vpcs(call).flatMap((vpc) => vpcNetwork(vpc).subnets.map((subnet) => ({ vpc, subnet })));
    return listResources<{ vpc: VpcSpec; subnet: SubnetSpec }>(call, subnets, {
      idParameter: "SubnetId",
      idOf: ({ subnet }) => subnet.id,
      notFound: { code: "InvalidSubnetID.NotFound", message: (id) => `The subnet ID '${id}' does not exist` },
      filters: {
        "subnet-id": ({ subnet }) => subnet.id,
        "vpc-id": ({ vpc }) => vpc.id,
        "availability-zone-id": ({ subnet }) => subnet.azId,
        "availability-zone": ({ subnet }) => names.get(subnet.azId),
        state: () => "available",
      },
      tagsOf: subnetTags,
      set: "subnetSet",
      render: ({ vpc, subnet }) => ({
        subnetId: subnet.id,
        subnetArn: `arn:aws:ec2:${vpc.region}:${vpc.accountId}:subnet/${subnet.id}`,
        state: "available",
        ownerId: vpc.accountId,
        vpcId: vpc.id,
        cidrBlock: subnet.cidr,
        ipv6CidrBlockAssociationSet: [],
        availableIpAddressCount: subnet.freeAddresses,
        availabilityZone: names.get(subnet.azId),
        availabilityZoneId: subnet.azId,
        defaultForAz: false,
        mapPublicIpOnLaunch: subnet.tier === "public",
        assignIpv6AddressOnCreation: false,
        tagSet: tagSet(subnetTags({ vpc, subnet })),
      }),
    });
  },

  DescribeSecurityGroups: (call) => {
    const groups = vpcs(call).flatMap((vpc) => vpcNetwork(vpc).groups.map((group) => ({ vpc, group })));
    return listResources<{ vpc: VpcSpec; group: GroupSpec }>(call, groups, {
      idParameter: "GroupId",
      idOf: ({ group }) => group.id,
      notFound: {
        code: "InvalidGroup.NotFound",
        message: (id) => `The security group '${id}' does not exist`,
      },
      filters: {
        "group-id": ({ group }) => group.id,
        "group-name": ({ group }) => group.name,
        "vpc-id": ({ vpc }) => vpc.id,
      },
      tagsOf: () => ({}),
      set: "securityGroupInfo",
      render: ({ vpc, group }) => ({
        ownerId: vpc.accountId,
        groupId: group.id,
        groupName: group.name,
        groupDescription: group.description,
        vpcId: vpc.id,
        securityGroupArn: `arn:aws:ec2:${vpc.region}:${vpc.accountId}:security-group/${group.id}`,
        ipPermissions: permissions(group, vpc, false),
        ipPermissionsEgress: permissions(group, vpc, true),
        tagSet: [],
      }),
    });
  },

  DescribeSecurityGroupRules: (call) => {
    const rules = vpcs(call).flatMap((vpc) =>
      vpcNetwork(vpc).groups.flatMap((group) => group.rules.map((rule) => ({ vpc, group, rule }))),
    );
    return listResources<{ vpc: VpcSpec; group: GroupSpec; rule: GroupRule }>(call, rules, {
      idParameter: "SecurityGroupRuleId",
      idOf: ({ rule }) => rule.id,
      notFound: {
        code: "InvalidSecurityGroupRuleId.NotFound",
        message: (id) => `The security group rule ID '${id}' does not exist`,
      },
      filters: { "group-id": ({ group }) => group.id, "security-group-rule-id": ({ rule }) => rule.id },
      tagsOf: () => ({}),
      set: "securityGroupRuleSet",
      render: ({ vpc, group, rule }) => ({
        securityGroupRuleId: rule.id,
        groupId: group.id,
        groupOwnerId: vpc.accountId,
        isEgress: rule.egress,
        ipProtocol: rule.protocol,
        fromPort: rule.fromPort,
        toPort: rule.toPort,
        cidrIpv4: rule.cidr,
        referencedGroupInfo: rule.groupId
          ? { groupId: rule.groupId, userId: vpc.accountId, vpcId: vpc.id }
          : undefined,
        description: rule.description,
        tagSet: [],
      }),
    });
  },

  DescribeRouteTables: (call) => {
    const tables = vpcs(call).flatMap((vpc) =>
      (["main", "private"] as const).map((kind) => ({ vpc, kind, id: routeTableIds(vpc)[kind] })),
    );
    const gateways = call.fleet
      .endpoints(call.accountId, call.region, call.now)
      .filter((endpoint) => endpoint.type === "Gateway" && endpoint.state === "available");
    return listResources<(typeof tables)[number]>(call, tables, {
      idParameter: "RouteTableId",
      idOf: (table) => table.id,
      notFound: {
        code: "InvalidRouteTableID.NotFound",
        message: (id) => `The routeTable ID '${id}' does not exist`,
      },
      filters: { "vpc-id": ({ vpc }) => vpc.id, "route-table-id": ({ id }) => id },
      tagsOf: ({ kind }) => ({ Name: kind }),
      set: "routeTableSet",
      render: ({ vpc, kind, id }) => ({
        routeTableId: id,
        vpcId: vpc.id,
        ownerId: vpc.accountId,
        routeSet: [
          route({ destinationCidrBlock: `${vpc.prefix}.0.0/16`, gatewayId: "local" }, "CreateRouteTable"),
          route(
            kind === "main"
              ? { destinationCidrBlock: "0.0.0.0/0", gatewayId: awsId("igw", vpc.id) }
              : { destinationCidrBlock: "0.0.0.0/0", natGatewayId: awsId("nat", vpc.id) },
            "CreateRoute",
          ),
          ...gateways
            .filter((endpoint) => endpoint.vpc === vpc)
            .map((endpoint) => {
              const service = endpoint.serviceName.split(".").at(-1) as string;
              const destinationPrefixListId = prefixListId(vpc.region, service);
              return route({ destinationPrefixListId, gatewayId: endpoint.id }, "CreateRoute");
            }),
        ],
        associationSet: associations(vpc, kind, id),
        propagatingVgwSet: [],
        tagSet: [{ key: "Name", value: `${vpc.name}-${kind}` }],
      }),
    });
  },

  DescribePrefixLists: (call) =>
    listResources<PrefixList>(call, prefixLists(call), {
      ...prefixListing,
      render: ({ id, name, cidrs }) => ({ prefixListId: id, prefixListName: name, cidrSet: cidrs }),
    }),

  DescribeManagedPrefixLists: (call) =>
    listResources<PrefixList>(call, prefixLists(call), {
      ...prefixListing,
      rules: { max: 100, min: 1 },
      render: ({ id, name }) => ({
        prefixListId: id,
        prefixListName: name,
        addressFamily: "IPv4",
        state: "create-complete",
        prefixListArn: `arn:aws:ec2:${call.region}:aws:prefix-list/${id}`,
        ownerId: "AWS",
      }),
    }),

  DescribeFlowLogs: (call) => {
    const logged = vpcs(call).filter((vpc) => vpc.flowLogs);
    return listResources<VpcSpec>(call, logged, {
      idParameter: "FlowLogId",
      idOf: (vpc) => awsId("fl", vpc.id),
      notFound: {
        code: "InvalidFlowLogId.NotFound",
        message: (id) => `The flow log ID '${id}' does not exist`,
      },
      filters: { "resource-id": (vpc) => vpc.id, "traffic-type": () => "ALL" },
      set: "flowLogSet",
      render: (vpc) => ({
        flowLogId: awsId("fl", vpc.id),
        flowLogStatus: "ACTIVE",
        resourceId: vpc.id,
        trafficType: "ALL",
        creationTime: new Date(Date.UTC(2023, 1, 2, 8, 0, 0)),
        deliverLogsStatus: "SUCCESS",
        logDestinationType: "cloud-watch-logs",
        logGroupName: `/vpc/${vpc.name}/flow`,
        maxAggregationInterval: 60,
        logFormat: FLOW_LOG_FORMAT,
        tagSet: [],
      }),
    });
  },
};

const vpcs = (call: Call) => call.fleet.vpcs(call.accountId, call.region);

function subnetTags({ vpc, subnet }: { vpc: VpcSpec; subnet: SubnetSpec }): Record<string, string> {
  return { Name: `${vpc.name}-${subnet.tier}-${subnet.azId}`, tier: subnet.tier };
}

function route(route: WireObject, origin: string): WireObject {
  return { ...route, state: "active", origin };
}

function associations(vpc: VpcSpec, kind: "main" | "private", id: string): WireObject[] {
  const state = { associationState: { state: "associated" }, routeTableId: id };
  if (kind === "main") return [{ ...state, routeTableAssociationId: awsId("rtbassoc", id), main: true }];
  return vpcNetwork(vpc)
    .subnets.filter((subnet) => subnet.tier === "private")
    .map((subnet) => ({
      ...state,
      routeTableAssociationId: awsId("rtbassoc", subnet.id),
      subnetId: subnet.id,
      main: false,
    }));
}

function permissions(group: GroupSpec, vpc: VpcSpec, egress: boolean): WireObject[] {
  return group.rules
    .filter((rule) => rule.egress === egress)
    .map((rule) => ({
      ipProtocol: rule.protocol,
      fromPort: rule.protocol === "-1" ? undefined : rule.fromPort,
      toPort: rule.protocol === "-1" ? undefined : rule.toPort,
      groups: rule.groupId ? [{ groupId: rule.groupId, userId: vpc.accountId }] : [],
      ipRanges: rule.cidr ? [{ cidrIp: rule.cidr, description: rule.description }] : [],
      ipv6Ranges: [],
      prefixListIds: [],
    }));
}

interface PrefixList {
  id: string;
  name: string;
  cidrs: string[];
}

function prefixLists(call: Call): PrefixList[] {
  return AWS_SERVICES.filter((service) => service.type === "Gateway").map(({ name }) => ({
    id: prefixListId(call.region, name),
    name: awsServiceName(call.region, name),
    cidrs: IP_SERVICE_CIDRS[name] ?? [],
  }));
}

const prefixListing = {
  idParameter: "PrefixListId",
  idOf: (list: PrefixList) => list.id,
  filters: {
    "prefix-list-id": (list: PrefixList) => list.id,
    "prefix-list-name": (list: PrefixList) => list.name,
  },
  set: "prefixListSet",
};

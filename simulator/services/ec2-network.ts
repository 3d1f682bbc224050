import { prefixListId } from "../fleet/aws-services.ts";
import { awsId } from "../fleet/hash.ts";
import { FLOW_LOG_FIELDS, flowLogGroup } from "../fleet/log-groups.ts";
import { natGatewayId } from "../fleet/nat.ts";
import { routeTableIds, vpcNetwork } from "../fleet/network.ts";
import { REGIONS, regionInfo, zoneNames } from "../fleet/regions.ts";
import type { SubnetSpec, VpcSpec } from "../fleet/types.ts";
import { AwsError } from "../protocols/errors.ts";
import type { WireObject } from "../protocols/xml.ts";
import type { Call, Operations } from "./context.ts";
import { listResources, tagSet } from "./ec2-paging.ts";

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
              : { destinationCidrBlock: "0.0.0.0/0", natGatewayId: natGatewayId(vpc) },
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
        ...destination(vpc),
        maxAggregationInterval: 60,
        logFormat: (vpc.flowLogFields ?? FLOW_LOG_FIELDS)
          .split(" ")
          .map((field) => `\${${field}}`)
          .join(" "),
        tagSet: [],
      }),
    });
  },
};

const vpcs = (call: Call) => call.fleet.vpcs(call.accountId, call.region);

function destination(vpc: VpcSpec): WireObject {
  if (vpc.flowLogBucket === undefined)
    return { logDestinationType: "cloud-watch-logs", logGroupName: flowLogGroup(vpc) };
  return { logDestinationType: "s3", logDestination: `arn:aws:s3:::${vpc.flowLogBucket}` };
}

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

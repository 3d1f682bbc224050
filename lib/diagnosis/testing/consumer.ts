import type { ConsumerSide } from "../evidenceSchema.ts";
import type { NetworkInterfaceFacts, SubnetFacts } from "../factsSchema.ts";
import type { EndpointPoint } from "../metricsSchema.ts";
import { asOf, consumerAccount, ids, tagged, type Value, watermark, zones } from "./world.ts";

/** The consumer's side without its wrapping. */
export type ConsumerParts = {
  [K in Exclude<keyof ConsumerSide, "ours" | "account" | "region">]: Value<ConsumerSide[K]>;
};

const hourAgo = new Date(watermark.getTime() - 3_600_000);

export function consumerParts(): ConsumerParts {
  const subnets = zones.map(
    (azId, i): SubnetFacts => ({
      ...{ subnetId: ids.subnets[i] ?? "", vpcId: ids.vpc, azId, availabilityZone: null },
      ...{ cidrBlock: `10.20.${i + 1}.0/24`, ipv6CidrBlocks: [], availableIpAddressCount: 200 },
    }),
  );
  return {
    endpoint: {
      ...tagged,
      ...{
        vpcEndpointId: ids.endpoint,
        accountId: consumerAccount.accountId,
        region: ids.region,
        vpcId: ids.vpc,
      },
      ...{ vpcEndpointType: "Interface", serviceName: ids.serviceName, serviceRegion: ids.region },
      ...{ state: "available", privateDnsEnabled: true, requesterManaged: false, ipAddressType: "ipv4" },
      creationTimestamp: new Date("2026-03-01T09:00:00Z"),
      ...{ subnetIds: [...ids.subnets], azIds: [...zones], networkInterfaceIds: [...ids.interfaces] },
      ...{ securityGroupIds: [ids.group], routeTableIds: [] },
      dnsEntries: [
        { dnsName: `${ids.endpoint}-abc.vpce-svc-0b1.us-east-1.vpce.amazonaws.com`, hostedZoneId: "Z1" },
        { dnsName: "payments.internal.example.com", hostedZoneId: "Z2" },
      ],
      ...{ policyDocument: null, failureReason: null, lastErrorCode: null, lastErrorMessage: null },
      firstSeenAt: new Date("2026-03-01T09:10:00Z"),
      createdBy: `arn:aws:sts::${consumerAccount.accountId}:assumed-role/orders/deploy`,
    },
    vpc: {
      ...{ vpcId: ids.vpc, cidrBlocks: ["10.20.0.0/16"], ipv6CidrBlocks: [] },
      ...{ enableDnsSupport: true, enableDnsHostnames: true },
    },
    subnets,
    networkInterfaces: zones.map(
      (azId, i): NetworkInterfaceFacts => ({
        ...{
          networkInterfaceId: ids.interfaces[i] ?? "",
          status: "in-use",
          subnetId: ids.subnets[i] ?? "",
          azId,
        },
        ...{ privateIpAddresses: [`10.20.${i + 1}.50`], ipv6Addresses: [], securityGroupIds: [ids.group] },
      }),
    ),
    securityGroups: [
      {
        ...{
          groupId: ids.group,
          groupName: "endpoints",
          accountId: consumerAccount.accountId,
          vpcId: ids.vpc,
        },
        ipPermissions: [
          { IpProtocol: "tcp", FromPort: 8443, ToPort: 8443, IpRanges: [{ CidrIp: "10.20.0.0/16" }] },
        ],
        ipPermissionsEgress: [],
      },
      {
        ...{ groupId: ids.appGroup, groupName: "app", accountId: consumerAccount.accountId, vpcId: ids.vpc },
        ipPermissions: [],
        ipPermissionsEgress: [{ IpProtocol: "-1", IpRanges: [{ CidrIp: "0.0.0.0/0" }] }],
      },
    ],
    groupMembers: [],
    prefixLists: [],
    clientSubnets: subnets.map((subnet) => ({
      ...subnet,
      ...{ accountId: consumerAccount.accountId, region: ids.region, securityGroupIds: [ids.appGroup] },
    })),
    routeTables: [],
    flowLogs: [],
    otherEndpoints: [],
    availableService: {
      ...{ serviceName: ids.serviceName, serviceId: ids.service, serviceTypes: ["Interface"] },
      ...{ serviceOwner: "111111111111", serviceRegion: ids.region, azIds: [...zones] },
      ...{ privateDnsNames: ["payments.internal.example.com"], baseEndpointDnsNames: [] },
      ...{
        vpcEndpointPolicySupported: false,
        acceptanceRequired: true,
        privateDnsNameVerificationState: "verified",
      },
    },
    metrics: {
      ...{ from: hourAgo, to: watermark },
      recent: Array.from({ length: 60 }, (_, i) => point(i)),
      baseline: {
        ...{ from: new Date(hourAgo.getTime() - 14 * 86_400_000), to: hourAgo, coveredSeconds: 14 * 86_400 },
        ...{ bytesProcessed: 2e10, newConnections: 200_000, packetsDropped: 0, rstPacketsReceived: 4000 },
      },
    },
    rejects: {
      window: { from: hourAgo, to: asOf },
      summary: {
        whole: { state: "none-seen", askedTo: watermark },
        interfaces: zones.map((azId, i) => ({
          ...{ networkInterfaceId: ids.interfaces[i] ?? "", azId },
          summary: { state: "none-seen", askedTo: watermark },
        })),
      },
    },
    clientRejects: [],
    denials: { window: { from: hourAgo, to: asOf }, summary: { state: "none-seen", askedTo: watermark } },
  };
}

/** A minute of the endpoint as a whole, counted back from the watermark. */
export const point = (minutesBack: number, more: Partial<EndpointPoint> = {}): EndpointPoint => ({
  ts: new Date(watermark.getTime() - (minutesBack + 1) * 60_000),
  ...{ periodSeconds: 60, subnetId: "", azId: null, bytesProcessed: 1_000_000, newConnections: 10 },
  ...{ packetsDropped: 0, rstPacketsReceived: 0, activeConnectionsMax: 12 },
  ...more,
});

import type { ProviderSide } from "../evidenceSchema.ts";
import type { ConnectionFacts } from "../factsSchema.ts";
import type { LoadBalancerPoint } from "../metricsSchema.ts";
import { consumerAccount, ids, providerAccount, tagged, type Value, watermark, zones } from "./world.ts";

/** The provider's side without its wrapping. */
export type ProviderParts = {
  [K in Exclude<keyof ProviderSide, "ours" | "account" | "region">]: Value<ProviderSide[K]>;
};

const hourAgo = new Date(watermark.getTime() - 3_600_000);

export function providerParts(): ProviderParts {
  const connection: ConnectionFacts = {
    ...{ serviceId: ids.service, vpcEndpointId: ids.endpoint, vpcEndpointConnectionId: "vpce-con-0b1" },
    ...{ vpcEndpointOwner: consumerAccount.accountId, vpcEndpointState: "available" },
    ...{ vpcEndpointRegion: ids.region, creationTimestamp: new Date("2026-03-01T09:00:00Z") },
    networkLoadBalancerArns: [ids.loadBalancer],
  };
  return {
    service: {
      ...tagged,
      ...{ accountId: providerAccount.accountId, region: ids.region, serviceId: ids.service },
      ...{
        serviceName: ids.serviceName,
        serviceState: "Available",
        acceptanceRequired: true,
        azIds: [...zones],
      },
      ...{ networkLoadBalancerArns: [ids.loadBalancer], gatewayLoadBalancerArns: [], supportedRegions: [] },
      ...{ privateDnsName: "payments.internal.example.com", privateDnsNameState: "verified" },
      privateDnsNameConfiguration: { State: "verified", Type: "TXT", Value: "vpce:abc", Name: "_k1" },
    },
    permissions: [
      { principal: `arn:aws:iam::${consumerAccount.accountId}:role/orders`, principalType: "Role" },
    ],
    notifications: [
      {
        ...{
          connectionNotificationId: "vpce-nfn-0b1",
          vpcEndpointId: null,
          connectionNotificationState: "Enabled",
        },
        connectionNotificationArn: "arn:aws:sns:us-east-1:111111111111:connections",
        connectionEvents: ["Connect", "Accept", "Reject", "Delete"],
      },
    ],
    connection,
    connections: [connection],
    loadBalancers: [
      {
        ...tagged,
        ...{
          loadBalancerArn: ids.loadBalancer,
          loadBalancerName: "payments",
          type: "network",
          scheme: "internal",
        },
        ...{
          vpcId: "vpc-0b1",
          state: "active",
          createdTime: new Date("2026-01-01T00:00:00Z"),
          azIds: [...zones],
        },
        ...{ subnetIds: ["subnet-0b1", "subnet-0b2"], securityGroupIds: [] },
        ...{ enforceSecurityGroupInboundRulesOnPrivateLinkTraffic: null, crossZoneEnabled: true },
        ...{ deletionProtectionEnabled: true, attributes: {}, goneAt: null },
      },
    ],
    listeners: [
      {
        ...{ listenerArn: ids.listener, loadBalancerArn: ids.loadBalancer, port: 8443, protocol: "TCP" },
        targetGroupArns: [ids.targetGroup],
      },
    ],
    targetGroups: [
      {
        ...{ targetGroupArn: ids.targetGroup, targetGroupName: "payments", protocol: "TCP", port: 8443 },
        ...{ targetType: "ip", loadBalancerArns: [ids.loadBalancer], healthCheckEnabled: true },
        ...{ healthCheckProtocol: "TCP", healthCheckPort: "traffic-port", healthCheckPath: null },
        ...{ attributes: {}, tags: {} },
      },
    ],
    targetHealth: zones.map((azId, i) => ({
      ...{
        targetGroupArn: ids.targetGroup,
        targetId: `10.40.${i}.20`,
        port: 8443,
        azId,
        healthCheckPort: "8443",
      },
      availabilityZone: null,
      ...{ state: "healthy", reason: null, description: null },
    })),
    subnets: zones.map((azId, i) => ({
      ...{ subnetId: `subnet-0b${i + 1}`, vpcId: "vpc-0b1", azId, availabilityZone: null },
      ...{ cidrBlock: `10.40.${i}.0/24`, ipv6CidrBlocks: [], availableIpAddressCount: 200 },
    })),
    securityGroups: [],
    prefixLists: [],
    quotas: [],
    metrics: { from: hourAgo, to: watermark, recent: [], baseline: null },
    loadBalancerMetrics: [
      {
        ...{ loadBalancerArn: ids.loadBalancer, from: hourAgo, to: watermark },
        recent: Array.from({ length: 12 }, (_, i) => balancerPoint(i)),
        baseline: {
          ...{
            from: new Date(hourAgo.getTime() - 14 * 86_400_000),
            to: hourAgo,
            coveredSeconds: 14 * 86_400,
          },
          ...{ newFlowCount: 400_000, tcpClientResetCount: 900 },
          ...{ tcpElbResetCount: 400, tcpTargetResetCount: 400 },
        },
      },
    ],
  };
}

/** Five minutes of the load balancer as a whole, counted back from the watermark. */
export const balancerPoint = (
  periodsBack: number,
  more: Partial<LoadBalancerPoint> = {},
): LoadBalancerPoint => ({
  ts: new Date(watermark.getTime() - (periodsBack + 1) * 300_000),
  ...{ periodSeconds: 300, azId: null, targetGroup: "", processedBytes: 5_000_000, newFlowCount: 100 },
  ...{ activeFlowCountMax: 60, tcpClientResetCount: 1, tcpElbResetCount: 0, tcpTargetResetCount: 0 },
  ...{ rejectedFlowCount: 0, portAllocationErrorCount: 0, unhealthyRoutingFlowCount: 0 },
  ...{ healthyHostCountMin: null, unhealthyHostCountMax: null },
  ...more,
});

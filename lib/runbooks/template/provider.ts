import type { ProviderSide } from "#lib/diagnosis/evidenceSchema.ts";
import type {
  AccountFacts,
  ConnectionFacts,
  LoadBalancerFacts,
  ServiceFacts,
  TargetGroupFacts,
} from "#lib/diagnosis/factsSchema.ts";
import { epoch, held, untagged } from "./consumer.ts";
import { fromMark, portMark, toMark } from "./marks.ts";

export const providerAccount: AccountFacts = {
  accountId: "PROVIDER_ACCOUNT_ID",
  name: null,
  profile: "PROVIDER_PROFILE",
};

const connection: ConnectionFacts = {
  ...{ serviceId: "SERVICE_ID", vpcEndpointId: "VPC_ENDPOINT_ID", vpcEndpointConnectionId: null },
  ...{ vpcEndpointOwner: "CONSUMER_ACCOUNT_ID", vpcEndpointState: "rejected" },
  ...{ vpcEndpointRegion: "CONSUMER_REGION", creationTimestamp: epoch },
  networkLoadBalancerArns: ["LOAD_BALANCER_ARN"],
};

export const serviceTemplate: ServiceFacts = {
  ...untagged,
  ...{ accountId: "PROVIDER_ACCOUNT_ID", region: "PROVIDER_REGION", serviceId: "SERVICE_ID" },
  ...{ serviceName: "SERVICE_NAME", serviceState: "Available", acceptanceRequired: true },
  ...{ azIds: ["AZ_ID"], networkLoadBalancerArns: ["LOAD_BALANCER_ARN"], gatewayLoadBalancerArns: [] },
  ...{ privateDnsName: "PRIVATE_DNS_NAME", privateDnsNameState: "pendingVerification" },
  privateDnsNameConfiguration: {
    ...{ State: "pendingVerification", Type: "TXT" },
    ...{ Name: "VERIFICATION_NAME.PRIVATE_DNS_NAME", Value: "VERIFICATION_VALUE" },
  },
  supportedRegions: [],
};

export const loadBalancerTemplate: LoadBalancerFacts = {
  ...untagged,
  ...{ loadBalancerArn: "LOAD_BALANCER_ARN", loadBalancerName: "LOAD_BALANCER_NAME", type: "network" },
  ...{ scheme: "internal", vpcId: "VPC_ID", state: "active", createdTime: epoch, azIds: ["AZ_ID"] },
  ...{ subnetIds: ["SUBNET_ID"], securityGroupIds: [], crossZoneEnabled: false },
  ...{ enforceSecurityGroupInboundRulesOnPrivateLinkTraffic: null, deletionProtectionEnabled: false },
  ...{ attributes: {}, goneAt: null },
};

export const targetGroupTemplate: TargetGroupFacts = {
  ...{ targetGroupArn: "TARGET_GROUP_ARN", targetGroupName: "TARGET_GROUP_NAME", protocol: "TCP" },
  ...{ port: portMark, targetType: "ip", loadBalancerArns: ["LOAD_BALANCER_ARN"] },
  ...{ healthCheckEnabled: true, healthCheckProtocol: "TCP", healthCheckPort: "traffic-port" },
  ...{ healthCheckPath: null, attributes: {}, tags: {} },
};

/** The provider's side with placeholders for ids. */
export const providerTemplate: ProviderSide = {
  ours: true,
  account: providerAccount,
  region: "PROVIDER_REGION",
  service: held(serviceTemplate),
  permissions: held([{ principal: "PRINCIPAL_ARN", principalType: "Role" }]),
  notifications: held([]),
  connection: held(connection),
  connections: held([connection]),
  loadBalancers: held([loadBalancerTemplate]),
  listeners: held([
    {
      ...{ listenerArn: "LISTENER_ARN", loadBalancerArn: "LOAD_BALANCER_ARN", port: portMark },
      ...{ protocol: "TCP", targetGroupArns: ["TARGET_GROUP_ARN"] },
    },
  ]),
  targetGroups: held([targetGroupTemplate]),
  targetHealth: held([
    {
      ...{ targetGroupArn: "TARGET_GROUP_ARN", targetId: "TARGET_ID", port: portMark, azId: "AZ_ID" },
      ...{ healthCheckPort: null, state: "unhealthy", reason: null, description: null },
      availabilityZone: null,
    },
  ]),
  subnets: held([]),
  securityGroups: held([]),
  prefixLists: held([]),
  quotas: held([]),
  metrics: held({ from: fromMark, to: toMark, recent: [], baseline: null }),
  loadBalancerMetrics: held([
    {
      ...{ loadBalancerArn: "LOAD_BALANCER_ARN", from: fromMark, to: toMark },
      ...{ recent: [], baseline: null },
    },
  ]),
};

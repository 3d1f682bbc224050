import type { ConsumerSide, Piece } from "#lib/diagnosis/evidenceSchema.ts";
import type { AccountFacts, SubnetFacts } from "#lib/diagnosis/factsSchema.ts";
import { fromMark, portMark, toMark } from "./marks.ts";

/** No clock: a template has no time. */
export const epoch = fromMark;
const later = toMark;

export const held = <T>(value: T): Piece<T> => ({ state: "fresh", value, asOf: epoch, source: "template" });
export const untagged = { tags: {}, owner: null, environment: null, application: null };

export const consumerAccount: AccountFacts = {
  accountId: "CONSUMER_ACCOUNT_ID",
  name: null,
  profile: "CONSUMER_PROFILE",
};

const subnet = (subnetId: string): SubnetFacts => ({
  ...{ subnetId, vpcId: "VPC_ID", azId: "AZ_ID", availabilityZone: null },
  ...{ cidrBlock: null, ipv6CidrBlocks: [], availableIpAddressCount: 0 },
});

const emptyPolicy = '{"Version":"2012-10-17","Statement":[]}';
const window = { from: epoch, to: later };
const refused = {
  ...{ srcAddress: "CLIENT_ADDRESS", dstPort: portMark, protocol: 6, flows: 1, packets: null },
  ...{ firstAt: epoch, lastAt: epoch, networkInterfaceIds: ["NETWORK_INTERFACE_ID"] },
};
const denied = {
  ...{ principal: "PRINCIPAL_ARN", action: "SERVICE_ACTION", calls: 1, firstAt: epoch, lastAt: epoch },
  ...{ sourceIpAddresses: [], errorMessage: null },
};
const seen = { askedTo: epoch, complete: true, reason: "" };

/** The consumer's side with placeholders for ids. */
export const consumerTemplate: ConsumerSide = {
  ours: true,
  account: consumerAccount,
  region: "CONSUMER_REGION",
  endpoint: held({
    ...untagged,
    ...{ vpcEndpointId: "VPC_ENDPOINT_ID", accountId: "CONSUMER_ACCOUNT_ID", region: "CONSUMER_REGION" },
    ...{ vpcId: "VPC_ID", vpcEndpointType: "Interface", serviceName: "SERVICE_NAME", serviceRegion: null },
    ...{ state: "available", privateDnsEnabled: false, requesterManaged: false, ipAddressType: "ipv4" },
    ...{ creationTimestamp: epoch, subnetIds: ["SUBNET_ID"], azIds: ["AZ_ID"] },
    ...{ networkInterfaceIds: ["NETWORK_INTERFACE_ID"], securityGroupIds: ["SECURITY_GROUP_ID"] },
    routeTableIds: ["ROUTE_TABLE_ID"],
    dnsEntries: [
      { dnsName: "ENDPOINT_DNS_NAME", hostedZoneId: null },
      { dnsName: "PRIVATE_DNS_NAME", hostedZoneId: null },
    ],
    ...{ policyDocument: emptyPolicy, failureReason: null, lastErrorCode: null, lastErrorMessage: null },
    ...{ firstSeenAt: epoch, createdBy: null },
  }),
  vpc: held({
    ...{ vpcId: "VPC_ID", cidrBlocks: [], ipv6CidrBlocks: [] },
    ...{ enableDnsSupport: false, enableDnsHostnames: false },
  }),
  subnets: held([subnet("SUBNET_ID"), subnet("CLIENT_SUBNET_ID")]),
  networkInterfaces: held([
    {
      ...{ networkInterfaceId: "NETWORK_INTERFACE_ID", status: "in-use", subnetId: "SUBNET_ID" },
      ...{ azId: "AZ_ID", privateIpAddresses: ["ENDPOINT_ADDRESS"], ipv6Addresses: [] },
      securityGroupIds: ["SECURITY_GROUP_ID"],
    },
  ]),
  securityGroups: held(
    ["SECURITY_GROUP_ID", "CLIENT_SECURITY_GROUP_ID"].map((groupId) => ({
      ...{ groupId, groupName: null, accountId: "CONSUMER_ACCOUNT_ID", vpcId: "VPC_ID" },
      ...{ ipPermissions: [], ipPermissionsEgress: [] },
    })),
  ),
  groupMembers: held([]),
  prefixLists: held([]),
  clientSubnets: held([
    {
      ...subnet("CLIENT_SUBNET_ID"),
      cidrBlock: "CLIENT_CIDR",
      ...{ accountId: "CONSUMER_ACCOUNT_ID", region: "CONSUMER_REGION" },
      securityGroupIds: ["CLIENT_SECURITY_GROUP_ID"],
    },
  ]),
  routeTables: held([{ routeTableId: "ROUTE_TABLE_ID", main: true, subnetIds: [], routes: [] }]),
  flowLogs: held([]),
  otherEndpoints: held([
    {
      ...{ vpcEndpointId: "OTHER_ENDPOINT_ID", vpcEndpointType: "Interface", serviceName: "SERVICE_NAME" },
      ...{ state: "available", privateDnsEnabled: true, azIds: ["AZ_ID"], creationTimestamp: epoch },
      dnsEntries: [{ dnsName: "PRIVATE_DNS_NAME", hostedZoneId: null }],
    },
  ]),
  availableService: held({
    ...{ serviceName: "SERVICE_NAME", serviceId: "SERVICE_ID", serviceTypes: ["Interface"] },
    ...{ serviceOwner: "PROVIDER_ACCOUNT_ID", serviceRegion: "PROVIDER_REGION", azIds: ["AZ_ID"] },
    ...{ privateDnsNames: ["PRIVATE_DNS_NAME"], baseEndpointDnsNames: [], acceptanceRequired: true },
    ...{ vpcEndpointPolicySupported: true, privateDnsNameVerificationState: "pendingVerification" },
  }),
  metrics: held({ ...window, recent: [], baseline: null }),
  rejects: { window, summary: { whole: { state: "seen", groups: [refused], ...seen }, interfaces: [] } },
  clientRejects: held([]),
  denials: { window, summary: { state: "seen", groups: [denied], ...seen } },
};

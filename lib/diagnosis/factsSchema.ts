/**
 * What the checks read of each resource: the columns of its table (prisma/schema.prisma), under the same names and with
 * the same meaning of null: AWS did not say. Lists are never null; whether they are known at all is said by the piece
 * that holds them (evidenceSchema.ts).
 */

/** `account`. */
export interface AccountFacts {
  accountId: string;
  name: string | null;
  /** Profile of the AWS CLI in commands: the account's name without spaces, else its id. */
  profile: string;
}

interface Tagged {
  tags: Record<string, string>;
  owner: string | null;
  environment: string | null;
  application: string | null;
}

/** `vpc_endpoint`; `state` as AWS writes it, in either case. */
export interface EndpointFacts extends Tagged {
  vpcEndpointId: string;
  accountId: string;
  region: string;
  vpcId: string | null;
  /** Interface, Gateway, GatewayLoadBalancer, Resource or ServiceNetwork. */
  vpcEndpointType: string;
  serviceName: string | null;
  serviceRegion: string | null;
  state: string | null;
  privateDnsEnabled: boolean | null;
  requesterManaged: boolean | null;
  ipAddressType: string | null;
  creationTimestamp: Date | null;
  subnetIds: string[];
  azIds: string[];
  networkInterfaceIds: string[];
  securityGroupIds: string[];
  routeTableIds: string[];
  dnsEntries: DnsEntry[];
  policyDocument: string | null;
  failureReason: string | null;
  lastErrorCode: string | null;
  lastErrorMessage: string | null;
  firstSeenAt: Date;
  /** `trail_event.actor_arn` of its CreateVpcEndpoint; null where the trail does not reach back so far. */
  createdBy: string | null;
}

export interface DnsEntry {
  dnsName: string;
  hostedZoneId: string | null;
}

/** `vpc_endpoint` of another endpoint in the same VPC. */
export interface OtherEndpointFacts {
  vpcEndpointId: string;
  vpcEndpointType: string;
  serviceName: string | null;
  state: string | null;
  privateDnsEnabled: boolean | null;
  dnsEntries: DnsEntry[];
  azIds: string[];
  creationTimestamp: Date | null;
}

/** As far as it matters which endpoints a VPC has. */
export type NeighbourFacts = Pick<
  OtherEndpointFacts,
  "vpcEndpointId" | "vpcEndpointType" | "serviceName" | "state"
>;

/** `vpc`. */
export interface VpcFacts {
  vpcId: string;
  cidrBlocks: string[];
  ipv6CidrBlocks: string[];
  enableDnsSupport: boolean | null;
  enableDnsHostnames: boolean | null;
}

/** `subnet`. */
export interface SubnetFacts {
  subnetId: string;
  vpcId: string;
  azId: string | null;
  availabilityZone: string | null;
  cidrBlock: string | null;
  ipv6CidrBlocks: string[];
  availableIpAddressCount: number | null;
}

/** `network_interface`. */
export interface NetworkInterfaceFacts {
  networkInterfaceId: string;
  status: string | null;
  subnetId: string | null;
  azId: string | null;
  privateIpAddresses: string[];
  ipv6Addresses: string[];
  securityGroupIds: string[];
}

/** `security_group`, its rules as EC2 lists them. */
export interface SecurityGroupFacts {
  groupId: string;
  groupName: string | null;
  accountId: string;
  vpcId: string | null;
  ipPermissions: IpPermission[];
  ipPermissionsEgress: IpPermission[];
}

/** One permission of EC2: a protocol and ports, from or to any of several far ends. */
export interface IpPermission {
  /** `tcp`, `udp`, `icmp`, `icmpv6`, IANA's number, or `-1` for all. */
  IpProtocol?: string;
  FromPort?: number;
  ToPort?: number;
  IpRanges?: { CidrIp?: string; Description?: string }[];
  Ipv6Ranges?: { CidrIpv6?: string; Description?: string }[];
  PrefixListIds?: { PrefixListId?: string; Description?: string }[];
  UserIdGroupPairs?: {
    GroupId?: string;
    GroupName?: string;
    UserId?: string;
    VpcId?: string;
    VpcPeeringConnectionId?: string;
    PeeringStatus?: string;
    Description?: string;
  }[];
}

/** How many interfaces carry a group, those of endpoints left out; null: the group's account or region is not collected. */
export interface GroupMembership {
  groupId: string;
  interfaces: number | null;
}

/** `prefix_list`. */
export interface PrefixListFacts {
  prefixListId: string;
  prefixListName: string | null;
  /** CIDR blocks, IPv4 or IPv6; null: they may not be read. */
  entries: string[] | null;
}

/** A subnet that clients are known to be in. */
export interface ClientSubnetFacts extends SubnetFacts {
  accountId: string;
  region: string;
  /** Distinct groups on the subnet's interfaces, those of endpoints and load balancers left out; null: not collected. */
  securityGroupIds: string[] | null;
}

/** `route_table`, its routes as EC2 lists them. */
export interface RouteTableFacts {
  routeTableId: string;
  main: boolean | null;
  subnetIds: string[];
  routes: Record<string, unknown>[];
}

/** `available_service`. */
export interface AvailableServiceFacts {
  serviceName: string;
  serviceId: string | null;
  serviceTypes: string[];
  /** `amazon`, or an account id. */
  serviceOwner: string | null;
  serviceRegion: string | null;
  azIds: string[];
  privateDnsNames: string[];
  baseEndpointDnsNames: string[];
  vpcEndpointPolicySupported: boolean | null;
  acceptanceRequired: boolean | null;
  privateDnsNameVerificationState: string | null;
}

/** `vpc_endpoint_service`. */
export interface ServiceFacts extends Tagged {
  accountId: string;
  region: string;
  serviceId: string;
  serviceName: string;
  serviceState: string | null;
  acceptanceRequired: boolean | null;
  azIds: string[];
  networkLoadBalancerArns: string[];
  gatewayLoadBalancerArns: string[];
  privateDnsName: string | null;
  privateDnsNameState: string | null;
  /** As EC2 gives it: State, Type, Value and Name of the TXT record. */
  privateDnsNameConfiguration: Record<string, unknown> | null;
  supportedRegions: string[];
}

/** `vpc_endpoint_service_permission`. */
export interface PermissionFacts {
  principal: string;
  principalType: string | null;
}

/** `vpc_endpoint_connection_notification`. */
export interface NotificationFacts {
  connectionNotificationId: string;
  vpcEndpointId: string | null;
  connectionNotificationArn: string | null;
  connectionNotificationState: string | null;
  connectionEvents: string[];
}

/** `vpc_endpoint_connection`; `vpcEndpointState` as AWS writes it, in either case. */
export interface ConnectionFacts {
  serviceId: string;
  vpcEndpointId: string;
  vpcEndpointConnectionId: string | null;
  vpcEndpointOwner: string | null;
  vpcEndpointState: string | null;
  vpcEndpointRegion: string | null;
  creationTimestamp: Date | null;
  networkLoadBalancerArns: string[];
}

/** `load_balancer`. */
export interface LoadBalancerFacts extends Tagged {
  loadBalancerArn: string;
  loadBalancerName: string;
  type: string | null;
  /** `internal` or `internet-facing`. */
  scheme: string | null;
  vpcId: string | null;
  state: string | null;
  createdTime: Date | null;
  azIds: string[];
  subnetIds: string[];
  securityGroupIds: string[];
  /** `on` or `off`; null where the load balancer has no groups. */
  enforceSecurityGroupInboundRulesOnPrivateLinkTraffic: string | null;
  crossZoneEnabled: boolean | null;
  deletionProtectionEnabled: boolean | null;
  attributes: Record<string, string>;
  goneAt: Date | null;
}

/** `listener`. */
export interface ListenerFacts {
  listenerArn: string;
  loadBalancerArn: string;
  port: number | null;
  /** TCP, UDP, TLS, TCP_UDP, QUIC, TCP_QUIC or GENEVE. */
  protocol: string | null;
  targetGroupArns: string[];
}

/** `target_group`. */
export interface TargetGroupFacts {
  targetGroupArn: string;
  targetGroupName: string;
  protocol: string | null;
  port: number | null;
  /** instance, ip, lambda or alb. */
  targetType: string | null;
  loadBalancerArns: string[];
  healthCheckEnabled: boolean | null;
  healthCheckProtocol: string | null;
  /** A number, or `traffic-port`. */
  healthCheckPort: string | null;
  healthCheckPath: string | null;
  attributes: Record<string, string>;
  tags: Record<string, string>;
}

/** `target_health`; `state` is healthy, unhealthy, unhealthy.draining, initial, draining, unused or unavailable. */
export interface TargetHealthFacts {
  targetGroupArn: string;
  targetId: string;
  port: number;
  /** Null where AWS says `all` or nothing. */
  azId: string | null;
  /** As AWS says it: a zone's name in the provider's account, `all` (an address outside of the VPC), or null. */
  availabilityZone: string | null;
  healthCheckPort: string | null;
  state: string | null;
  reason: string | null;
  description: string | null;
}

/** `quota_usage`. */
export interface QuotaUsageFacts {
  quotaCode: string;
  quotaName: string | null;
  resourceId: string;
  value: number | null;
  usage: number | null;
  adjustable: boolean | null;
}

/** `probe_series` with its results of the window `from`…`to` (15 minutes, or five intervals where that is longer). */
export interface ProbeFacts {
  seriesId: string;
  source: string;
  location: string;
  locationAccountId: string | null;
  locationRegion: string | null;
  locationVpcId: string | null;
  locationSubnetId: string | null;
  locationAzId: string | null;
  /** dns, tcp, tls, http or unknown. */
  kind: string;
  /** A host, host:port, a URL, or the endpoint's id. */
  target: string;
  intervalSeconds: number | null;
  /** Results have stopped coming (`isStale` of lib/probes): says nothing about the endpoint. */
  stale: boolean;
  from: Date;
  to: Date;
  results: number;
  successes: number;
  /** DNS answers of which every address is, or is not, one of the endpoint's interfaces. */
  answersInside: number;
  answersOutside: number;
  /** Of the successes with a total time. */
  totalSecondsP95: number | null;
  /** Counts by error class (lib/probes), of failed results. */
  errors: Record<string, number>;
  last: {
    ts: Date;
    success: boolean;
    dnsAddresses: string[];
    dnsTtlSeconds: number | null;
    answerInside: boolean | null;
    httpStatus: number | null;
    errorClass: string | null;
  } | null;
}

/** Refused flows from a client's interface toward the endpoint. */
export interface ClientRejectFacts {
  networkInterfaceId: string;
  subnetId: string | null;
  azId: string | null;
  srcAddress: string;
  dstAddress: string;
  dstPort: number;
  /** IANA's number. */
  protocol: number;
  flows: number;
  firstAt: Date;
  lastAt: Date;
}

/** `resource_change`; or a call of `trail_event` from before the resource was watched (type `trail-call`, change `called`). */
export interface ChangeFacts {
  accountId: string;
  region: string;
  observedAt: Date;
  resourceType: string;
  resourceId: string;
  /** created, modified, gone or returned. */
  change: string;
  field: string | null;
  before: unknown;
  after: unknown;
  actor: string | null;
}

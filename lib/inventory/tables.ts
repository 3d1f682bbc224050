/** How a column is stored, compared and logged. */
interface Column {
  type: "text" | "boolean" | "integer" | "double precision" | "text[]" | "jsonb" | "timestamptz";
  /** Changes enter the change log. Levels that move all the time, and what is derived, do not. */
  tracked: boolean;
  /** Stored where AWS gave nothing; null when absent. */
  empty?: "{}" | "[]";
}

const of = (type: Column["type"], tracked = true): Column => ({ type, tracked });
const text = of("text");
const flag = of("boolean");
const integer = of("integer");
const texts: Column = { ...of("text[]"), empty: "{}" };
const list: Column = { ...of("jsonb"), empty: "[]" };
const object: Column = { ...of("jsonb"), empty: "{}" };
const time = of("timestamptz");

/** A table of inventory, as the collectors write it. */
export interface TableDescriptor {
  table: string;
  /** EC2's and ELB's own word for the kind of resource; `resource_change.resource_type`. */
  resourceType: string;
  /** Property names of the primary key after the account and region. */
  key: readonly string[];
  /** What one scope holds: its account and region, its whole account, or (the accounts themselves) everything. */
  within: "account-region" | "account" | "everything";
  /** False where rows come and go with other resources: that is logged there, here only what is modified. */
  lifecycle?: false;
  /** Property name → column, without scope, tags, raw and first/last seen, which every table has. */
  columns: Readonly<Record<string, Column>>;
}

/** One resource as mapped from AWS. A property left out was not read: the stored value stays. */
export interface InventoryRow {
  tags?: Record<string, string>;
  raw?: unknown;
  [property: string]: unknown;
}

/** All rows of one table that a run has read. */
export interface TableRows {
  table: TableDescriptor;
  rows: InventoryRow[];
}

const define = (
  table: string,
  resourceType: string,
  key: string[],
  columns: Record<string, Column>,
  within: TableDescriptor["within"] = "account-region",
): TableDescriptor => ({ table, resourceType, key, columns, within });

export const tables = {
  account: define(
    "account",
    "account",
    ["accountId"],
    {
      accountId: text,
      name: text,
      email: text,
      status: text,
      joinedAt: time,
      source: of("text", false),
      managementAccountId: text,
    },
    "everything",
  ),
  region: define(
    "region",
    "region",
    ["region"],
    { region: text, optInStatus: text, endpoint: text },
    "account",
  ),
  availabilityZone: define("availability_zone", "availability-zone", ["azId"], {
    azId: text,
    zoneName: text,
    state: text,
    zoneType: text,
  }),
  vpc: define("vpc", "vpc", ["vpcId"], {
    vpcId: text,
    cidrBlock: text,
    cidrBlocks: texts,
    ipv6CidrBlocks: texts,
    isDefault: flag,
    state: text,
    enableDnsSupport: flag,
    enableDnsHostnames: flag,
  }),
  subnet: define("subnet", "subnet", ["subnetId"], {
    subnetId: text,
    vpcId: text,
    azId: text,
    availabilityZone: text,
    cidrBlock: text,
    ipv6CidrBlocks: texts,
    availableIpAddressCount: of("integer", false),
    state: text,
  }),
  securityGroup: define("security_group", "security-group", ["groupId"], {
    groupId: text,
    groupName: text,
    description: text,
    vpcId: text,
    ipPermissions: list,
    ipPermissionsEgress: list,
  }),
  networkInterface: define("network_interface", "network-interface", ["networkInterfaceId"], {
    networkInterfaceId: text,
    interfaceType: text,
    status: text,
    vpcId: text,
    subnetId: text,
    azId: text,
    availabilityZone: text,
    description: text,
    privateIpAddress: text,
    privateIpAddresses: texts,
    ipv6Addresses: texts,
    securityGroupIds: texts,
    requesterManaged: flag,
  }),
  routeTable: define("route_table", "route-table", ["routeTableId"], {
    routeTableId: text,
    vpcId: text,
    main: flag,
    subnetIds: texts,
    routes: list,
  }),
  prefixList: {
    ...define("prefix_list", "prefix-list", ["prefixListId"], {
      prefixListId: text,
      prefixListName: text,
      addressFamily: text,
      ownerId: text,
      state: text,
      version: of("integer", false),
      // Null where they may not be read, which is not empty.
      entries: of("jsonb"),
    }),
    // A list is here while something names it.
    lifecycle: false,
  },
  flowLog: define("flow_log", "vpc-flow-log", ["flowLogId"], {
    flowLogId: text,
    resourceId: text,
    trafficType: text,
    logDestinationType: text,
    logDestination: text,
    logGroupName: text,
    flowLogStatus: text,
    deliverLogsStatus: text,
    deliverLogsErrorMessage: text,
    logFormat: text,
    maxAggregationIntervalSeconds: integer,
    creationTime: time,
  }),
  vpcEndpoint: define("vpc_endpoint", "vpc-endpoint", ["vpcEndpointId"], {
    vpcEndpointId: text,
    vpcId: text,
    vpcEndpointType: text,
    serviceName: text,
    serviceRegion: text,
    state: text,
    privateDnsEnabled: flag,
    requesterManaged: flag,
    ipAddressType: text,
    dnsRecordIpType: text,
    creationTimestamp: time,
    ownerId: text,
    subnetIds: texts,
    networkInterfaceIds: texts,
    securityGroupIds: texts,
    routeTableIds: texts,
    dnsEntries: list,
    policyDocument: text,
    resourceConfigurationArn: text,
    serviceNetworkArn: text,
    failureReason: text,
    lastErrorCode: text,
    lastErrorMessage: text,
  }),
  vpcEndpointService: define("vpc_endpoint_service", "vpc-endpoint-service", ["serviceId"], {
    serviceId: text,
    serviceName: text,
    serviceTypes: texts,
    serviceState: text,
    acceptanceRequired: flag,
    managesVpcEndpoints: flag,
    availabilityZones: texts,
    azIds: { ...texts, tracked: false },
    networkLoadBalancerArns: texts,
    gatewayLoadBalancerArns: texts,
    baseEndpointDnsNames: texts,
    privateDnsName: text,
    privateDnsNameState: text,
    privateDnsNameConfiguration: of("jsonb"),
    payerResponsibility: text,
    supportedIpAddressTypes: texts,
    supportedRegions: texts,
    remoteAccessEnabled: flag,
  }),
  vpcEndpointServicePermission: define(
    "vpc_endpoint_service_permission",
    "vpc-endpoint-service-permission",
    ["serviceId", "principal"],
    { serviceId: text, principal: text, principalType: text, servicePermissionId: text },
  ),
  vpcEndpointConnection: define(
    "vpc_endpoint_connection",
    "vpc-endpoint-connection",
    ["serviceId", "vpcEndpointId"],
    {
      serviceId: text,
      vpcEndpointId: text,
      vpcEndpointConnectionId: text,
      vpcEndpointOwner: text,
      vpcEndpointState: text,
      vpcEndpointRegion: text,
      creationTimestamp: time,
      ipAddressType: text,
      networkLoadBalancerArns: texts,
      gatewayLoadBalancerArns: texts,
      dnsEntries: list,
    },
  ),
  vpcEndpointConnectionNotification: define(
    "vpc_endpoint_connection_notification",
    "vpc-endpoint-connection-notification",
    ["connectionNotificationId"],
    {
      connectionNotificationId: text,
      serviceId: text,
      vpcEndpointId: text,
      connectionNotificationArn: text,
      connectionNotificationType: text,
      connectionNotificationState: text,
      connectionEvents: texts,
    },
  ),
  // Known while an endpoint is connected to it: when it comes and goes is the endpoint's history.
  availableService: {
    ...define("available_service", "available-service", ["serviceName"], {
      serviceName: text,
      offered: flag,
      serviceId: text,
      serviceTypes: texts,
      serviceOwner: text,
      serviceRegion: text,
      availabilityZones: texts,
      azIds: { ...texts, tracked: false },
      privateDnsNames: texts,
      baseEndpointDnsNames: texts,
      vpcEndpointPolicySupported: flag,
      acceptanceRequired: flag,
      privateDnsNameVerificationState: text,
      supportedIpAddressTypes: texts,
    }),
    lifecycle: false,
  },
  loadBalancer: define("load_balancer", "load-balancer", ["loadBalancerArn"], {
    loadBalancerArn: text,
    loadBalancerName: text,
    dnsName: text,
    type: text,
    scheme: text,
    vpcId: text,
    state: text,
    stateReason: text,
    createdTime: time,
    ipAddressType: text,
    subnetIds: texts,
    securityGroupIds: texts,
    enforceSecurityGroupInboundRulesOnPrivateLinkTraffic: text,
    // Read out of the attributes, which are logged.
    crossZoneEnabled: of("boolean", false),
    deletionProtectionEnabled: of("boolean", false),
    attributes: object,
  }),
  listener: define("listener", "listener", ["listenerArn"], {
    listenerArn: text,
    loadBalancerArn: text,
    port: integer,
    protocol: text,
    targetGroupArns: texts,
    defaultActions: list,
  }),
  targetGroup: define("target_group", "target-group", ["targetGroupArn"], {
    targetGroupArn: text,
    targetGroupName: text,
    protocol: text,
    port: integer,
    vpcId: text,
    targetType: text,
    ipAddressType: text,
    loadBalancerArns: texts,
    healthCheckEnabled: flag,
    healthCheckProtocol: text,
    healthCheckPort: text,
    healthCheckPath: text,
    attributes: object,
  }),
  targetHealth: define("target_health", "target-health", ["targetGroupArn", "targetId", "port"], {
    targetGroupArn: text,
    targetId: text,
    port: integer,
    availabilityZone: text,
    // Levels: they move with every deployment, and HealthyHostCount has their history. Who is registered is a change.
    healthCheckPort: of("text", false),
    state: of("text", false),
    reason: of("text", false),
    description: of("text", false),
  }),
  quotaUsage: {
    ...define("quota_usage", "service-quota", ["quotaCode", "resourceId"], {
      quotaCode: text,
      resourceId: text,
      serviceCode: text,
      quotaName: of("text", false),
      value: of("double precision"),
      usage: of("double precision", false),
      adjustable: flag,
    }),
    lifecycle: false,
  },
} as const satisfies Record<string, TableDescriptor>;

/** `vpcEndpointId` → `vpc_endpoint_id`, as the migrations name columns. */
export function columnName(property: string): string {
  return property.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

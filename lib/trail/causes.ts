import type { TrailEventName } from "./schema.ts";

/** A change as the log has it, as far as it says what may have caused it. */
export interface LoggedChange {
  resourceType: string;
  resourceId: string;
  change: string;
  field: string | null;
  before: unknown;
  after: unknown;
}

/** Calls that can cause a change. */
export interface Cause {
  events: readonly TrailEventName[];
  /** Ids one of which the call must name. */
  ids: string[];
  /** The change follows from a call in another account: at the service's provider, or at the endpoint's owner. */
  elsewhere?: true;
  /** A parameter that the call must carry, where the same call can do many things. */
  parameter?: RegExp;
  /** A text that the parameters must hold, such as the principal that was let in. */
  mentions?: string;
}

/** Why no call is looked for. */
export type NoCause = { reason: "aws" | "not-followed" };

const aws: NoCause = { reason: "aws" };
const notFollowed: NoCause = { reason: "not-followed" };

/**
 * Which calls can cause a logged change, or why none is looked for: AWS did it by itself (an endpoint that was pending is
 * available), or the calls that do it are not among those that are read. Rules: the EC2 and ELB V2 API references.
 */
export function causesOf(change: LoggedChange): Cause[] | NoCause {
  // Nothing that was deleted comes back by a call, but for what is known by another's name.
  const comesBack = change.resourceType === "target-health" || change.resourceType.endsWith("-permission");
  if (change.change === "returned" && !comesBack) return notFollowed;
  return rules[change.resourceType]?.(change) ?? notFollowed;
}

type Rule = (change: LoggedChange) => Cause[] | NoCause | undefined;

const by = (change: LoggedChange, ...events: TrailEventName[]): Cause[] => [
  { events, ids: [change.resourceId] },
];
const tagsOf = (change: LoggedChange) => by(change, "CreateTags", "DeleteTags");
const state = (value: unknown) => (typeof value === "string" ? value.toLowerCase() : null);

const endpointParameters: Record<string, RegExp> = {
  policyDocument: /^(PolicyDocument|ResetPolicy)$/i,
  privateDnsEnabled: /^PrivateDnsEnabled$/i,
  securityGroupIds: /^(Add|Remove)SecurityGroupIds?$/i,
  routeTableIds: /^(Add|Remove)RouteTableIds?$/i,
  subnetIds: /^((Add|Remove)SubnetIds?|SubnetConfigurations?)$/i,
  networkInterfaceIds: /^((Add|Remove)SubnetIds?|SubnetConfigurations?)$/i,
  ipAddressType: /^IpAddressType$/i,
  dnsRecordIpType: /^DnsOptions$/i,
};

function endpoint(change: LoggedChange): Cause[] | NoCause | undefined {
  if (change.change === "created") return by(change, "CreateVpcEndpoint");
  if (change.change === "gone") return by(change, "DeleteVpcEndpoints");
  if (change.field === "tags") return tagsOf(change);
  if (change.field === "state") return connectionState(change, change.resourceId);
  const parameter = endpointParameters[change.field ?? ""];
  if (parameter) return [{ events: ["ModifyVpcEndpoint"], ids: [change.resourceId], parameter }];
  return change.field === "dnsEntries" ? by(change, "ModifyVpcEndpoint") : aws;
}

/** Accepting and rejecting is done by the service's owner; from pending to available, or to failed, AWS goes alone. */
function connectionState({ before, after }: LoggedChange, endpointId: string): Cause[] | NoCause {
  const ids = [endpointId];
  const next = state(after);
  if (next === "rejected") return [{ events: ["RejectVpcEndpointConnections"], ids, elsewhere: true }];
  if (next === "deleting" || next === "deleted") return [{ events: ["DeleteVpcEndpoints"], ids }];
  if (state(before) === "pending") return aws;
  if (next === "available" || next === "pending")
    return [{ events: ["AcceptVpcEndpointConnections"], ids, elsewhere: true }];
  return aws;
}

function service(change: LoggedChange): Cause[] | NoCause | undefined {
  if (change.change === "created") return by(change, "CreateVpcEndpointServiceConfiguration");
  if (change.change === "gone") return by(change, "DeleteVpcEndpointServiceConfigurations");
  const modified = by(change, "ModifyVpcEndpointServiceConfiguration");
  const fields: Record<string, Cause[] | NoCause> = {
    tags: tagsOf(change),
    payerResponsibility: by(change, "ModifyVpcEndpointServicePayerResponsibility"),
    privateDnsNameState: by(
      change,
      "StartVpcEndpointServicePrivateDnsVerification",
      "ModifyVpcEndpointServiceConfiguration",
    ),
    serviceState:
      state(change.after) === "deleting" ? by(change, "DeleteVpcEndpointServiceConfigurations") : aws,
  };
  return fields[change.field ?? ""] ?? modified;
}

/** Key: service id and principal. */
function permission(change: LoggedChange): Cause[] | NoCause | undefined {
  const [serviceId = "", ...rest] = change.resourceId.split("/");
  const ids = [serviceId];
  const changed: Cause = { events: ["ModifyVpcEndpointServicePermissions"], ids, mentions: rest.join("/") };
  if (change.change !== "gone") return [changed];
  return [changed, { events: ["DeleteVpcEndpointServiceConfigurations"], ids }];
}

/** Key: service id and endpoint id. */
function connection(change: LoggedChange): Cause[] | NoCause | undefined {
  const endpointId = change.resourceId.split("/")[1] ?? "";
  if (change.change === "created")
    return [{ events: ["CreateVpcEndpoint"], ids: [endpointId], elsewhere: true }];
  if (change.change === "gone")
    return [{ events: ["DeleteVpcEndpoints"], ids: [endpointId], elsewhere: true }];
  if (change.field !== "vpcEndpointState") return undefined;
  const causes = connectionState(change, endpointId);
  // Seen from the provider's side, which is where accepting is done and deleting is not.
  return Array.isArray(causes)
    ? causes.map(({ elsewhere, ...cause }) => (elsewhere ? cause : { ...cause, elsewhere: true }))
    : causes;
}

function notification(change: LoggedChange): Cause[] {
  if (change.change === "created") return by(change, "CreateVpcEndpointConnectionNotification");
  if (change.change === "gone") return by(change, "DeleteVpcEndpointConnectionNotifications");
  return by(change, "ModifyVpcEndpointConnectionNotification");
}

function securityGroup(change: LoggedChange): Cause[] | undefined {
  if (change.change === "created") return by(change, "CreateSecurityGroup");
  if (change.change === "gone") return by(change, "DeleteSecurityGroup");
  if (change.field === "ipPermissions")
    return by(
      change,
      "AuthorizeSecurityGroupIngress",
      "RevokeSecurityGroupIngress",
      "ModifySecurityGroupRules",
    );
  if (change.field === "ipPermissionsEgress")
    return by(
      change,
      "AuthorizeSecurityGroupEgress",
      "RevokeSecurityGroupEgress",
      "ModifySecurityGroupRules",
    );
  return change.field === "tags" ? tagsOf(change) : undefined;
}

function vpc(change: LoggedChange): Cause[] | undefined {
  if (change.field === "enableDnsSupport" || change.field === "enableDnsHostnames")
    return [
      {
        events: ["ModifyVpcAttribute"],
        ids: [change.resourceId],
        parameter: new RegExp(`^${change.field}$`, "i"),
      },
    ];
  return change.field === "tags" ? tagsOf(change) : undefined;
}

function routeTable(change: LoggedChange): Cause[] | undefined {
  // A gateway endpoint writes its own routes.
  if (change.field === "routes")
    return by(change, "CreateRoute", "ReplaceRoute", "DeleteRoute", "ModifyVpcEndpoint", "CreateVpcEndpoint");
  if (change.field === "subnetIds")
    return by(change, "AssociateRouteTable", "DisassociateRouteTable", "ReplaceRouteTableAssociation");
  return change.field === "tags" ? tagsOf(change) : undefined;
}

function loadBalancer(change: LoggedChange): Cause[] | NoCause | undefined {
  if (change.change === "created") return by(change, "CreateLoadBalancer");
  if (change.change === "gone") return by(change, "DeleteLoadBalancer");
  const fields: Record<string, Cause[] | NoCause> = {
    attributes: by(change, "ModifyLoadBalancerAttributes"),
    securityGroupIds: by(change, "SetSecurityGroups"),
    enforceSecurityGroupInboundRulesOnPrivateLinkTraffic: by(change, "SetSecurityGroups"),
    subnetIds: by(change, "SetSubnets"),
    tags: by(change, "AddTags", "RemoveTags"),
    state: aws,
    stateReason: aws,
  };
  return fields[change.field ?? ""];
}

/** `…:listener/net/NAME/ID/LISTENER` belongs to `…:loadbalancer/net/NAME/ID`. */
const balancerOf = (listenerArn: string) =>
  listenerArn.replace(":listener/", ":loadbalancer/").split("/").slice(0, 4).join("/");

function listener(change: LoggedChange): Cause[] {
  if (change.change === "created") return by(change, "CreateListener");
  if (change.change !== "gone") return by(change, "ModifyListener");
  const withIt: Cause = { events: ["DeleteLoadBalancer"], ids: [balancerOf(change.resourceId)] };
  return [...by(change, "DeleteListener"), withIt];
}

function targetGroup(change: LoggedChange): Cause[] {
  if (change.change === "created") return by(change, "CreateTargetGroup");
  if (change.change === "gone") return by(change, "DeleteTargetGroup");
  if (change.field === "attributes") return by(change, "ModifyTargetGroupAttributes");
  if (change.field === "loadBalancerArns")
    return by(change, "CreateListener", "ModifyListener", "DeleteListener");
  return change.field === "tags" ? by(change, "AddTags", "RemoveTags") : by(change, "ModifyTargetGroup");
}

/** Key: target group, target, port. Who was registered is a decision; who is healthy is not. */
function target(change: LoggedChange): Cause[] | NoCause | undefined {
  const [arn = "", id = ""] =
    /^(.*:targetgroup\/[^/]+\/[^/]+)\/(.+)\/\d+$/.exec(change.resourceId)?.slice(1) ?? [];
  const events = {
    created: "RegisterTargets",
    returned: "RegisterTargets",
    gone: "DeregisterTargets",
  } as const;
  const event = events[change.change as keyof typeof events];
  return event && [{ events: [event], ids: [arn], mentions: id }];
}

const rules: Record<string, Rule> = {
  "vpc-endpoint": endpoint,
  "vpc-endpoint-service": service,
  "vpc-endpoint-service-permission": permission,
  "vpc-endpoint-connection": connection,
  "vpc-endpoint-connection-notification": notification,
  "security-group": securityGroup,
  vpc,
  subnet: (change) => (change.field === "tags" ? tagsOf(change) : undefined),
  "route-table": routeTable,
  "load-balancer": loadBalancer,
  listener,
  "target-group": targetGroup,
  "target-health": target,
};

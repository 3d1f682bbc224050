/**
 * The calls that CloudTrail is asked for, in groups that are read apart because they cost differently:
 * - `privatelink`: what makes and changes endpoints, services and connections; few, read often.
 * - `path`: what endpoints stand on (security groups, DNS attributes, routes, load balancers); read less often.
 * - `tags`: whoever tags anything; read only where that is little enough.
 * Names: Service Authorization Reference of EC2 and Elastic Load Balancing V2.
 */
export const trailGroups = {
  privatelink: [
    "CreateVpcEndpoint",
    "ModifyVpcEndpoint",
    "DeleteVpcEndpoints",
    "AcceptVpcEndpointConnections",
    "RejectVpcEndpointConnections",
    "CreateVpcEndpointServiceConfiguration",
    "ModifyVpcEndpointServiceConfiguration",
    "DeleteVpcEndpointServiceConfigurations",
    "ModifyVpcEndpointServicePermissions",
    "ModifyVpcEndpointServicePayerResponsibility",
    "StartVpcEndpointServicePrivateDnsVerification",
    "CreateVpcEndpointConnectionNotification",
    "ModifyVpcEndpointConnectionNotification",
    "DeleteVpcEndpointConnectionNotifications",
  ],
  path: [
    "AuthorizeSecurityGroupIngress",
    "AuthorizeSecurityGroupEgress",
    "RevokeSecurityGroupIngress",
    "RevokeSecurityGroupEgress",
    "ModifySecurityGroupRules",
    "CreateSecurityGroup",
    "DeleteSecurityGroup",
    "ModifyVpcAttribute",
    "CreateRoute",
    "ReplaceRoute",
    "DeleteRoute",
    "AssociateRouteTable",
    "DisassociateRouteTable",
    "ReplaceRouteTableAssociation",
    "CreateLoadBalancer",
    "DeleteLoadBalancer",
    "ModifyLoadBalancerAttributes",
    "SetSecurityGroups",
    "SetSubnets",
    "CreateListener",
    "ModifyListener",
    "DeleteListener",
    "CreateTargetGroup",
    "ModifyTargetGroup",
    "DeleteTargetGroup",
    "ModifyTargetGroupAttributes",
    "RegisterTargets",
    "DeregisterTargets",
  ],
  tags: ["CreateTags", "DeleteTags", "AddTags", "RemoveTags"],
} as const;

export type TrailGroup = keyof typeof trailGroups;
export const trailGroupNames = Object.keys(trailGroups) as TrailGroup[];
export type TrailEventName = (typeof trailGroups)[TrailGroup][number];

const groupByName = new Map<string, TrailGroup>(
  trailGroupNames.flatMap((group) => trailGroups[group].map((name): [string, TrailGroup] => [name, group])),
);

/** The group of an event's name; undefined for calls that are none of our business. */
export function groupOf(eventName: string): TrailGroup | undefined {
  return groupByName.get(eventName);
}

/** CloudTrail's history reaches this far back. */
export const historyDays = 90;
/** Events are evidence: kept as long as the hourly series, five quarters. */
export const trailKeptDays = 455;
/** An event is readable this long after it happened, at the latest by our experience; AWS says about 5 minutes. */
export const settlingMs = 15 * 60_000;

/** One management event as stored. `errorCode` tells that the call failed. */
export interface TrailEvent {
  accountId: string;
  eventId: string;
  region: string;
  eventTime: Date;
  eventName: string;
  eventSource: string;
  /** `role/session`, a user's name, `root`, or a service; null where CloudTrail names nobody. */
  actor: string | null;
  actorArn: string | null;
  sourceIp: string | null;
  userAgent: string | null;
  errorCode: string | null;
  errorMessage: string | null;
  /** Every id and ARN of EC2 and ELB that the call names or answered with. */
  resourceIds: string[];
  /** Without secrets; null where there was none or it was too long. */
  request: unknown;
}

/** For which time all events of a group have been read. */
export interface TrailCoverage {
  accountId: string;
  region: string;
  eventGroup: string;
  coveredFrom: Date;
  coveredTo: Date;
}

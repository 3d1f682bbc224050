import type { Attribution, UnknownReason } from "../trail/attribution.ts";
import type { ResourceChange } from "./changeSchema.ts";

type Change = Pick<ResourceChange, "resourceType" | "resourceId" | "change" | "field">;

const fieldNames: Record<string, string> = {
  ipPermissions: "inbound rules",
  ipPermissionsEgress: "outbound rules",
  policyDocument: "policy",
  securityGroupIds: "security groups",
  subnetIds: "subnets",
  routeTableIds: "route tables",
  networkInterfaceIds: "network interfaces",
  dnsEntries: "DNS names",
  ipAddressType: "IP address type",
  privateDnsEnabled: "private DNS",
  enableDnsSupport: "DNS support",
  enableDnsHostnames: "DNS host names",
  networkLoadBalancerArns: "network load balancers",
  gatewayLoadBalancerArns: "gateway load balancers",
};

/** `acceptance required` of `acceptanceRequired`. */
const fieldWords = (field: string) =>
  fieldNames[field] ?? field.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();

/** What happened to the page's own resource, in a few words. */
export function changeTitle({ change, field }: Pick<Change, "change" | "field">): string {
  if (change === "modified") return field === null ? "changed" : `${fieldWords(field)} changed`;
  const words: Record<string, string> = {
    created: "seen for the first time",
    gone: "no longer found",
    returned: "found again",
  };
  return words[change] ?? change;
}

const typeNames: Record<string, string> = {
  vpc: "VPC",
  "vpc-endpoint-service": "service",
  "vpc-endpoint-service-permission": "permission",
};

/** What happened to something the page's resource stands on, and to what. */
export function relatedTitle(change: Change): string {
  const { resourceType, resourceId } = change;
  if (resourceType === "vpc-endpoint-service-permission") {
    const principal = resourceId.slice(resourceId.indexOf("/") + 1);
    if (change.change === "gone") return `${principal} may no longer connect`;
    if (change.change !== "modified") return `${principal} may connect`;
  }
  const type = typeNames[resourceType] ?? resourceType.replaceAll("-", " ");
  return `${type} ${shortId(resourceId)}: ${changeTitle(change)}`;
}

/** `net/orders/0123` of an ARN of load balancing; any other id as it is. */
function shortId(id: string): string {
  return /:(?:loadbalancer|listener|targetgroup)\/(.+)$/.exec(id)?.[1] ?? id;
}

const unknownWords: Record<UnknownReason, string> = {
  aws: "AWS did this by itself",
  "not-followed": "unknown who: the calls that do this are not read from CloudTrail",
  "no-window": "unknown who: logged before the time of the look before was kept",
  "other-account": "unknown who: done in an account that is not collected",
  "not-collected": "unknown who: CloudTrail has not been read for that time",
  "not-yet": "not known yet who: CloudTrail has not been read up to that time",
  "no-actor": "unknown who: CloudTrail names nobody for the call",
  "no-event": "unknown who: no call in CloudTrail fits",
};

/** Who made a change in one line, where nobody can be named; what is unknown is said to be. */
export function unknownActor(attribution: Exclude<Attribution, { kind: "named" }>): string {
  if (attribution.kind === "ambiguous") return `one of ${attribution.candidates.length}, calls by each fit`;
  return unknownWords[attribution.reason];
}

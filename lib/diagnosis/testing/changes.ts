import type { ChangeFacts, IpPermission, ProbeFacts } from "../factsSchema.ts";
import type { Parts } from "./path.ts";
import { consumerAccount, ids, watermark } from "./world.ts";

/** Changes of a path that many tables need. */
export const gateway = (parts: Parts) => Object.assign(parts.endpoint, { vpcEndpointType: "Gateway" });
export const balancerEndpoint = (parts: Parts) =>
  Object.assign(parts.endpoint, { vpcEndpointType: "GatewayLoadBalancer" });
export const deleted = (parts: Parts) => Object.assign(parts.endpoint, { state: "Deleted" });
export const waiting = (parts: Parts) => Object.assign(parts.endpoint, { state: "pendingAcceptance" });

/** A piece that is not fresh. */
export const gap =
  (name: string, kind: "missing" | "stale" = "missing") =>
  (parts: Parts) =>
    Object.assign(parts.gaps, { [name]: kind });

/** The consumer is somebody else's. */
export const others = (parts: Parts) =>
  Object.assign(parts, {
    consumerNotOurs: {
      ...{ ours: false, owner: "other", accountId: "999999999999" },
      reason: "account 999999999999 is not in the fleet",
    },
  });

/** The service is another organization's. */
export const anothersService = (parts: Parts) =>
  Object.assign(parts, {
    providerNotOurs: {
      ...{ ours: false, owner: "other", accountId: "999999999999" },
      reason: "account 999999999999 is not collected",
    },
  });

/** The service is one of AWS's own. */
export function awsService(parts: Parts) {
  const serviceName = "com.amazonaws.us-east-1.secretsmanager";
  parts.providerNotOurs = {
    ours: false,
    owner: "aws",
    accountId: null,
    reason: "AWS runs the service itself",
  };
  Object.assign(parts.endpoint, { serviceName });
  Object.assign(parts.availableService ?? {}, {
    ...{ serviceName, serviceOwner: "amazon", privateDnsNames: ["secretsmanager.us-east-1.amazonaws.com"] },
    vpcEndpointPolicySupported: true,
  });
}

/** Nobody has come through lately. */
export const silent = (parts: Parts) => Object.assign(parts.metrics, { recent: [] });
/** Nor ever before. */
export const neverUsed = (parts: Parts) => Object.assign(parts.metrics, { recent: [], baseline: null });

/** Of a probe: answers that lead past the endpoint. */
export const outside = (more: Partial<ProbeFacts> = {}): Partial<ProbeFacts> => ({
  ...{ answersInside: 0, answersOutside: 15 },
  last: {
    ...{ ts: watermark, success: true, dnsAddresses: ["52.94.1.1"], dnsTtlSeconds: 60, answerInside: false },
    ...{ httpStatus: null, errorClass: null },
  },
  ...more,
});

/** Cross-zone load balancing off. */
export const zonal = (parts: Parts) =>
  Object.assign(parts.provider.loadBalancers[0]!, { crossZoneEnabled: false });
/** Targets of one zone alone, or of all, in another state. */
export const targetsIn =
  (azId: string | null, state: string | null, reason: string | null = null) =>
  (parts: Parts) =>
    parts.provider.targetHealth
      .filter((target) => azId === null || target.azId === azId)
      .map((target) => Object.assign(target, { state, reason }));
/** No target registered in a zone. */
export const withoutTargetsIn = (azId: string) => (parts: Parts) => {
  parts.provider.targetHealth = parts.provider.targetHealth.filter((target) => target.azId !== azId);
};
/** Several changes at once. */
export const both =
  (...changes: ((parts: Parts) => unknown)[]) =>
  (parts: Parts) =>
    changes.map((change) => change(parts));
/** The service is in another region than the endpoint. */
export const farAway = (parts: Parts) => {
  Object.assign(parts.endpoint, { region: "eu-west-1", azIds: ["euw1-az1", "euw1-az2"] });
  for (const [i, one] of parts.networkInterfaces.entries()) one.azId = `euw1-az${i + 1}`;
  for (const [i, one] of parts.subnets.entries()) one.azId = `euw1-az${i + 1}`;
};
/** A second load balancer behind the service, with a listener and a target group of its own. */
export function secondBalancer(parts: Parts) {
  const { provider } = parts;
  const arn = (text: string) => text.replaceAll("payments/0123", "payments-b/0456");
  const [balancer, listener, group] = [
    provider.loadBalancers[0]!,
    provider.listeners[0]!,
    provider.targetGroups[0]!,
  ];
  provider.service?.networkLoadBalancerArns.push(arn(balancer.loadBalancerArn));
  provider.loadBalancers.push({
    ...balancer,
    ...{ loadBalancerArn: arn(balancer.loadBalancerArn), loadBalancerName: "payments-b" },
  });
  provider.listeners.push({
    ...listener,
    ...{ listenerArn: arn(listener.listenerArn), loadBalancerArn: arn(balancer.loadBalancerArn) },
    targetGroupArns: [arn(group.targetGroupArn)],
  });
  provider.targetGroups.push({
    ...group,
    ...{ targetGroupArn: arn(group.targetGroupArn), targetGroupName: "payments-b" },
    loadBalancerArns: [arn(balancer.loadBalancerArn)],
  });
  provider.targetHealth.push(
    ...provider.targetHealth.map((target) => ({ ...target, targetGroupArn: arn(target.targetGroupArn) })),
  );
}

/** What the change log says where somebody switched private DNS off. */
export const privateDnsSwitchedOff: ChangeFacts = {
  ...{
    accountId: consumerAccount.accountId,
    region: ids.region,
    observedAt: new Date("2026-11-18T09:00:00Z"),
  },
  ...{
    resourceType: "vpc-endpoint",
    resourceId: ids.endpoint,
    change: "modified",
    field: "privateDnsEnabled",
  },
  ...{ before: true, after: false, actor: null },
};

/** The load balancer has a group of its own, which holds for PrivateLink. */
export const guarded =
  (...ipPermissions: IpPermission[]) =>
  (parts: Parts) => {
    Object.assign(parts.provider.loadBalancers[0]!, {
      ...{ securityGroupIds: ["sg-0lb"], enforceSecurityGroupInboundRulesOnPrivateLinkTraffic: "on" },
    });
    parts.provider.securityGroups.push({
      ...{ groupId: "sg-0lb", groupName: "payments-lb", accountId: "111111111111", vpcId: "vpc-0b1" },
      ...{ ipPermissions, ipPermissionsEgress: [] },
    });
  };

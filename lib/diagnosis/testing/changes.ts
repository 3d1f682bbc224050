import type { ProbeFacts } from "../factsSchema.ts";
import type { Parts } from "./path.ts";
import { watermark } from "./world.ts";

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

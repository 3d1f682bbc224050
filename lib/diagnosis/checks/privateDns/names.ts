import type { PathEvidence } from "../../evidenceSchema.ts";
import type { DnsEntry } from "../../factsSchema.ts";
import { once } from "../shared/once.ts";
import { answersInside, hostOf, inVpc, liveProbes } from "../shared/probeTally.ts";
import { carriesTraffic } from "../shared/traffic.ts";

/** Names that AWS gives the endpoint itself begin with its id; all others are private names. */
export const privateNames = once((entries: readonly DnsEntry[]): readonly string[] =>
  [...new Set(entries.map(({ dnsName }) => normal(dnsName)))].filter((name) => !isOwnName(name)).sort(),
);
const normal = (name: string) => name.toLowerCase().replace(/\.$/, "");

/** `vpce-0a1-xyz.vpce-svc-0b1.us-east-1.vpce.amazonaws.com`, or the bare id: found by public DNS, whatever the VPC has. */
const isOwnName = (name: string) => /^(\*\.|[a-z0-9-]+\.)?vpce-[0-9a-z-]+(\.|$)/.test(name);

export const sameName = (a: string, b: string) => a === b || normal(a) === normal(b);

/** The private names that a service offers, and how far they are verified; undefined where nobody can tell. */
export interface OfferedNames {
  names: string[];
  /** As AWS writes it: verified, pendingVerification, failed; null where it is not told. */
  state: string | null;
  from: { asOf: Date | null; source: string };
  resourceId: string | null;
}

/** From the service's configuration where it is ours, else from what the consumer is offered. */
export function offeredNames({ consumer, provider }: PathEvidence): OfferedNames | { gap: string } {
  if (provider.ours && provider.service.state === "fresh" && provider.service.value) {
    const { privateDnsName, privateDnsNameState, serviceId } = provider.service.value;
    return {
      names: privateDnsName ? [privateDnsName] : [],
      ...{ state: privateDnsNameState, from: provider.service, resourceId: serviceId },
    };
  }
  if (consumer.ours && consumer.availableService.state === "fresh" && consumer.availableService.value) {
    const { privateDnsNames, privateDnsNameVerificationState, serviceId, serviceName } =
      consumer.availableService.value;
    return {
      names: privateDnsNames,
      state: privateDnsNameVerificationState,
      ...{ from: consumer.availableService, resourceId: serviceId ?? serviceName },
    };
  }
  const pieces = [
    ...(provider.ours ? [provider.service] : []),
    ...(consumer.ours ? [consumer.availableService] : []),
  ];
  const reasons = pieces.flatMap((piece) => (piece.state === "fresh" ? [] : [piece.reason]));
  return { gap: reasons[0] ?? "the service is not among those that the account is offered" };
}

/** Why private names are seen to work all the same; null where nothing proves it. The endpoint's own names prove nothing of them. */
export function provenNames({ consumer, probes }: PathEvidence): "probes" | "traffic" | null {
  if (!consumer.ours || consumer.endpoint.state !== "fresh") return null;
  const { vpcId } = consumer.endpoint.value;
  const answers =
    probes.state === "fresh"
      ? inVpc(liveProbes(probes), vpcId)
          .filter(({ target }) => !isOwnName(hostOf(target)))
          .map(answersInside)
      : [];
  if (answers.includes(false)) return null;
  if (answers.includes(true)) return "probes";
  return carriesTraffic(consumer.metrics) ? "traffic" : null;
}

/** A name whose state is not told has none: AWS's own need no verification. */
export const isVerified = (state: string | null) => state === null || state.toLowerCase() === "verified";

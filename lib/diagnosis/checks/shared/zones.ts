import type { PathEvidence, ProviderSide } from "../../evidenceSchema.ts";
import type { ServiceFacts } from "../../factsSchema.ts";
import type { Role } from "../../schema.ts";

/** The zones through which the path enters the provider's side, by AZ ID. */
export interface UsedZones {
  azIds: string[];
  /** Whether they are lanes of the path. An endpoint in another region has zones of its own: which leads where is not told. */
  areLanes: boolean;
}

/**
 * The endpoint's zones where it is ours and in the service's region; else those that the service is published in. Empty
 * where neither is known.
 */
export function usedZones(
  { consumer, region }: PathEvidence,
  side: ProviderSide,
  service: ServiceFacts,
): UsedZones {
  const endpoint =
    consumer.ours && consumer.endpoint.state !== "missing" ? consumer.endpoint.value : undefined;
  const near = region === side.region;
  if (endpoint && near && endpoint.azIds.length > 0)
    return { azIds: distinct(endpoint.azIds), areLanes: true };
  return { azIds: distinct(service.azIds), areLanes: !consumer.ours || near };
}

/**
 * How a failure in some of the used zones is said. Where they are no lanes, a part of them cannot be held against this
 * endpoint: it stands beside.
 */
export function failingIn(failing: readonly string[], used: UsedZones): { lanes: string[]; role?: Role } {
  if (used.azIds.every((azId) => failing.includes(azId))) return { lanes: [] };
  return used.areLanes ? { lanes: distinct(failing) } : { lanes: [], role: "contributing" };
}

/** Lanes of an answer that is no failure: [] where it is for all. */
export const lanesOf = (azIds: readonly string[], used: UsedZones): string[] =>
  used.areLanes && !used.azIds.every((azId) => azIds.includes(azId)) ? distinct(azIds) : [];

const distinct = (azIds: readonly string[]) => [...new Set(azIds)].sort();

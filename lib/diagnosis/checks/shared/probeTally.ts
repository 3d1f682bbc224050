import type { PathEvidence, Piece } from "../../evidenceSchema.ts";
import type { ProbeFacts } from "../../factsSchema.ts";
import type { Fresh } from "./consumer.ts";
import { once } from "./once.ts";

/** Errors after the connection stood: the network did its part. Classes of lib/probes. */
export const afterConnect = ["http-status", "http-error", "tls-certificate", "tls-error"];

/** Series that still report, in an order of their own. */
export const liveProbes = once((probes: Fresh<PathEvidence["probes"]>): readonly ProbeFacts[] =>
  probes.value
    .filter(({ stale, results }) => !stale && results > 0)
    .sort((a, b) => (a.seriesId < b.seriesId ? -1 : 1)),
);

/** Why probes cannot tell anything; undefined where some do. */
export function noProbes(probes: Piece<ProbeFacts[]>): string | undefined {
  if (probes.state !== "fresh") return `Probes cannot be judged: ${probes.reason}.`;
  if (probes.value.length === 0) return "Nobody probes this endpoint.";
  if (liveProbes(probes).length === 0) return "Results of the endpoint's probes have stopped coming.";
  return undefined;
}

/** Probes that connect, DNS alone left out. */
export const connecting = (probes: readonly ProbeFacts[]) => probes.filter(({ kind }) => kind !== "dns");

/** Attempts, and those that did not connect; a failure of an unknown class counts as such. */
export function connectTally(probes: readonly ProbeFacts[]): { attempts: number; failures: number } {
  const sum = (pick: (probe: ProbeFacts) => number) => probes.reduce((total, one) => total + pick(one), 0);
  const later = sum(({ errors }) => afterConnect.reduce((total, name) => total + (errors[name] ?? 0), 0));
  const failures = sum(({ results, successes }) => results - successes) - later;
  return { attempts: sum(({ results }) => results), failures: Math.max(0, failures) };
}

/** Whether the latest answer, or most of the window's where the latest says nothing, lay inside the endpoint; null: no answer. */
export function answersInside({ last, answersInside, answersOutside }: ProbeFacts): boolean | null {
  if (last?.answerInside !== null && last?.answerInside !== undefined) return last.answerInside;
  if (answersInside + answersOutside === 0) return null;
  return answersInside > answersOutside;
}

/** Series whose resolver should know the endpoint's private zone: those in its VPC, or of an unknown place. */
export const inVpc = (probes: readonly ProbeFacts[], vpcId: string | null) =>
  probes.filter(({ locationVpcId }) => locationVpcId === null || locationVpcId === vpcId);

/** The host of a probe's target. */
export function hostOf(target: string): string {
  const url = /^[a-z]+:\/\/(\[[^\]]*\]|[^/:]+)/.exec(target)?.[1];
  return (url ?? target.replace(/:\d+$/, "")).toLowerCase().replace(/\.$/, "");
}

/** `probe-a in use1-az1` */
export const placeOf = ({ location, locationAzId }: ProbeFacts) =>
  locationAzId ? `${location} in ${locationAzId}` : location;

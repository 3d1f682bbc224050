import type { EndpointInQuestion, EndpointSigns, Question } from "./schema.ts";

const minuteMs = 60_000;
const recentMs = 60 * minuteMs;
const dayMs = 24 * 60 * minuteMs;
const silentMs = 60 * minuteMs;
const quietStates = new Set(["deleting", "deleted"]);

/**
 * The endpoints for which it is worth dollars to ask who is refused, with the newest reason of each: those somebody
 * looks at first, then the newest trouble; as many as have `mostInterfaces` together.
 */
export function endpointsInQuestion(
  endpoints: readonly EndpointSigns[],
  now: Date,
  mostInterfaces: number,
): EndpointInQuestion[] {
  let interfaces = 0;
  return endpoints
    .flatMap((signs) => {
      const { vpcEndpointId, networkInterfaceIds, state } = signs;
      if (networkInterfaceIds.length === 0 || quietStates.has(state?.toLowerCase() ?? "")) return [];
      const newest = reasonsOf(signs, now).toSorted(byUrgency)[0];
      return newest ? [{ vpcEndpointId, networkInterfaceIds, ...newest }] : [];
    })
    .toSorted((a, b) => byUrgency(a, b) || (a.vpcEndpointId < b.vpcEndpointId ? -1 : 1))
    .filter(({ networkInterfaceIds }) => {
      interfaces += networkInterfaceIds.length;
      return interfaces <= mostInterfaces;
    });
}

interface Reason {
  question: Question;
  since: Date;
}

function byUrgency(a: Reason, b: Reason): number {
  const watched = Number(b.question === "watched") - Number(a.question === "watched");
  return watched || b.since.getTime() - a.since.getTime();
}

function reasonsOf(signs: EndpointSigns, now: Date): Reason[] {
  const reasons: Reason[] = [];
  const within = (question: Question, at: Date | null, forMs: number) => {
    if (at && now.getTime() - at.getTime() <= forMs) reasons.push({ question, since: at });
  };
  if (signs.watchedUntil && signs.watchedUntil > now) reasons.push({ question: "watched", since: now });
  within("probe-failing", signs.probeFailedAt, recentMs);
  within("security-group-changed", signs.securityGroupChangedAt, dayMs);
  within("packets-dropped", signs.packetsDroppedAt, recentMs);
  within("resets", signs.resetsAt, recentMs);
  if (signs.state !== null && signs.state.toLowerCase() !== "available") {
    // Since when is often not known: then it is no newer than the endpoint.
    within("not-available", signs.stateChangedAt ?? signs.createdAt, Number.POSITIVE_INFINITY);
  }
  const { lastTrafficAt, measuredTo, createdAt } = signs;
  // Silence is known only up to where traffic was asked for, and it is a question only while it is news.
  if (measuredTo && lastTrafficAt && measuredTo.getTime() - lastTrafficAt.getTime() >= silentMs)
    within("gone-silent", lastTrafficAt, dayMs);
  if (measuredTo && !lastTrafficAt) within("never-used", createdAt, dayMs);
  return reasons;
}

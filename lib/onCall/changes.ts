import { relatedTitle } from "../inventory/changeWords.ts";
import { sinceIsKnown } from "./incidents.ts";
import type { ProbableChange, TroubledPath } from "./schema.ts";
import type { PathResource, Touch } from "./touchedData.ts";

/** How long before a break a change is still told. */
const lookBackMs = 24 * 3_600_000;
/** The same where it was already so at the first look, and may have been for long. */
export const firstLookBackMs = 30 * lookBackMs;
/** A break may be seen a little before the change that a run saw later. */
const slackMs = 10 * 60_000;

/**
 * The last thing that was touched before a path broke, among what it stands on: a call that CloudTrail tells, else a
 * change that two runs saw. Only nearness in time is claimed, never that it is the cause.
 */
export function probableChange(
  path: Pick<TroubledPath, "vpcEndpointId" | "since" | "firstSeenAt">,
  resources: readonly PathResource[],
  touches: readonly Touch[],
): ProbableChange | null {
  const since = path.since.getTime();
  const back = sinceIsKnown(path) ? lookBackMs : firstLookBackMs;
  const ids = new Set(
    resources.filter((one) => one.vpcEndpointId === path.vpcEndpointId).map(({ resourceId }) => resourceId),
  );
  const fitting = touches.filter(
    ({ at, resourceIds }) =>
      at.getTime() >= since - back &&
      at.getTime() <= since + slackMs &&
      resourceIds.some((id) => ids.has(id) || ids.has(id.split("/")[0] ?? "")),
  );
  const nearest = fitting.toSorted(
    (a, b) => Number(b.kind === "call") - Number(a.kind === "call") || b.at.getTime() - a.at.getTime(),
  )[0];
  if (!nearest) return null;
  return {
    at: nearest.at.toISOString(),
    exact: nearest.kind === "call",
    actor: nearest.actor,
    what: touchWords(nearest),
    resourceId: nearest.resourceIds.find((id) => ids.has(id)) ?? nearest.resourceIds[0] ?? "",
    minutesBefore: Math.round((since - nearest.at.getTime()) / 60_000),
  };
}

/** A call by its own name, a logged change in words. */
export function touchWords({ kind, name, resourceType, resourceIds, field }: Touch): string {
  if (kind === "call") return name;
  return relatedTitle({
    resourceType: resourceType ?? "",
    resourceId: resourceIds[0] ?? "",
    change: name,
    field,
  });
}

/** Why no change is named: none was made, or nobody can tell. */
export function noChangeWords(
  path: Pick<TroubledPath, "since" | "firstSeenAt" | "consumerOurs">,
  covered: { from: Date; to: Date } | undefined,
): string {
  const known = sinceIsKnown(path);
  const since = path.since.getTime();
  if (!path.consumerOurs) return "What the other account changed cannot be seen from here.";
  if (!covered || covered.from.getTime() > since - (known ? lookBackMs : firstLookBackMs))
    return "What changed is not known: CloudTrail has not been read far enough back.";
  if (covered.to.getTime() < since)
    return "What changed is not known yet: CloudTrail has not been read up to then.";
  return known
    ? "No change of what it stands on in the 24 h before."
    : "No change of what it stands on in the 30 d before the first look.";
}

import { type Cause, causesOf, type LoggedChange } from "./causes.ts";
import { deployToolOf } from "./deployTool.ts";
import { groupOf, settlingMs, type TrailCoverage, type TrailEvent } from "./schema.ts";

/** A change with the time between which looks it happened. */
export interface ChangeToAttribute extends LoggedChange {
  accountId: string;
  region: string;
  observedAt: Date;
  /** The complete run before; null for changes logged before that was kept. */
  previousLookAt: Date | null;
  /** Where calls of the other side are made; null where that account is not ours or not known. */
  otherPlace: { accountId: string; region: string } | null;
}

/** A call that may have caused a change. */
export interface Candidate {
  actor: string;
  actorArn: string | null;
  eventId: string;
  eventName: string;
  eventTime: string;
  /** What deployed it, where the call came from a tool that deploys. */
  deployTool: string | null;
}

export const unknownReasons = [
  "aws",
  "not-followed",
  "no-window",
  "other-account",
  "not-collected",
  "not-yet",
  "no-actor",
  "no-event",
] as const;
export type UnknownReason = (typeof unknownReasons)[number];

/**
 * Who made a change. `named`: every call that fits is by one actor; the newest is given. `ambiguous`: calls by several
 * fit. `unknown`: none fits, with the reason. `settled` is false while CloudTrail may still tell of another.
 */
export type Attribution =
  | { kind: "named"; by: Candidate; settled: boolean }
  | { kind: "ambiguous"; candidates: Candidate[]; settled: boolean }
  | { kind: "unknown"; reason: UnknownReason };

const minute = 60_000;
// EC2 tells of a change moments late, and a run looks some minutes after it began.
const looksBehindMs = 2 * minute;
const runTakesMs = 5 * minute;

/**
 * Decides who made a change, out of `events` and what `coverage` says has been read. Only calls that succeeded, name the
 * resource and can cause that very change count; in doubt nobody is named.
 */
export function attribute(
  change: ChangeToAttribute,
  events: readonly TrailEvent[],
  coverage: readonly TrailCoverage[],
): Attribution {
  const causes = causesOf(change);
  if (!Array.isArray(causes)) return { kind: "unknown", reason: causes.reason };
  if (!change.previousLookAt) return { kind: "unknown", reason: "no-window" };
  const [from, to] = [change.previousLookAt.getTime(), change.observedAt.getTime()];
  const fitting = events.filter((event) => causes.some((cause) => fits(event, cause, change)));
  const between = (start: number, end: number) =>
    fitting.filter(({ eventTime }) => eventTime.getTime() >= start && eventTime.getTime() <= end);
  const strict = between(from, to);
  const found = strict.length > 0 ? strict : between(from - looksBehindMs, to + runTakesMs);
  const read = howFar(causes, change, coverage, from, to);
  const named = found.filter(({ actor }) => actor !== null);
  if (found.length > 0 && named.length < found.length) return { kind: "unknown", reason: "no-actor" };
  if (named.length === 0) return { kind: "unknown", reason: read === "all" ? "no-event" : read };
  const settled = read === "all";
  const newest = named.toSorted((a, b) => b.eventTime.getTime() - a.eventTime.getTime());
  const actors = new Map<string, TrailEvent>();
  // By ARN where there is one: two accounts may have a role and a session of the same names.
  for (const event of newest) {
    const key = event.actorArn ?? (event.actor as string);
    if (!actors.has(key)) actors.set(key, event);
  }
  const candidates = [...actors.values()].map(toCandidate);
  if (candidates.length > 1) return { kind: "ambiguous", candidates, settled };
  return { kind: "named", by: candidates[0] as Candidate, settled };
}

function fits(event: TrailEvent, cause: Cause, change: ChangeToAttribute): boolean {
  if (event.errorCode !== null) return false;
  if (!(cause.events as readonly string[]).includes(event.eventName)) return false;
  if (!cause.ids.some((id) => event.resourceIds.includes(id))) return false;
  const place = cause.elsewhere ? change.otherPlace : change;
  if (!place || event.accountId !== place.accountId || event.region !== place.region) return false;
  // Parameters that were too long to keep rule nothing out.
  if (event.request === null) return true;
  if (cause.parameter && !hasKey(event.request, cause.parameter)) return false;
  return cause.mentions === undefined || holdsText(event.request, cause.mentions);
}

/** A key anywhere in the parameters with a value: CloudTrail wraps newer calls and not older ones. */
export function hasKey(value: unknown, key: RegExp): boolean {
  if (typeof value !== "object" || value === null) return false;
  return Object.entries(value).some(
    ([name, inner]) => (key.test(name) && inner !== null) || hasKey(inner, key),
  );
}

function holdsText(value: unknown, text: string): boolean {
  if (typeof value === "string") return value === text;
  if (typeof value !== "object" || value === null) return false;
  return Object.values(value).some((inner) => holdsText(inner, text));
}

/** Whether everything that could tell of the change has been read. */
function howFar(
  causes: Cause[],
  change: ChangeToAttribute,
  coverage: readonly TrailCoverage[],
  from: number,
  to: number,
): "all" | "other-account" | "not-collected" | "not-yet" {
  let pending = false;
  for (const cause of causes) {
    const place = cause.elsewhere ? change.otherPlace : change;
    if (!place) return "other-account";
    for (const group of new Set(cause.events.map(groupOf))) {
      const known = coverage.find(
        (one) => one.accountId === place.accountId && one.region === place.region && one.eventGroup === group,
      );
      if (!known || known.coveredFrom.getTime() > from) return "not-collected";
      if (known.coveredTo.getTime() < to + settlingMs) pending = true;
    }
  }
  return pending ? "not-yet" : "all";
}

function toCandidate({ actor, actorArn, eventId, eventName, eventTime, userAgent }: TrailEvent): Candidate {
  return {
    ...{ actor: actor ?? "", actorArn, eventId, eventName },
    ...{ eventTime: eventTime.toISOString(), deployTool: deployToolOf(userAgent) },
  };
}

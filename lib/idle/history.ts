import type { IdleState, IdleVerdict, Judgement } from "./schema.ts";

/** A zone in use: of these no row is kept. */
export function isUsual({ resourceType, state }: Pick<IdleVerdict, "resourceType" | "state">): boolean {
  return resourceType === "endpoint-az" && (state === "active" || state === "low-use");
}

/** A state before, as far as it is on record. */
interface Before {
  state: IdleState;
  since: Date;
  knownState: IdleState | null;
  knownSince: Date | null;
}

/** A change of state: what it was, what was last known of it, and what that means. */
export interface Transition {
  from: IdleState;
  knownBefore: IdleState | null;
  change: "became-idle" | "woke-up" | null;
}

export interface Change {
  since: Date;
  knownState: IdleState | null;
  knownSince: Date | null;
  /** It is new, or its state is another one. */
  changed: boolean;
  /** Null at first sight, which is the baseline and no change. */
  transition: Transition | null;
}

/**
 * What a verdict changes about the one before. A state holds since the watermark at which it was first judged so. A
 * spell of `unknown` in between is on record as such, but is no waking up: what is idle after it was idle before it.
 */
export function changeOf(
  before: Before | undefined,
  { state, asOf }: Pick<Judgement, "state" | "asOf">,
  now: Date,
): Change {
  const at = asOf ?? now;
  const known = state === "unknown" ? (before?.knownState ?? null) : state;
  const knownSince = known === null ? null : known === before?.knownState ? before.knownSince : at;
  if (before?.state === state)
    return { since: before.since, knownState: known, knownSince, changed: false, transition: null };
  const transition = before && {
    from: before.state,
    knownBefore: before.knownState,
    change: meaningOf(before.knownState, state),
  };
  return { since: at, knownState: known, knownSince, changed: true, transition: transition ?? null };
}

function meaningOf(knownBefore: IdleState | null, state: IdleState): Transition["change"] {
  if (knownBefore === null) return null;
  if (state === "idle" && knownBefore !== "idle") return "became-idle";
  const wakes = state === "active" || state === "low-use";
  return wakes && knownBefore === "idle" ? "woke-up" : null;
}

import { type FieldError, InvalidQueryError } from "../api/problem.ts";
import { parseTime } from "../api/values.ts";
import { InvalidInputError } from "../errors.ts";
import type { DecisionEntry } from "./decisionSchema.ts";
import type { Decision, IdleState } from "./schema.ts";

const longestKeepMs = 731 * 86_400_000;

/** What is on record of the thing that is decided about. */
export interface Decided {
  state: IdleState | null;
  savingUsd: number | null;
  priceUsd: number | null;
  priceDate: string | null;
  /** When a complete listing no longer had it; null while it exists. */
  goneAt: Date | null;
  last: {
    decision: Decision;
    keepUntil: Date | null;
    savingUsd: number | null;
    priceUsd: number | null;
    priceDate: string | null;
  } | null;
}

/** A decision ready to be put on record. */
export interface NewDecision {
  decision: Decision;
  reason: string;
  decidedBy: string;
  keepUntil: Date | null;
  state: IdleState | null;
  savingUsd: number | null;
  priceUsd: number | null;
  priceDate: string | null;
  goneAt: Date | null;
  verifiedBy: "absence" | "bill" | null;
}

/** What of the last decision counts at a time: not one that was undone, nor a keep that has expired. */
export function standing(
  last: Pick<NonNullable<Decided["last"]>, "decision" | "keepUntil"> | null,
  now: Date,
): Decision | null {
  if (!last || last.decision === "undo") return null;
  if (last.decision === "keep" && last.keepUntil !== null && last.keepUntil <= now) return null;
  return last.decision;
}

/**
 * Checks a decision against what is known of its subject. Throws InvalidQueryError naming each field that does not
 * hold: a keep without an end, a retirement of what is still there, an undo of nothing.
 */
export function decide(entry: Omit<DecisionEntry, "subnetId">, decided: Decided, now: Date): NewDecision {
  const { decision, reason, by } = entry;
  const errors: FieldError[] = [];
  const refuse = (field: string, message: string) => errors.push({ field, message });
  const keepUntil = readKeepUntil(entry, now, refuse);
  const { goneAt, last } = decided;
  if (decision === "keep" && goneAt)
    refuse("decision", `there is nothing to keep: it is gone since ${goneAt.toISOString()}.`);
  if (decision === "retired" && !goneAt)
    refuse(
      "decision",
      "it is still there; retired holds once a complete listing no longer has it. Expected retire.",
    );
  if (decision === "undo" && standing(last, now) === null)
    refuse("decision", "there is no decision to take back.");
  if ((decision === "retire" || decision === "retired") && standing(last, now) === "retired")
    refuse("decision", "it is retired already.");
  const [first, ...rest] = errors;
  if (first) throw new InvalidQueryError([first, ...rest]);
  // What is gone has no verdict any more: it saves what was expected when its retirement was decided.
  const money = goneAt && last ? last : decided;
  return {
    ...{ decision, reason, decidedBy: by, keepUntil, state: decided.state },
    ...{ savingUsd: money.savingUsd, priceUsd: money.priceUsd, priceDate: money.priceDate },
    goneAt: decision === "retired" ? goneAt : null,
    verifiedBy: decision === "retired" ? "absence" : null,
  };
}

function readKeepUntil(
  { decision, keepUntil }: Omit<DecisionEntry, "subnetId">,
  now: Date,
  refuse: (field: string, message: string) => void,
): Date | null {
  if (decision !== "keep") {
    if (keepUntil !== undefined) refuse("keepUntil", "goes with keep alone.");
    return null;
  }
  if (keepUntil === undefined) {
    refuse("keepUntil", "is missing; expected the day on which the keep ends, such as 2027-03-31.");
    return null;
  }
  try {
    const until = parseTime("keepUntil", keepUntil);
    if (until <= now) refuse("keepUntil", `${keepUntil} is over; expected a day to come.`);
    else if (until.getTime() > now.getTime() + longestKeepMs)
      refuse("keepUntil", `${keepUntil} is more than two years away.`);
    return until;
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    refuse("keepUntil", error.message);
    return null;
  }
}

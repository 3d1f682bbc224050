import type { NotOurs, Piece } from "../../evidenceSchema.ts";
import type { AnswerState, Check, CheckAnswer, EvidenceItem, Role, Severity } from "../../schema.ts";
import { once } from "./once.ts";

/** What a check gives with an answer; what is left out comes from the check itself. */
interface Said {
  evidence?: EvidenceItem[];
  lanes?: readonly string[];
  since?: Date | null;
  severity?: Severity;
  role?: Role;
}

type Identity = Pick<Check<never>, "id" | "hop" | "role" | "severity">;

/** Made for every check of every path: one object, and nothing beside it. */
function answer(check: Identity, state: AnswerState, reason: string, said: Said): CheckAnswer {
  const { lanes } = said;
  return {
    checkId: check.id,
    hop: check.hop,
    state,
    role: said.role ?? check.role,
    severity: said.severity ?? check.severity,
    reason,
    evidence: said.evidence ?? [],
    lanes: lanes === undefined || lanes.length === 0 ? [] : [...new Set(lanes)].sort(),
    since: said.since?.toISOString() ?? null,
  };
}

export const pass = (check: Identity, reason: string, said: Said = {}) => answer(check, "pass", reason, said);
export const fail = (check: Identity, reason: string, said: Said = {}) => answer(check, "fail", reason, said);
export const unknown = (check: Identity, reason: string, said: Said = {}) =>
  answer(check, "unknown", reason, said);
export const notApplicable = (check: Identity, reason: string, said: Said = {}) =>
  answer(check, "not-applicable", reason, said);

/** An observed value with the time and source of the piece that it was read from. */
export function item(
  from: Pick<Piece<unknown>, "asOf" | "source">,
  label: string,
  value: string,
  resourceId: string | null = null,
): EvidenceItem {
  return { label, value, observedAt: from.asOf && isoOf(from.asOf), source: from.source, resourceId };
}

/** Few times stand for all that scopes have seen: the last ones are kept as they are written. */
const isoTimes = new Map<number, string>();
const keptTimes = 1000;
function isoOf(time: Date): string {
  const ms = time.getTime();
  const before = isoTimes.get(ms);
  if (before !== undefined) return before;
  if (isoTimes.size >= keptTimes) isoTimes.clear();
  const text = time.toISOString();
  isoTimes.set(ms, text);
  return text;
}

/**
 * The answer where a piece cannot be judged by: `unknown`, with what is missing and why. Undefined where it is fresh.
 * @param what sentence start: `The endpoint's security groups`
 */
export function unusable(check: Identity, piece: Piece<unknown>, what: string): CheckAnswer | undefined {
  if (piece.state === "fresh") return undefined;
  const asOf = piece.asOf ? `last seen ${piece.asOf.toISOString().slice(0, 16)}Z` : "never seen";
  return unknown(check, `${what} cannot be judged: ${piece.reason}.`, {
    evidence: [item(piece, what, `${piece.state}, ${asOf}: ${piece.reason}`)],
  });
}

/** The answer where a side of the path is not collected. */
export const notOurs = (
  check: Identity,
  side: NotOurs,
  what: "The endpoint" | "The provider's side",
): CheckAnswer => unknown(check, unseen(side)[what]);

/** A third of a path's checks say it where the service is AWS's own. */
const unseen = once(({ reason }: NotOurs) => ({
  "The endpoint": `The endpoint cannot be seen from here: ${reason}.`,
  "The provider's side": `The provider's side cannot be seen from here: ${reason}.`,
}));

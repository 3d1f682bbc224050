import type { NotOurs, Piece } from "../../evidenceSchema.ts";
import type { AnswerState, Check, CheckAnswer, EvidenceItem, Role, Severity } from "../../schema.ts";

/** What a check gives with an answer; what is left out comes from the check itself. */
interface Said {
  evidence?: EvidenceItem[];
  lanes?: readonly string[];
  since?: Date | null;
  severity?: Severity;
  role?: Role;
}

type Identity = Pick<Check<never>, "id" | "hop" | "role" | "severity">;

function answer(
  { id, hop, ...check }: Identity,
  state: AnswerState,
  reason: string,
  said: Said,
): CheckAnswer {
  const { evidence = [], lanes = [], since, role = check.role, severity = check.severity } = said;
  return {
    ...{ checkId: id, hop, state, role, severity, reason, evidence },
    lanes: lanes.length === 0 ? [] : [...new Set(lanes)].sort(),
    since: since?.toISOString() ?? null,
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

/** One time stands for all that a scope has seen. */
const isoTimes = new WeakMap<Date, string>();
function isoOf(time: Date): string {
  const before = isoTimes.get(time);
  if (before !== undefined) return before;
  const text = time.toISOString();
  isoTimes.set(time, text);
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
export function notOurs(check: Identity, side: NotOurs, what: string): CheckAnswer {
  return unknown(check, `${what} cannot be seen from here: ${side.reason}.`);
}

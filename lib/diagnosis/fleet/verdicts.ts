import { fail, item, notApplicable, pass, unknown, unusable } from "../checks/shared/answers.ts";
import type { Piece } from "../evidenceSchema.ts";
import type { CheckAnswer, EvidenceItem } from "../schema.ts";
import type { IdleFacts, PricedUsd } from "./factsSchema.ts";
import type { FleetIdentity } from "./subjects.ts";

/** What a saving says of itself: the sum, and the price and its date that it rests on. */
export const savingWords = ({ usd, price, priceDate }: PricedUsd) =>
  `$${usd.toFixed(2)} a month at ${price} (price of ${priceDate})`;

/**
 * The answer that an idle verdict gives: `idle` fails unless its owner has decided to keep it until later than now.
 * What could not be measured is unknown, what is too new is not asked yet.
 * @param what start of a sentence: `vpce-0a1`
 */
export function fromIdle(
  check: FleetIdentity,
  piece: Piece<unknown>,
  verdict: IdleFacts,
  what: string,
  resourceId: string,
  now: Date,
): CheckAnswer {
  const { state, reason, since, saving, kept } = verdict;
  const evidence: EvidenceItem[] = [
    item(piece, "Idle verdict", `${state}: ${reason}`, resourceId),
    ...(saving ? [item({ ...piece, source: "estimated" }, "Saving", savingWords(saving), resourceId)] : []),
  ];
  switch (state) {
    case "active":
    case "low-use":
      return pass(check, reason, { evidence });
    case "too-new":
      return notApplicable(check, reason, { evidence });
    case "not-measurable":
    case "unknown":
      return unknown(check, reason, { evidence });
    case "idle":
      if (kept && (kept.until === null || kept.until > now)) {
        const until = kept.until ? ` until ${kept.until.toISOString().slice(0, 10)}` : "";
        return pass(check, `${what} is idle, and its owner keeps it${until}: ${closed(kept.reason)}`, {
          evidence,
        });
      }
      return fail(check, reason, { evidence, since });
  }
}

/** The same where the verdict may be missing. */
export function onIdle(
  check: FleetIdentity,
  piece: Piece<IdleFacts>,
  what: string,
  resourceId: string,
  now: Date,
): CheckAnswer[] {
  if (piece.state === "fresh") return [fromIdle(check, piece, piece.value, what, resourceId, now)];
  const gap = unusable(check, piece, `Whether ${what} is idle`);
  return gap ? [gap] : [];
}

const closed = (text: string) => (/[.!?]$/.test(text) ? text : `${text}.`);

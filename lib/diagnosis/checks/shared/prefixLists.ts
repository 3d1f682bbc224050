import type { Piece } from "../../evidenceSchema.ts";
import type { PrefixListFacts } from "../../factsSchema.ts";
import type { GroupAnswer } from "../../securityGroups.ts";

/** A side of the path, as far as prefix lists are concerned. */
interface Side {
  prefixLists: Piece<PrefixListFacts[]>;
}

/** Prefix lists to judge by: none where they are not fresh, so that rules which name one are not resolved. */
export const knownLists = ({ prefixLists }: Side): PrefixListFacts[] =>
  prefixLists.state === "fresh" ? prefixLists.value : [];

/** Why prefix lists that answers hang on are not known, as the end of a sentence; '' where they hang on none. */
export function listsGap({ prefixLists }: Side, answers: readonly (GroupAnswer | undefined)[]): string {
  const hangs = answers.some((answer) => answer?.unresolved.some((what) => what.startsWith("prefix list")));
  if (!hangs) return "";
  return prefixLists.state === "fresh"
    ? ": a rule names a prefix list that was not found, or may not be read"
    : `: a rule names a prefix list, and ${prefixLists.reason}`;
}

import { currentGrantKey } from "../access/principal.ts";

/** Answers that are kept, the most lately used last. */
const mostKept = 300;
const kept = new Map<string, { version: string; answer: Promise<unknown> }>();

/**
 * The answer to the question as `load` gave it for this `version` of the data, which is asked anew when the version has
 * changed. For sums over a whole fleet that many people look at between two evaluations: the database is asked once,
 * also by those who ask at the same time. Answers are shared and must not be changed; one that failed is not kept.
 */
export function remember<Answer>(
  asked: string,
  version: string,
  load: () => Promise<Answer>,
): Promise<Answer> {
  // Who may see a part of the fleet is told sums of that part, and nobody else is.
  const question = `${currentGrantKey()} ${asked}`;
  const known = kept.get(question);
  kept.delete(question);
  if (known?.version === version) {
    kept.set(question, known);
    return known.answer as Promise<Answer>;
  }
  const answer = load();
  const entry = { version, answer };
  kept.set(question, entry);
  answer.catch(() => kept.get(question) === entry && kept.delete(question));
  for (const oldest of kept.keys()) {
    if (kept.size <= mostKept) break;
    kept.delete(oldest);
  }
  return answer;
}

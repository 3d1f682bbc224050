import { type Database, database } from "./pool.ts";

// Next loads modules more than once; how long answers are shared is a matter of the process.
const shared = globalThis as { linkledgerSharedReadMs?: number };

/** Lets this process share the answers of shared reads for a moment; without it, each caller reads for itself. */
export function shareReads(milliseconds: number): void {
  shared.linkledgerSharedReadMs = milliseconds;
}

/**
 * A read that every page makes, and whose answer is the same for all who ask in the same moment: they share it, those
 * who see a part of the fleet among themselves. A failed one is not kept.
 */
export function sharedRead<Answer>(read: () => Promise<Answer>): () => Promise<Answer> {
  const last = new WeakMap<Database, { begunMs: number; answer: Promise<Answer> }>();
  return async () => {
    const asked = await database();
    const begunMs = performance.now();
    const known = last.get(asked);
    if (known && begunMs - known.begunMs < (shared.linkledgerSharedReadMs ?? 0)) return known.answer;
    const answer = read();
    last.set(asked, { begunMs, answer });
    answer.catch(() => {
      if (last.get(asked)?.answer === answer) last.delete(asked);
    });
    return answer;
  };
}

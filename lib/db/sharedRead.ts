import { type Database, database } from "./pool.ts";

// Next loads modules more than once; how long answers are shared is a matter of the process.
const shared = globalThis as { linkledgerSharedReadMs?: number };

/** Lets this process share the answers of shared reads for a moment; without it, each caller reads for itself. */
export function shareReads(milliseconds: number): void {
  shared.linkledgerSharedReadMs = milliseconds;
}

interface Shared<Answer> {
  version: string | undefined;
  begunMs: number;
  answer: Promise<Answer>;
  /** The next one, while it is made behind this one's back. */
  next?: Promise<void>;
}

interface Sharing {
  behindMs?: number;
  renewMs?: number;
}

/**
 * A read that every page makes, and whose answer is the same for all who ask in the same moment: they share it, those
 * who see a part of the fleet among themselves. A failed one is not kept.
 * With `behindMs` nobody waits for an answer that somebody else had not long ago: they get that one, and the next is
 * made meanwhile; an older one than that is not shown. For what is dear to count and says itself as of when it is.
 * `renewMs` is how old it must be for a next one to be made: however many look, it is not made more often.
 * Who knows the version of what the answer rests on names it, and gets none that was made for another.
 */
export function sharedRead<Answer>(
  read: () => Promise<Answer>,
  { behindMs = 0, renewMs = 0 }: Sharing = {},
): (version?: string) => Promise<Answer> {
  const last = new WeakMap<Database, Shared<Answer>>();
  return async (version) => {
    const asked = await database();
    const begunMs = performance.now();
    const processMs = shared.linkledgerSharedReadMs ?? 0;
    const sharedMs = processMs > 0 ? Math.max(processMs, renewMs) : 0;
    const latest = last.get(asked);
    const known = latest?.version === version ? latest : undefined;
    if (known && begunMs - known.begunMs < sharedMs) return known.answer;
    if (known && sharedMs > 0 && begunMs - known.begunMs < behindMs) {
      known.next ??= read().then(
        (answer) => {
          // Unless one of another version has been made meanwhile.
          if (last.get(asked) === known)
            last.set(asked, { version, begunMs, answer: Promise.resolve(answer) });
        },
        () => {
          known.next = undefined;
        },
      );
      return known.answer;
    }
    const answer = read();
    last.set(asked, { version, begunMs, answer });
    answer.catch(() => {
      if (last.get(asked)?.answer === answer) last.delete(asked);
    });
    return answer;
  };
}

/**
 * Reads that are each shared as a `sharedRead` is: those of one key stand for each other, the first of them is the one
 * that is made. No key is ever forgotten: they must come from the configuration or the code, never from who asks.
 */
export function sharedReads<Answer>(
  sharing?: Sharing,
): (key: string, read: () => Promise<Answer>, version?: string) => Promise<Answer> {
  const reads = new Map<string, (version?: string) => Promise<Answer>>();
  return (key, read, version) => {
    const known = reads.get(key) ?? sharedRead(read, sharing);
    reads.set(key, known);
    return known(version);
  };
}

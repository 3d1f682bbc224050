import { setImmediate } from "node:timers/promises";

/**
 * Uses one batch after the other, while the next one is being loaded: what is waited for in the database then costs no
 * time of its own. Two batches are in memory at most.
 * @param load the batch behind a position; undefined: the first.
 * @param endOf where a batch ends; undefined: it is the last.
 */
export async function eachAhead<Batch, Position>(
  load: (after: Position | undefined) => Promise<Batch>,
  endOf: (batch: Batch) => Position | undefined,
  use: (batch: Batch) => Promise<void>,
): Promise<void> {
  let next: Promise<Batch> | undefined = load(undefined);
  while (next) {
    const batch: Batch = await next;
    const end = endOf(batch);
    const ahead: Promise<Batch> | undefined = end === undefined ? undefined : load(end);
    // It may fail while nobody waits for it yet; and where nobody will, its connection has to come back all the same.
    const settled = ahead?.catch(() => {});
    await use(batch).catch(async (error: unknown) => {
      await settled;
      throw error;
    });
    next = ahead;
  }
}

const sliceMs = 10;

/** Lets others have their turn between two pieces of a long work: answers of the database, a signal to stop. */
export function pauses(): () => Promise<void> | undefined {
  let since = performance.now();
  return () => {
    if (performance.now() - since < sliceMs) return undefined;
    return setImmediate().then(() => {
      since = performance.now();
    });
  };
}

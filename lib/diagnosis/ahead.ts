import { setImmediate } from "node:timers/promises";

/** Batches that are in memory at most: the one that is used, and those that are being loaded meanwhile. */
const atOnce = 3;

/**
 * Loads what lies behind a position; undefined: the first. Says where that ends as soon as it knows, so that the next
 * batch can be begun; undefined: it is the last.
 */
type Load<Batch, Position> = (
  after: Position | undefined,
  endsAt: (end: Position | undefined) => void,
) => Promise<Batch>;

/**
 * Uses one batch after the other, in their order, while the next ones are being loaded: what is waited for in the
 * database then costs no time of its own.
 */
export async function eachAhead<Batch, Position>(
  load: Load<Batch, Position>,
  use: (batch: Batch) => Promise<void>,
): Promise<void> {
  const begin = (after: Position | undefined) => {
    const { promise: end, resolve, reject } = Promise.withResolvers<Position | undefined>();
    const batch = load(after, resolve);
    // Either may fail while nobody waits for it yet.
    batch.then(() => resolve(undefined), reject);
    end.catch(() => {});
    return { batch, end };
  };
  let newest = begin(undefined);
  const begun = [newest];
  const beginMore = async () => {
    while (begun.length < atOnce) {
      const end = await newest.end;
      if (end === undefined) return;
      newest = begin(end);
      begun.push(newest);
    }
  };
  try {
    for (let [first] = begun; first; [first] = begun) {
      const [batch] = await Promise.all([first.batch, beginMore()]);
      begun.shift();
      await use(batch);
    }
  } finally {
    // Where nobody will use them any more, their connections have to come back all the same.
    await Promise.allSettled(begun.map(({ batch }) => batch));
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

import { AsyncLocalStorage } from "node:async_hooks";

/** How many scopes are worked on at the same time: they mostly wait for AWS. */
export const defaultConcurrency = 12;
/** So many times as many are begun: those that wait for a bucket leave their place to the others. */
export const begunPerSlot = 4;

interface Held {
  slots: Slots;
  /** Calls of the run that wait for their turn at AWS right now; while there are any, the slot is somebody else's. */
  away: number;
  ended: boolean;
}

const current = new AsyncLocalStorage<Held>();

/** How many runs are at work at the same time. A run that waits for a bucket leaves its place to another meanwhile. */
export class Slots {
  limit: number;
  #taken = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(limit: number) {
    this.limit = limit;
  }

  /** Does the work once there is a place for it. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    await this.take();
    const held: Held = { slots: this, away: 0, ended: false };
    try {
      return await current.run(held, work);
    } finally {
      held.ended = true;
      if (held.away === 0) this.giveBack();
    }
  }

  async take(): Promise<void> {
    if (this.#taken >= this.limit) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#taken++;
  }

  giveBack(): void {
    this.#taken--;
    this.#waiting.shift()?.();
  }
}

/** Waits without a place; comes back once there is one again. Outside of a run it only waits. */
export async function leavingSlot<T>(wait: () => Promise<T>): Promise<T> {
  const held = current.getStore();
  if (!held || held.ended) return wait();
  if (held.away++ === 0) held.slots.giveBack();
  try {
    return await wait();
  } finally {
    // A call that nobody waits for any more, because its run has failed meanwhile, needs no place.
    if (--held.away === 0 && !held.ended) await held.slots.take();
  }
}

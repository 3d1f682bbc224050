/** There are too many who wait already. */
export class NoSlotError extends Error {}

/** Lets at most `size` holders in at once; `mostWaiting` others wait in order. */
export class Slots {
  #free: number;
  readonly #mostWaiting: number;
  readonly #waiting: (() => void)[] = [];

  constructor(size: number, mostWaiting: number) {
    this.#free = size;
    this.#mostWaiting = mostWaiting;
  }

  /**
   * Resolves to the function that gives the slot back, once. Rejects with the signal's reason when it is aborted first,
   * and with NoSlotError.
   */
  async take(signal?: AbortSignal): Promise<() => void> {
    signal?.throwIfAborted();
    if (this.#free > 0) this.#free--;
    else if (this.#waiting.length >= this.#mostWaiting) throw new NoSlotError();
    else await this.#wait(signal);
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      const next = this.#waiting.shift();
      if (next) next();
      else this.#free++;
    };
  }

  #wait(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = () => {
        this.#waiting.splice(this.#waiting.indexOf(enter), 1);
        reject(signal?.reason);
      };
      const enter = () => {
        signal?.removeEventListener("abort", leave);
        resolve();
      };
      this.#waiting.push(enter);
      signal?.addEventListener("abort", leave, { once: true });
    });
  }
}

/** The simulator's clock: the machine's own, or one that tests set and move. */
export class Clock {
  #fixed: number | undefined;

  constructor(fixed?: number) {
    this.#fixed = fixed;
  }

  now(): number {
    return this.#fixed ?? Date.now();
  }

  /** Stops the clock at an instant, or lets it follow the machine's again. */
  set(instant: number | undefined): void {
    this.#fixed = instant;
  }
}

import { isConnectionError } from "../db/connectionErrors.ts";

/** What is larger than this, in rows, goes alone, so that nobody waits for it; nor do more go together. */
const mostRows = 20_000;
/** So many orders share a transaction at most, and so many transactions are under way. */
const mostOrders = 48;
const mostAtOnce = 3;

interface Waiting<Order, Result> {
  order: Order;
  rows: number;
  done(result: Result): void;
  failed(error: unknown): void;
}

interface Store<Order, Result> {
  /** Rows of an order, roughly. */
  sizeOf(order: Order): number;
  /** Orders are stored in the order of this. */
  placeOf(order: Order): string;
  /** Stores orders in one transaction; results in their order. */
  storeAll(orders: readonly Order[]): Promise<Result[]>;
  storeOne(order: Order): Promise<Result>;
}

/**
 * Stores orders together with what else came while the transactions before were under way: most of what a poll of few
 * minutes costs are statements and waits for the disk, not its rows. Where a shared transaction fails, each goes alone.
 */
export class Together<Order, Result> {
  readonly #store: Store<Order, Result>;
  readonly #waiting: Waiting<Order, Result>[] = [];
  #lanes = 0;
  #storing = 0;

  constructor(store: Store<Order, Result>) {
    this.#store = store;
  }

  async add(order: Order): Promise<Result> {
    const rows = this.#store.sizeOf(order);
    if (rows > mostRows) return this.#store.storeOne(order);
    return new Promise((done, failed) => {
      this.#waiting.push({ order, rows, done, failed });
      if (this.#lanes < mostAtOnce) void this.#drain();
    });
  }

  async #drain(): Promise<void> {
    this.#lanes++;
    // Those that come in the same breath are stored together.
    await new Promise(setImmediate);
    while (this.#waiting.length > 0) {
      const batch = this.#next();
      this.#storing++;
      await this.#storeBatch(batch);
      this.#storing--;
    }
    this.#lanes--;
  }

  /** A share of those that wait, for as many as are free: while one stores, the rows of another are worked out. */
  #next(): Waiting<Order, Result>[] {
    const most = Math.min(mostOrders, Math.ceil(this.#waiting.length / (mostAtOnce - this.#storing)));
    let count = 0;
    let rows = 0;
    while (count < most && (count === 0 || rows + (this.#waiting[count]?.rows ?? 0) <= mostRows))
      rows += this.#waiting[count++]?.rows ?? 0;
    return this.#waiting.splice(0, count);
  }

  async #storeBatch(batch: Waiting<Order, Result>[]): Promise<void> {
    const placed = batch.map((one) => ({ ...one, place: this.#store.placeOf(one.order) }));
    const inOrder = placed.sort((a, b) => (a.place < b.place ? -1 : 1));
    try {
      if (inOrder.length === 1) {
        for (const { order, done } of inOrder) done(await this.#store.storeOne(order));
        return;
      }
      const results = await this.#store.storeAll(inOrder.map(({ order }) => order));
      for (const [i, { done }] of inOrder.entries()) done(results[i] as Result);
    } catch (error) {
      // Without a database nobody fares better alone.
      const hopeless = inOrder.length === 1 || isConnectionError(error);
      if (hopeless) for (const { failed } of inOrder) failed(error);
      else for (const one of inOrder) await this.#storeBatch([one]);
    }
  }
}

import type pg from "pg";
import { to as copyTo } from "pg-copy-streams";
import { log } from "../log.ts";

const chunkBytes = 64 * 1024;

/** A `COPY … TO STDOUT` on a connection of its own, which goes back when the last byte is read or the reader leaves. */
export class CopyOut {
  readonly #client: pg.PoolClient;
  readonly #pool: pg.Pool;
  readonly #sql: string;
  readonly #ended: () => void;
  #chunks: AsyncIterator<Buffer> | undefined;
  #over = false;

  private constructor(client: pg.PoolClient, pool: pg.Pool, sql: string, ended: () => void) {
    this.#client = client;
    this.#pool = pool;
    this.#sql = sql;
    this.#ended = ended;
  }

  /** Waits for a connection; `ended` is called once, when it is given back or was never had. */
  static async open(pool: pg.Pool, sql: string, ended: () => void = () => {}): Promise<CopyOut> {
    const client = await pool.connect().catch((error: unknown) => {
      ended();
      throw error;
    });
    return new CopyOut(client, pool, sql, ended);
  }

  /** The next chunk, cut anywhere; undefined after the last one. Throws what the database throws. */
  async next(): Promise<Buffer | undefined> {
    if (this.#over) throw new Error("the export was cancelled");
    try {
      this.#chunks ??= await this.#begin();
      const { value, done } = await this.#chunks.next();
      if (!done) return value;
      // Waits until the connection is ready again, and puts it back as it was.
      await this.#client.query("RESET statement_timeout");
      this.#finish(false);
      return undefined;
    } catch (error) {
      await this.abandon();
      throw error;
    }
  }

  /** Stops the query in the middle of its answer, and closes its connection; nothing where it is over. */
  async abandon(): Promise<void> {
    if (this.#over) return;
    const { processID } = this.#client as pg.PoolClient & { processID?: number };
    this.#finish(true);
    await this.#pool
      .query("SELECT pg_cancel_backend($1)", [processID])
      .catch((error: unknown) => log.warn({ err: error }, "an abandoned export could not be cancelled"));
  }

  async #begin(): Promise<AsyncIterator<Buffer>> {
    // It takes as long as its reader takes: the limit of ordinary statements is not for it.
    await this.#client.query("SET statement_timeout = 0");
    const stream = this.#client.query(copyTo(this.#sql, { highWaterMark: chunkBytes }));
    return stream[Symbol.asyncIterator]();
  }

  #finish(broken: boolean): void {
    if (this.#over) return;
    this.#over = true;
    this.#client.release(broken);
    this.#ended();
  }
}

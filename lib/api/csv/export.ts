import type pg from "pg";
import { to as copyTo } from "pg-copy-streams";
import { currentConfig } from "../../config/data.ts";
import { database } from "../../db/pool.ts";
import { currentTime } from "../../env.ts";
import { log } from "../../log.ts";
import { defaultWebSettings } from "../../web/schema.ts";
import type { ListDefinition, ListQuery } from "../list/definition.ts";
import { planList } from "../list/plan.ts";
import { ListSql } from "../list/sql.ts";
import { sqlLiterals } from "../list/sqlValues.ts";
import { ProblemError } from "../problem.ts";
import { csvCell } from "./cells.ts";
import { recordEndings, recordMarker } from "./lines.ts";
import { NoSlotError, Slots } from "./slots.ts";

const chunkBytes = 64 * 1024;

// An export holds a connection for as long as its reader takes; pages must always find one free.
let exportsAtOnce: Slots | undefined;
const waitingForEach = 4;

async function takeSlot(signal: AbortSignal | undefined): Promise<() => void> {
  const size = (currentConfig()?.web ?? defaultWebSettings).exportsAtOnce;
  exportsAtOnce ??= new Slots(size, size * waitingForEach);
  try {
    return await exportsAtOnce.take(signal);
  } catch (error) {
    if (!(error instanceof NoSlotError)) throw error;
    const detail = `${size} exports are running and ${size * waitingForEach} wait; ask again later.`;
    throw new ProblemError(429, "Too Many Requests", detail, { "retry-after": "10" });
  }
}

/**
 * The COPY that writes every row of a list request, each with the marker at its end. `limit` and `cursor` have no
 * effect. Throws InvalidQueryError.
 */
export function csvCopySql<Item extends object>(
  def: ListDefinition<Item>,
  query: ListQuery,
  marker: string,
): string {
  const plan = planList(def, { ...query, cursor: undefined });
  const rows = new ListSql(def, sqlLiterals, currentTime()).all(plan, csvCell, marker);
  return `COPY (${rows}) TO STDOUT WITH (FORMAT csv, HEADER, ENCODING 'UTF8')`;
}

/**
 * Every row of a list request as CSV, at the pace of its reader; the first bytes are there when this returns.
 * Cancelling the stream, or aborting `signal`, cancels the query.
 * Throws InvalidQueryError, ProblemError 429, or what the database throws before the first row.
 */
export async function csvStream<Item extends object>(
  def: ListDefinition<Item>,
  query: ListQuery,
  signal?: AbortSignal,
): Promise<ReadableStream<Uint8Array>> {
  const marker = recordMarker();
  const sql = csvCopySql(def, query, marker);
  const { pool } = await database();
  const release = await takeSlot(signal);
  const client = await pool.connect().catch((error: unknown) => {
    release();
    throw error;
  });
  const copy = new Copy(client, pool, sql, recordEndings(marker), release);
  signal?.addEventListener("abort", () => void copy.abandon(), { once: true });
  if (signal?.aborted) {
    await copy.abandon();
    throw signal.reason;
  }
  const first = await copy.next();
  return new ReadableStream(
    {
      start(controller) {
        if (first) controller.enqueue(first);
      },
      async pull(controller) {
        const chunk = await copy.next();
        if (chunk) controller.enqueue(chunk);
        else controller.close();
      },
      cancel: () => copy.abandon(),
    },
    { highWaterMark: 2 },
  );
}

/** One COPY on a client of the pool, which it gives back when the last row is read or the reader leaves. */
class Copy {
  readonly #client: pg.PoolClient;
  readonly #pool: pg.Pool;
  readonly #sql: string;
  readonly #ended: () => void;
  readonly #endings: (chunk?: Uint8Array) => Uint8Array;
  #chunks: AsyncIterator<Buffer> | undefined;
  #over = false;

  constructor(
    client: pg.PoolClient,
    pool: pg.Pool,
    sql: string,
    endings: (chunk?: Uint8Array) => Uint8Array,
    ended: () => void,
  ) {
    this.#client = client;
    this.#pool = pool;
    this.#sql = sql;
    this.#endings = endings;
    this.#ended = ended;
  }

  /** The next chunk, undefined after the last one. */
  async next(): Promise<Uint8Array | undefined> {
    if (this.#over) throw new Error("the export was cancelled");
    try {
      this.#chunks ??= await this.#begin();
      const { value, done } = await this.#chunks.next();
      if (!done) return this.#endings(value);
      if (this.#endings().length > 0) throw new Error("the export ended inside a record");
      // Waits until the connection is ready again, and puts it back as it was.
      await this.#client.query("RESET statement_timeout");
      this.#finish(false);
      return undefined;
    } catch (error) {
      await this.abandon();
      throw error;
    }
  }

  /** Stops the query in the middle of its answer, and closes its connection. */
  async abandon(): Promise<void> {
    if (this.#over) return;
    const { processID } = this.#client as pg.PoolClient & { processID?: number };
    this.#finish(true);
    await this.#pool
      .query("SELECT pg_cancel_backend($1)", [processID])
      .catch((error: unknown) => log.warn({ err: error }, "an abandoned export could not be cancelled"));
  }

  async #begin(): Promise<AsyncIterator<Buffer>> {
    // An export takes as long as its reader takes: the limit of ordinary statements is not for it.
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

import { currentConfig } from "../../config/data.ts";
import { CopyOut } from "../../db/copyOut.ts";
import { database } from "../../db/pool.ts";
import { currentTime } from "../../env.ts";
import { defaultWebSettings } from "../../web/schema.ts";
import type { ListDefinition, ListQuery } from "../list/definition.ts";
import { planList } from "../list/plan.ts";
import { ListSql } from "../list/sql.ts";
import { sqlLiterals } from "../list/sqlValues.ts";
import { ProblemError } from "../problem.ts";
import { csvCell } from "./cells.ts";
import { recordEndings, recordMarker } from "./lines.ts";
import { NoSlotError, Slots } from "./slots.ts";

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
  const copy = await CopyOut.open(pool, sql, release);
  const endings = recordEndings(marker);
  const next = async (): Promise<Uint8Array | undefined> => {
    const chunk = await copy.next();
    if (!chunk && endings().length > 0) throw new Error("the export ended inside a record");
    return chunk && endings(chunk);
  };
  signal?.addEventListener("abort", () => void copy.abandon(), { once: true });
  if (signal?.aborted) {
    await copy.abandon();
    throw signal.reason;
  }
  const first = await next();
  return new ReadableStream(
    {
      start(controller) {
        if (first) controller.enqueue(first);
      },
      async pull(controller) {
        const chunk = await next();
        if (chunk) controller.enqueue(chunk);
        else controller.close();
      },
      cancel: () => copy.abandon(),
    },
    { highWaterMark: 2 },
  );
}

import { finished } from "node:stream/promises";
import type pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import type { MetricFamily } from "./tables.ts";

/** Columns of a row, in order: account, key, ts, part where the table has it, labels, values. */
export function rowColumns(family: MetricFamily, values: readonly string[], parted: boolean): string[] {
  return ["account_id", ...family.key, "ts", ...(parted ? ["part"] : []), ...family.labels, ...values];
}

/** How a value is written: whole numbers, numbers, and counts of minutes. */
export type ValueType = "bigint" | "double precision" | "smallint";

/** What all rows of one series begin with, and go on with after their time, in COPY's binary format. */
export interface RowFrame {
  head: Buffer;
  labels: Buffer;
  /** Number of columns but for time, part and values. */
  texts: number;
}

export function rowFrame(
  accountId: string,
  key: readonly string[],
  labels: readonly (string | null)[],
): RowFrame {
  return {
    head: textFields([accountId, ...key]),
    labels: textFields(labels),
    texts: 1 + key.length + labels.length,
  };
}

function textFields(texts: readonly (string | null)[]): Buffer {
  const sizes = texts.map((text) => (text === null ? -1 : Buffer.byteLength(text)));
  const buffer = Buffer.allocUnsafe(sizes.reduce((sum, size) => sum + 4 + Math.max(0, size), 0));
  let at = 0;
  for (const [i, size] of sizes.entries()) {
    at = buffer.writeInt32BE(size, at);
    if (size > 0) at += buffer.write(texts[i] as string, at);
  }
  return buffer;
}

const chunkBytes = 64 * 1024;
const widest = 12;
/** 2000-01-01, from which Postgres counts microseconds. */
const epochMs = 946_684_800_000;

/** Rows in COPY's binary format: neither side has to make text of numbers and read it again. */
export class Rows {
  readonly #chunks: Buffer[] = [];
  #buffer = Buffer.allocUnsafe(4096);
  #at = 0;

  add(
    { head, labels, texts }: RowFrame,
    ts: number,
    part: number | undefined,
    types: readonly ValueType[],
    values: readonly (number | undefined)[],
  ): void {
    this.#reserve(head.length + labels.length + (values.length + 3) * widest);
    const buffer = this.#buffer;
    let at = buffer.writeInt16BE(texts + 1 + (part === undefined ? 0 : 1) + values.length, this.#at);
    at += head.copy(buffer, at);
    at = writeWhole(buffer, (ts - epochMs) * 1000, at);
    if (part !== undefined) at = writeSmall(buffer, part, at);
    at += labels.copy(buffer, at);
    for (let i = 0; i < values.length; i++) {
      const value = values[i];
      const type = types[i];
      if (value === undefined) at = buffer.writeInt32BE(-1, at);
      else if (type === "bigint") at = writeWhole(buffer, value, at);
      else if (type === "smallint") at = writeSmall(buffer, value, at);
      else at = buffer.writeDoubleBE(value, buffer.writeInt32BE(8, at));
    }
    this.#at = at;
  }

  #reserve(bytes: number): void {
    if (this.#at + bytes <= this.#buffer.length) return;
    if (this.#at > 0) this.#chunks.push(this.#buffer.subarray(0, this.#at));
    this.#buffer = Buffer.allocUnsafe(Math.max(chunkBytes, bytes));
    this.#at = 0;
  }

  /** Bytes that were added. */
  get bytes(): number {
    return this.#chunks.reduce((sum, { length }) => sum + length, this.#at);
  }

  /** Everything that was added, in order. */
  chunks(): Buffer[] {
    return [...this.#chunks, this.#buffer.subarray(0, this.#at)];
  }
}

function writeWhole(buffer: Buffer, value: number, at: number): number {
  const high = Math.floor(value / 2 ** 32);
  return buffer.writeUInt32BE(value - high * 2 ** 32, buffer.writeInt32BE(high, buffer.writeInt32BE(8, at)));
}

function writeSmall(buffer: Buffer, value: number, at: number): number {
  return buffer.writeInt16BE(value, buffer.writeInt32BE(2, at));
}

const header = Buffer.concat([Buffer.from("PGCOPY\n\xff\r\n\0", "latin1"), Buffer.alloc(8)]);
const trailer = Buffer.from([0xff, 0xff]);

/** The same bytes in chunks that are not small. */
function joined(chunks: readonly Buffer[]): Buffer[] {
  const result: Buffer[] = [];
  let some: Buffer[] = [];
  let bytes = 0;
  for (const chunk of chunks) {
    some.push(chunk);
    bytes += chunk.length;
    if (bytes < chunkBytes) continue;
    result.push(Buffer.concat(some));
    [some, bytes] = [[], 0];
  }
  return some.length > 0 ? [...result, Buffer.concat(some)] : result;
}

/** Writes rows with COPY. */
export async function copyRows(
  client: pg.ClientBase,
  table: string,
  columns: readonly string[],
  rows: readonly Rows[],
): Promise<void> {
  const stream = client.query(copyFrom(`COPY ${table} (${columns.join(", ")}) FROM STDIN (FORMAT binary)`));
  const done = finished(stream);
  // Whoever waits for `drain` below would otherwise not be there to hear of a failure.
  done.catch(() => {});
  const chunks = [header, ...rows.flatMap((some) => some.chunks()), trailer];
  // The few rows of a poll go out at once: each write is a call to the system, on either side.
  for (const chunk of joined(chunks)) {
    if (stream.destroyed) break;
    const more = stream.write(chunk);
    if (!more) await Promise.race([done, new Promise((resume) => stream.once("drain", resume))]);
  }
  if (!stream.destroyed) stream.end();
  await done;
}

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

const chunkBytes = 64 * 1024;
const smallestBytes = 4 * 1024;
const widest = 12;
/** 2000-01-01, from which Postgres counts microseconds. */
const epochMs = 946_684_800_000;

/**
 * What all rows of one series begin with, and go on with after their time, in COPY's binary format. One for many
 * series, one after the other: objects for each would be most of what a poll leaves to be cleared up.
 */
export class RowFrame {
  #buffer = Buffer.allocUnsafeSlow(1024);
  readonly #accountEnd: number;
  /** Account and key, then labels. */
  bytes: Uint8Array = this.#buffer;
  headEnd = 0;
  end = 0;
  /** Number of columns but for time, part and values. */
  texts = 0;

  constructor(accountId: string) {
    this.#accountEnd = this.#text(accountId, 0);
  }

  set(key: readonly string[], labels: readonly (string | null)[]): void {
    let at = this.#accountEnd;
    for (const text of key) at = this.#text(text, at);
    this.headEnd = at;
    for (const text of labels) at = this.#text(text, at);
    this.end = at;
    this.texts = 1 + key.length + labels.length;
  }

  #text(text: string | null, at: number): number {
    const most = at + 4 + (text?.length ?? 0) * 3;
    if (most > this.#buffer.length) this.#grow(most);
    if (text === null) return this.#buffer.writeInt32BE(-1, at);
    const start = at + 4;
    let end = start;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code > 127) {
        end = start + this.#buffer.write(text, start);
        break;
      }
      this.bytes[end++] = code;
    }
    this.#buffer.writeInt32BE(end - start, at);
    return end;
  }

  #grow(most: number): void {
    const buffer = Buffer.allocUnsafeSlow(most * 2);
    this.#buffer.copy(buffer);
    this.#buffer = buffer;
    this.bytes = buffer;
  }
}

/** Rows in COPY's binary format: neither side has to make text of numbers and read it again. */
export class Rows {
  readonly #chunks: Buffer[] = [];
  #buffer = Buffer.allocUnsafeSlow(smallestBytes);
  #view = viewOf(this.#buffer);
  #at = 0;

  add(
    frame: RowFrame,
    ts: number,
    part: number | undefined,
    types: readonly ValueType[],
    values: readonly (number | undefined)[],
  ): void {
    this.#reserve(frame.end + (values.length + 3) * widest);
    const { bytes, headEnd, end } = frame;
    const buffer = this.#buffer;
    const view = this.#view;
    let at = this.#at;
    view.setInt16(at, frame.texts + 1 + (part === undefined ? 0 : 1) + values.length);
    at += 2;
    for (let i = 0; i < headEnd; i++) buffer[at++] = bytes[i] as number;
    at = writeWhole(view, (ts - epochMs) * 1000, at);
    if (part !== undefined) at = writeSmall(view, part, at);
    for (let i = headEnd; i < end; i++) buffer[at++] = bytes[i] as number;
    for (let i = 0; i < values.length; i++) {
      const value = values[i];
      const type = types[i];
      if (value === undefined) {
        view.setInt32(at, -1);
        at += 4;
      } else if (type === "bigint") at = writeWhole(view, value, at);
      else if (type === "smallint") at = writeSmall(view, value, at);
      else {
        view.setInt32(at, 8);
        view.setFloat64(at + 4, value);
        at += 12;
      }
    }
    this.#at = at;
  }

  #reserve(bytes: number): void {
    if (this.#at + bytes <= this.#buffer.length) return;
    if (this.#at > 0) this.#chunks.push(this.#buffer.subarray(0, this.#at));
    this.#buffer = Buffer.allocUnsafeSlow(Math.max(Math.min(chunkBytes, this.#buffer.length * 4), bytes));
    this.#view = viewOf(this.#buffer);
    this.#at = 0;
  }

  /** Everything that was added, in order. */
  chunks(): Buffer[] {
    return [...this.#chunks, this.#buffer.subarray(0, this.#at)];
  }
}

const viewOf = ({ buffer, byteOffset, length }: Buffer) => new DataView(buffer, byteOffset, length);

function writeWhole(view: DataView, value: number, at: number): number {
  const high = Math.floor(value / 2 ** 32);
  if (high < -(2 ** 31) || high >= 2 ** 31) throw new RangeError(`${value} does not fit into 64 bits`);
  view.setInt32(at, 8);
  view.setInt32(at + 4, high);
  view.setUint32(at + 8, value - high * 2 ** 32);
  return at + 12;
}

function writeSmall(view: DataView, value: number, at: number): number {
  view.setInt32(at, 2);
  view.setInt16(at + 4, value);
  return at + 6;
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

import { randomBytes } from "node:crypto";

const recordEnd = Buffer.from("\r\n");

/**
 * A last column that COPY writes, by which the end of a record is told from a line feed inside a cell. It is random,
 * so that no cell holds it.
 */
export function recordMarker(): string {
  return `end-${randomBytes(9).toString("hex")}`;
}

/**
 * Turns what COPY writes behind each record (`,<marker>` and a line feed) into CRLF, as RFC 4180 wants it. Call it
 * with the chunks of one stream in order, wherever they were cut, and without a chunk at the end.
 */
export function recordEndings(marker: string): (chunk?: Uint8Array) => Buffer {
  const found = Buffer.from(`,${marker}\n`);
  let rest: Buffer = Buffer.alloc(0);
  return (chunk) => {
    if (!chunk) return rest;
    const text = rest.length > 0 ? Buffer.concat([rest, chunk]) : asBuffer(chunk);
    // What is put in is shorter than what it replaces.
    const out = Buffer.allocUnsafe(text.length);
    let written = 0;
    let from = 0;
    for (let at = text.indexOf(found); at >= 0; at = text.indexOf(found, from)) {
      written += text.copy(out, written, from, at);
      written += recordEnd.copy(out, written);
      from = at + found.length;
    }
    // The end of a chunk may be the beginning of a marker: it waits for the next one.
    const certain = Math.max(from, text.length - found.length + 1);
    written += text.copy(out, written, from, certain);
    rest = text.subarray(certain);
    return out.subarray(0, written);
  };
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

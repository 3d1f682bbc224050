import { finished } from "node:stream/promises";
import type pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import type { MetricFamily } from "./tables.ts";

/** Columns of a line, in order: account, key, ts, part where the table has it, labels, values. */
export function lineColumns(family: MetricFamily, values: readonly string[], parted: boolean): string[] {
  return ["account_id", ...family.key, "ts", ...(parted ? ["part"] : []), ...family.labels, ...values];
}

/** What all lines of one series begin with, and go on with after their time. */
export function lineEnds(
  accountId: string,
  key: readonly string[],
  labels: readonly (string | null)[],
): [string, string] {
  const head = [accountId, ...key].map(escaped).join("\t");
  return [`${head}\t`, labels.map((label) => (label === null ? "\t\\N" : `\t${escaped(label)}`)).join("")];
}

function escaped(text: string): string {
  return text.replace(
    /[\\\t\n\r]/g,
    (c) => ({ "\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r" })[c] as string,
  );
}

// Small enough for the socket: larger chunks make writer and server wait for each other.
const linesPerChunk = 100;

/** Writes lines in COPY's text format. */
export async function copyLines(
  client: pg.ClientBase,
  table: string,
  columns: readonly string[],
  lines: readonly string[],
): Promise<void> {
  const stream = client.query(copyFrom(`COPY ${table} (${columns.join(", ")}) FROM STDIN`));
  const done = finished(stream);
  // Whoever waits for `drain` below would otherwise not be there to hear of a failure.
  done.catch(() => {});
  for (let i = 0; i < lines.length && !stream.destroyed; i += linesPerChunk) {
    const more = stream.write(`${lines.slice(i, i + linesPerChunk).join("\n")}\n`);
    if (!more) await Promise.race([done, new Promise((resume) => stream.once("drain", resume))]);
  }
  if (!stream.destroyed) stream.end();
  await done;
}

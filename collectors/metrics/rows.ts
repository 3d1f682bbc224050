import { copyColumns } from "#lib/metrics/mutations.ts";
import type { Buckets } from "./fetch.ts";
import type { Series } from "./plan.ts";

/** Rows of a series in COPY's text format, in the columns of `copyColumns`. */
export function copyLines(accountId: string, series: Series, buckets: Buckets): string[] {
  const { kind, key, labels } = series;
  const columns = copyColumns(kind.family);
  const head = [accountId, ...key].map(escaped).join("\t");
  const tail = labels.map((label) => (label === null ? "\\N" : escaped(label)));
  const places = kind.family.values.map(({ column, type }) => ({
    at: kind.statistics.findIndex((statistic) => statistic.column === column),
    whole: type === "bigint",
  }));
  const lines: string[] = [];
  for (const [time, values] of buckets) {
    let line = `${head}\t${new Date(time).toISOString()}`;
    for (const label of tail) line += `\t${label}`;
    for (const { at, whole } of places) {
      const value = at < 0 ? undefined : values[at];
      line += value === undefined ? "\t\\N" : `\t${whole ? Math.round(value) : value}`;
    }
    lines.push(line);
  }
  if (columns.length !== 2 + key.length + labels.length + places.length) {
    throw new Error(`the rows of ${kind.family.base} do not fit its columns`);
  }
  return lines;
}

function escaped(text: string): string {
  return text.replace(
    /[\\\t\n\r]/g,
    (c) => ({ "\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r" })[c] as string,
  );
}

/** First and last time among buckets; undefined for none. */
export function spanOf(all: Iterable<Buckets>): { first: Date; last: Date } | undefined {
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (const buckets of all) {
    for (const time of buckets.keys()) {
      if (time < first) first = time;
      if (time > last) last = time;
    }
  }
  return first <= last ? { first: new Date(first), last: new Date(last) } : undefined;
}

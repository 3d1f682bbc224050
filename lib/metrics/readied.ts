import type { Values } from "./rollup.ts";
import type { MetricColumn } from "./tables.ts";

/** Buckets in order of time, side by side: their starts in ms, and their values. */
export interface Readied {
  times: readonly number[];
  values: readonly Values[];
}

/** Buckets in order of time, sums rounded: CloudWatch gives them as floating-point numbers, with their noise. */
export function readied(columns: readonly MetricColumn[], buckets: ReadonlyMap<number, Values>): Readied {
  const times: number[] = [];
  const all: Values[] = [];
  // Iterating makes two objects for each bucket, which a poll has millions of.
  buckets.forEach((values, ts) => {
    times.push(ts);
    // Mostly they are rounded already, and are not copied.
    all.push(isRounded(columns, values) ? values : rounded(columns, values));
  });
  if (isSorted(times)) return { times, values: all };
  const order = times.map((_, i) => i).sort((a, b) => (times[a] as number) - (times[b] as number));
  return { times: order.map((i) => times[i] as number), values: order.map((i) => all[i] as Values) };
}

function isSorted(times: readonly number[]): boolean {
  for (let i = 1; i < times.length; i++) if ((times[i] as number) < (times[i - 1] as number)) return false;
  return true;
}

function isRounded(columns: readonly MetricColumn[], values: Values): boolean {
  for (let i = 0; i < columns.length; i++) {
    const value = values[i];
    if (value !== undefined && columns[i]?.type === "bigint" && !Number.isInteger(value)) return false;
  }
  return values.length === columns.length;
}

function rounded(columns: readonly MetricColumn[], values: Values): (number | undefined)[] {
  return columns.map(({ type }, i) => {
    const value = values[i];
    return value !== undefined && type === "bigint" ? Math.round(value) : value;
  });
}

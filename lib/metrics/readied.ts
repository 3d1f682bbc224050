import type { Values } from "./rollup.ts";
import type { MetricColumn } from "./tables.ts";

/** Buckets in order of time, sums rounded: CloudWatch gives them as floating-point numbers, with their noise. */
export function readied(
  columns: readonly MetricColumn[],
  buckets: ReadonlyMap<number, Values>,
): ReadonlyMap<number, Values> {
  // Mostly they are both already, and are not copied.
  let last = Number.NEGATIVE_INFINITY;
  let ready = true;
  for (const [ts, values] of buckets) {
    ready &&= ts > last && isRounded(columns, values);
    last = ts;
  }
  if (ready) return buckets;
  const entries = [...buckets].map(([ts, values]): [number, Values] => [ts, rounded(columns, values)]);
  return new Map(entries.sort(([a], [b]) => a - b));
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

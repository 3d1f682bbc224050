import { type Resolution, resolutions } from "./schema.ts";
import type { MetricColumn, MetricFamily } from "./tables.ts";

/** The resolution that is made from another one. */
export const parentOf: Partial<Record<Resolution, Resolution>> = { "1m": "5m", "5m": "1h", "1h": "1d" };

/**
 * Whether a resolution keeps metrics that are asked for apart in rows of their own (`part` 0 and 1) instead of adding
 * columns to rows that are there.
 */
export function isParted(resolution: Resolution): boolean {
  return resolution === "1m" || resolution === "5m";
}

/** Values of a bucket, in the order of some columns. */
export type Values = readonly (number | undefined)[];

/** The start of the bucket that holds a time, both in ms. */
export function bucketOf(time: number, resolution: Resolution): number {
  const width = resolutions[resolution] * 1000;
  return Math.floor(time / width) * width;
}

/** What a bucket takes from a family for some of its columns: each with its value and, for an average, its minutes. */
export function columnsOf(family: MetricFamily, asked: readonly string[]): MetricColumn[] {
  return family.values.filter(({ column }) => asked.includes(column));
}

/** The names of the columns that `rollUpMinutes` gives the values of, in its order. */
export function rolledColumns(columns: readonly MetricColumn[]): string[] {
  return columns.flatMap(({ column, minutes }) => (minutes ? [column, minutes] : [column]));
}

/**
 * One bucket from all of its minutes: those from one place to another of a series, in order of time. Does what
 * `rollUpSql` does, digit by digit: an average is the mean over the minutes that were published, and carries their
 * number.
 */
export function rollUpMinutes(
  columns: readonly MetricColumn[],
  minutes: readonly Values[],
  { from, to }: { from: number; to: number },
): (number | undefined)[] {
  const rolled: (number | undefined)[] = [];
  for (let i = 0; i < columns.length; i++) {
    const { rollup, minutes: weigh } = columns[i] as MetricColumn;
    let result: number | undefined;
    let count = 0;
    for (let k = from; k < to; k++) {
      const value = minutes[k]?.[i];
      if (value === undefined) continue;
      count++;
      if (result === undefined) result = value;
      else if (rollup === "max") result = Math.max(result, value);
      else if (rollup === "min") result = Math.min(result, value);
      else result += value;
    }
    rolled.push(rollup === "avg" && result !== undefined ? result / count : result);
    if (weigh) rolled.push(count > 0 ? count : undefined);
  }
  return rolled;
}

function aggregate({ column, type, rollup, minutes }: MetricColumn, width: number): string[] {
  if (!minutes) return [`${rollup}(${column})::${type} AS ${column}`];
  const weight = `COALESCE(${minutes}, ${width / 60})`;
  const total = `sum(${weight}) FILTER (WHERE ${column} IS NOT NULL)`;
  return [`sum(${column} * ${weight}) / ${total} AS ${column}`, `${total} AS ${minutes}`];
}

/**
 * Makes buckets anew from the finer ones that they hold, and writes those that differ. $1 account, $2 starts of the
 * buckets, from $3 on one array for each column of the key. Answers the key and start of each that was written.
 * The finer buckets are read in order of time, because the sum of floating-point numbers depends on it.
 */
export function rollUpSql(
  family: MetricFamily,
  fine: Resolution,
  tables: { fine: string; coarse: string; coarseSeconds: number; part: number | undefined },
  columns: readonly MetricColumn[],
): string {
  const { key, labels } = family;
  const values = rolledColumns(columns);
  const rest = [...labels, ...values];
  const { part } = tables;
  const aggregates = [
    ...labels.map((label) => `max(${label}) AS ${label}`),
    ...columns.flatMap((column) => aggregate(column, resolutions[fine])),
  ];
  const wanted = `unnest($2::timestamptz[], ${key.map((_, i) => `$${i + 3}::text[]`).join(", ")}) AS w(ts, ${key.join(", ")})`;
  return `INSERT INTO ${tables.coarse} AS t (account_id, ${key.join(", ")}, ts, ${part === undefined ? "" : "part, "}${rest.join(", ")})
    SELECT $1, ${key.map((k) => `w.${k}`).join(", ")}, w.ts, ${part === undefined ? "" : `${part}, `}${rest.map((c) => `r.${c}`).join(", ")}
    FROM ${wanted} CROSS JOIN LATERAL (
      SELECT count(*) AS buckets, ${aggregates.join(", ")} FROM (
        SELECT ${rest.map((c) => `m.${c}`).join(", ")} FROM ${tables.fine} m
        WHERE m.account_id = $1 AND ${key.map((k) => `m.${k} = w.${k}`).join(" AND ")}
          AND m.ts >= w.ts AND m.ts < w.ts + interval '${tables.coarseSeconds} seconds'
        ORDER BY m.ts) f) r
    WHERE r.buckets > 0
    ${onConflict(family, rest, part !== undefined)}
    RETURNING ${key.map((k) => `t.${k}`).join(", ")}, t.ts`;
}

/** Writes over what is there where it differs; a value that is not given leaves the one that is there. */
export function onConflict({ key }: MetricFamily, rest: readonly string[], parted: boolean): string {
  const merged = rest.map((column) => `COALESCE(EXCLUDED.${column}, t.${column})`);
  return `ON CONFLICT (account_id, ${key.join(", ")}, ts${parted ? ", part" : ""}) DO UPDATE SET
      ${rest.map((column, i) => `${column} = ${merged[i]}`).join(", ")}
    WHERE (${rest.map((column) => `t.${column}`).join(", ")}) IS DISTINCT FROM (${merged.join(", ")})`;
}

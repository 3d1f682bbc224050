import type { Queryable } from "../runs/mutations.ts";
import { latencyBounds } from "./compute.ts";
import type { Touched } from "./mutations.ts";

const hourMs = 3_600_000;
const bucket = `width_bucket(r.total_seconds, '{${latencyBounds.join(",")}}'::float8[])`;
const timed = "r.success AND r.total_seconds IS NOT NULL";
const histogram = Array.from(
  { length: latencyBounds.length + 1 },
  (_, i) => `count(*) FILTER (WHERE ${timed} AND ${bucket} = ${i})::int`,
);

const aggregates: [column: string, expression: string][] = [
  ["results", "count(*)::int"],
  ["successes", "(count(*) FILTER (WHERE r.success))::int"],
  ["answers_inside", "(count(*) FILTER (WHERE r.answer_inside))::int"],
  ["answers_outside", "(count(*) FILTER (WHERE NOT r.answer_inside))::int"],
  ["timed", `(count(*) FILTER (WHERE ${timed}))::int`],
  // In order of time: a sum of the same numbers in another order differs in its last digit.
  ["total_seconds_sum", `sum(r.total_seconds ORDER BY r.ts) FILTER (WHERE ${timed})`],
  ["total_seconds_max", `max(r.total_seconds) FILTER (WHERE ${timed})`],
  ["resolve_seconds_sum", "sum(r.resolve_seconds ORDER BY r.ts)"],
  ["resolve_seconds_max", "max(r.resolve_seconds)"],
  ["total_histogram", `ARRAY[${histogram.join(", ")}]`],
];
const columns = aggregates.map(([column]) => column);

const rollUpSql = (table: string, width: string) => `
  INSERT INTO ${table} AS t (account_id, series_id, ts, ${columns.join(", ")})
  SELECT r.account_id, r.series_id, date_bin('${width}', r.ts, '2000-01-01T00:00:00Z'),
    ${aggregates.map(([, expression]) => expression).join(", ")}
  FROM unnest($1::text[], $2::uuid[], $3::timestamptz[], $4::timestamptz[]) AS b(account_id, series_id, first, after)
  JOIN probe_result r ON r.account_id = b.account_id AND r.series_id = b.series_id AND r.ts >= b.first AND r.ts < b.after
  WHERE r.ts >= $5 AND r.ts < $6
  GROUP BY 1, 2, 3
  ON CONFLICT (account_id, series_id, ts) DO UPDATE SET ${columns.map((c) => `${c} = EXCLUDED.${c}`).join(", ")}
  WHERE (${columns.map((c) => `t.${c}`).join(", ")}) IS DISTINCT FROM (${columns.map((c) => `EXCLUDED.${c}`).join(", ")})`;

/**
 * Counts anew the buckets that were written to, from the results themselves: late, doubled or unordered results give
 * the same buckets. The results of these buckets must all be there still (`oldestResultDays`).
 */
export async function rollUpResults(client: Queryable, touched: readonly Touched[]): Promise<void> {
  if (touched.length === 0) return;
  for (const [table, width, ms] of [
    ["probe_result_5m", "5 minutes", hourMs / 12],
    ["probe_result_1h", "1 hour", hourMs],
  ] as const) {
    const spans = touched.map(({ first, last }) => ({
      from: Math.floor(+first / ms) * ms,
      to: (Math.floor(+last / ms) + 1) * ms,
    }));
    await client.query({
      name: `roll-up-${table}`,
      text: rollUpSql(table, width),
      values: [
        touched.map(({ accountId }) => accountId),
        touched.map(({ seriesId }) => seriesId),
        spans.map(({ from }) => new Date(from)),
        spans.map(({ to }) => new Date(to)),
        new Date(Math.min(...spans.map(({ from }) => from))),
        new Date(Math.max(...spans.map(({ to }) => to))),
      ],
    });
  }
}

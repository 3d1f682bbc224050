import type { Queryable } from "../runs/mutations.ts";

/** Days that an evaluation sums at most, so that a long history is caught up with over several. */
const daysAtOnce = 7;
const daysKept = 400;
const hourMs = 3_600_000;

const sumDaySql = `
  INSERT INTO probe_region_day AS d (region, day, timed, total_histogram, summed_to)
  SELECT region, $1::date, (SELECT sum(x) FROM unnest(h) x), h, $2 FROM (
    SELECT region, array_agg(n ORDER BY place) AS h FROM (
      SELECT p.region, b.place, sum(b.n)::int AS n
      FROM probe_series p CROSS JOIN LATERAL (
        SELECT h.place, h.n FROM probe_result_1h r, unnest(r.total_histogram) WITH ORDINALITY AS h(n, place)
        WHERE r.account_id = p.account_id AND r.series_id = p.series_id AND r.ts >= $1::date::timestamptz
          AND r.ts < $1::date::timestamptz + interval '1 day') b
      JOIN vpc_endpoint e ON e.account_id = p.account_id AND e.region = p.region
        AND e.vpc_endpoint_id = p.vpc_endpoint_id
      WHERE p.kind IN ('tcp', 'tls', 'http') AND p.location_region = COALESCE(e.service_region, e.region)
        AND p.last_result_at >= $1::date::timestamptz AND p.first_result_at < $1::date::timestamptz + interval '1 day'
      GROUP BY 1, 2) t
    GROUP BY 1) t
  ON CONFLICT (region, day) DO UPDATE SET timed = EXCLUDED.timed, total_histogram = EXCLUDED.total_histogram,
    summed_to = EXCLUDED.summed_to`;

/**
 * Sums what probes of a region took, by UTC day, once an hour: today and yesterday anew, and up to a week of older days
 * that were never summed, the latest first.
 */
export async function sumRegionDays(db: Queryable, watermark: Date): Promise<void> {
  const hour = new Date(Math.floor(watermark.getTime() / hourMs) * hourMs);
  const { rows: summed } = await db.query<{ to: Date | null }>(
    "SELECT max(summed_to) AS to FROM probe_region_day",
  );
  if (summed[0]?.to && summed[0].to >= hour) return;
  const { rows } = await db.query<{ day: string }>(
    `SELECT day FROM (
       SELECT g::date AS day FROM generate_series(
         (SELECT greatest(min(first_result_at), $1::timestamptz - interval '${daysKept} days') FROM probe_series)::date,
         $1::date, interval '1 day') g) t
     WHERE day >= $1::date - 1 OR NOT EXISTS (SELECT FROM probe_region_day d WHERE d.day = t.day)
     ORDER BY day DESC LIMIT ${daysAtOnce}`,
    [watermark],
  );
  for (const { day } of rows) await db.query(sumDaySql, [day, hour]);
}

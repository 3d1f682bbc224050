import { placesState } from "./places.ts";
import { atPlace, type Bucket, type SliSource, selectors, sloCte } from "./source.ts";

// Cost Explorer completes a day within two days after it began. Each day tells the 30 days that end with it.
const countSql = `
  WITH ${sloCte}, billed AS (
    SELECT s.id, s.threshold, b.day, sum(b.unblended_cost_usd) AS usd,
      coalesce(sum(b.usage_quantity) FILTER (WHERE b.usage_type ~ 'VpcEndpoint-.*Bytes$'), 0) AS gb
    FROM slo s JOIN billed_cost b ON ${atPlace("b.account_id", "b.region")}
    WHERE b.usage_type LIKE '%VpcEndpoint-%' AND b.day >= ($2::timestamptz AT TIME ZONE 'UTC')::date - 30
      AND b.day < ($3::timestamptz AT TIME ZONE 'UTC')::date AND b.collected_at >= b.day + 2
    GROUP BY 1, 2, 3
  ), month AS (
    SELECT id, threshold, day, sum(usd) OVER back AS usd, sum(gb) OVER back AS gb FROM billed
    WINDOW back AS (PARTITION BY id ORDER BY day RANGE BETWEEN interval '29 days' PRECEDING AND CURRENT ROW)
  )
  SELECT id AS "sloId", day::timestamp AT TIME ZONE 'UTC' AS time,
    CASE WHEN usd / gb > threshold THEN 1 ELSE 0 END::float8 AS bad, 1::float8 AS total, (usd / gb)::float8 AS value
  FROM month WHERE gb > 0 AND day >= ($2::timestamptz AT TIME ZONE 'UTC')::date`;

/** Billed dollars of endpoints per billed GB, over 30 days. */
export const costSource: SliSource = {
  indicators: ["cost-per-gb"],
  chunkMs: 200 * 86_400_000,
  reachDays: 120,
  few: true,
  async state(db, now) {
    const { rows } = await db.query<{ until: Date | null }>(
      `SELECT (max(day) + 1)::timestamp AT TIME ZONE 'UTC' AS until FROM billed_cost
       WHERE usage_type LIKE '%VpcEndpoint-%' AND collected_at >= day + 2`,
    );
    const state = await placesState(db, "costs", now);
    return { ...state, watermark: rows[0]?.until ?? null };
  },
  async count(db, slos, from, to): Promise<Bucket[]> {
    const { rows } = await db.query<Bucket>(countSql, [selectors(slos), from, to]);
    return rows;
  },
};

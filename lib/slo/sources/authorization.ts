import { placesState } from "./places.ts";
import { aboutEndpoint, type Bucket, type SliSource, selectors, sloCte } from "./source.ts";

const dayMs = 86_400_000;

// Only hours for which the log was asked from end to end: there, no denial means that none happened. A call that was
// denied without a connection on record is an event all the same.
const countSql = `
  WITH ${sloCte}, hour AS (
    SELECT generate_series(date_trunc('hour', $2::timestamptz), $3::timestamptz - interval '1 hour', '1 hour') AS ts
  ), asked AS (
    SELECT DISTINCT l.account_id, l.resource_id AS region, h.ts
    FROM log_coverage l JOIN hour h ON l.asked_from <= h.ts AND l.asked_to >= h.ts + interval '1 hour'
    WHERE l.source = 'access-denials' AND NOT l.truncated AND l.asked_to > $2 AND l.asked_from < $3
  ), denied AS (
    SELECT d.account_id, d.region, d.vpc_endpoint_id, date_trunc('hour', d.event_time, 'UTC') AS ts, count(*) AS calls
    FROM vpce_access_denial d
    WHERE d.event_time >= $2 AND d.event_time < $3 AND d.vpc_endpoint_id IS NOT NULL GROUP BY 1, 2, 3, 4
  ), connected AS (
    SELECT m.account_id, m.vpc_endpoint_id, m.ts, m.new_connections FROM vpc_endpoint_metric_1h m
    WHERE m.subnet_id = '' AND m.ts >= $2 AND m.ts < $3 AND m.new_connections > 0
  ), counted AS (
    SELECT e.account_id, e.region, e.vpc_endpoint_id, a.ts, coalesce(d.calls, 0) AS denied,
      greatest(coalesce(c.new_connections, 0), coalesce(d.calls, 0)) AS total
    FROM asked a JOIN vpc_endpoint e ON e.account_id = a.account_id AND e.region = a.region
    LEFT JOIN connected c ON c.account_id = e.account_id AND c.vpc_endpoint_id = e.vpc_endpoint_id AND c.ts = a.ts
    LEFT JOIN denied d ON d.account_id = e.account_id AND d.region = e.region AND d.vpc_endpoint_id = e.vpc_endpoint_id
      AND d.ts = a.ts
    WHERE c.ts IS NOT NULL OR d.ts IS NOT NULL
  )
  SELECT s.id AS "sloId", c.ts AS time, sum(c.denied)::float8 AS bad, sum(c.total)::float8 AS total,
    NULL::float8 AS value
  FROM slo s JOIN vpc_endpoint e ON ${aboutEndpoint}
  JOIN counted c ON c.account_id = e.account_id AND c.region = e.region AND c.vpc_endpoint_id = e.vpc_endpoint_id
  GROUP BY 1, 2`;

/** Calls that endpoint policies denied, against connections. */
export const authorizationSource: SliSource = {
  indicators: ["authorization"],
  chunkMs: dayMs,
  reachDays: 35,
  few: false,
  async state(db, now) {
    const [state, logs, asked] = await Promise.all([
      placesState(
        db,
        "access-denials",
        now,
        `(SELECT max(l.asked_to) FROM log_coverage l WHERE l.account_id = s.account_id
            AND l.source = 'access-denials' AND l.resource_id = s.region)`,
      ),
      db.query<{ without: number }>(
        "SELECT count(*) AS without FROM network_activity_log WHERE log_group_name IS NULL",
      ),
      db.query<{ earliest: Date | null }>(
        "SELECT min(asked_from) AS earliest FROM log_coverage WHERE source = 'access-denials'",
      ),
    ]);
    const without = logs.rows[0]?.without ?? 0;
    const reason =
      without > 0 ? `In ${without} accounts and regions no trail delivers network activity events.` : null;
    return {
      ...state,
      earliest: asked.rows[0]?.earliest ?? null,
      reason: [state.reason, reason].filter(Boolean).join(" ") || null,
    };
  },
  async count(db, slos, from, to): Promise<Bucket[]> {
    const { rows } = await db.query<Bucket>(countSql, [selectors(slos), from, to]);
    return rows;
  },
};

import { placesState } from "./places.ts";
import { aboutEndpoint, type Bucket, type SliSource, selectors, sloCte } from "./source.ts";

const dayMs = 86_400_000;

// Only hours for which the log was asked from end to end: there, no denial means that none happened. And only endpoints
// whose connections were asked for to the hour's end: before they are, what was denied would stand beside nothing and
// look like every call. They come up to two hours late, and AWS counts none of gateway endpoints. A call that was denied
// without a connection on record is an event all the same.
const countSql = `
  WITH ${sloCte}, hour AS (
    SELECT generate_series(date_trunc('hour', $2::timestamptz), $3::timestamptz - interval '1 hour', '1 hour') AS ts
  ), asked AS MATERIALIZED (
    SELECT DISTINCT l.account_id, l.resource_id AS region, h.ts
    FROM log_coverage l JOIN hour h ON l.asked_from <= h.ts AND l.asked_to >= h.ts + interval '1 hour'
    WHERE l.source = 'access-denials' AND NOT l.truncated AND l.asked_to > $2 AND l.asked_from < $3
  ), measured AS MATERIALIZED (
    SELECT account_id, resource_id, min(collected_from) AS since, max(watermark) AS until FROM metric_watermark
    WHERE namespace = 'AWS/PrivateLinkEndpoints' AND grain = 'endpoint-detail' GROUP BY 1, 2
  ), event AS MATERIALIZED (
    SELECT account_id, vpc_endpoint_id, ts, sum(connections) AS connections, sum(denied) AS denied
    FROM (
      SELECT account_id, vpc_endpoint_id, ts, new_connections AS connections, 0 AS denied FROM vpc_endpoint_metric_1h
      WHERE subnet_id = '' AND ts >= $2 AND ts < $3 AND new_connections > 0
      UNION ALL
      SELECT account_id, vpc_endpoint_id, date_trunc('hour', event_time, 'UTC'), 0, 1 FROM vpce_access_denial
      WHERE event_time >= $2 AND event_time < $3 AND vpc_endpoint_id IS NOT NULL
    ) both_kinds GROUP BY 1, 2, 3
  )
  SELECT s.id AS "sloId", v.ts AS time, sum(v.denied)::float8 AS bad,
    sum(greatest(v.connections, v.denied))::float8 AS total, NULL::float8 AS value
  FROM event v
  JOIN vpc_endpoint e ON e.account_id = v.account_id AND e.vpc_endpoint_id = v.vpc_endpoint_id
  JOIN asked a ON a.account_id = e.account_id AND a.region = e.region AND a.ts = v.ts
  JOIN measured m ON m.account_id = v.account_id AND m.resource_id = v.vpc_endpoint_id
    AND m.since <= v.ts AND m.until >= v.ts + interval '1 hour'
  JOIN slo s ON ${aboutEndpoint}
  GROUP BY 1, 2`;

/** Calls that endpoint policies denied, against connections. */
export const authorizationSource: SliSource = {
  indicators: ["authorization"],
  chunkMs: dayMs / 4,
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

import { collectorCatalog } from "../../runs/schema.ts";
import { atPlace, type Bucket, type SliSource, selectors, sloCte } from "./source.ts";

const hourMs = 3_600_000;
/** Of collectors that run at most this seldom a missing run can be told from one that was not due. */
const oftenSeconds = 3600;
const often = Object.entries(collectorCatalog)
  .filter(([, { intervalSeconds }]) => intervalSeconds <= oftenSeconds)
  .map(([name]) => name);

/** What was asked for once has to be there after this long: three intervals of what is asked the most seldom. */
const dueHours = 3;

/**
 * A run counts when it ends. A run that was skipped on purpose did not have to deliver. Runs that never came are told from the time between two
 * that did: what is missing after the last one is not known yet.
 * Of metrics, each endpoint's five minutes count once they are due: they have arrived where CloudWatch was asked beyond
 * them. Whole spans stand for many endpoints: of a fleet that delivers there is one for each account and region.
 */
const countSql = `
  WITH ${sloCte}, run AS (
    SELECT r.account_id, r.region, r.collector, r.outcome, r.started_at, r.ended_at, s.interval_seconds,
      lag(r.started_at) OVER (PARTITION BY r.account_id, r.region, r.collector ORDER BY r.started_at) AS before
    FROM collector_run r
    JOIN collector_scope s ON s.account_id = r.account_id AND s.region = r.region AND s.collector = r.collector
    WHERE r.ended_at >= $2 AND r.ended_at < $3
  ), timed AS (
    SELECT r.*, CASE WHEN r.collector = ANY ($4) THEN extract(epoch FROM r.started_at - coalesce(r.before, (
        SELECT max(p.started_at) FROM collector_run p WHERE p.account_id = r.account_id AND p.region = r.region
          AND p.collector = r.collector AND p.started_at < r.started_at))) END AS since_last
    FROM run r
  ), due AS (
    SELECT least($3, date_bin('5 minutes', max(ended_at) - interval '${dueHours} hours', '2000-01-01T00:00:00Z')) AS at
    FROM collector_run
  ), span AS MATERIALIZED (
    SELECT e.account_id, e.region, count(*) AS endpoints,
      greatest(date_bin('5 minutes', w.since + interval '299.999 seconds', '2000-01-01T00:00:00Z'), $2) AS "from",
      least(date_bin('5 minutes', w.until, '2000-01-01T00:00:00Z'), d.at) AS arrived,
      least(date_bin('5 minutes', e.gone_at, '2000-01-01T00:00:00Z'), d.at) AS "to"
    FROM due d CROSS JOIN (
      SELECT account_id, resource_id, min(collected_from) AS since, max(watermark) AS until FROM metric_watermark
      WHERE namespace = 'AWS/PrivateLinkEndpoints' AND grain = 'endpoint' GROUP BY 1, 2
    ) w
    JOIN vpc_endpoint e ON e.account_id = w.account_id AND e.vpc_endpoint_id = w.resource_id
    WHERE w.since < d.at AND (e.gone_at IS NULL OR e.gone_at > $2)
    GROUP BY 1, 2, 4, 5, 6
  ), slot AS (
    SELECT p.account_id, p.region, t.time, sum(p.endpoints) AS expected,
      coalesce(sum(p.endpoints) FILTER (WHERE t.time >= p.arrived), 0) AS absent
    FROM span p CROSS JOIN LATERAL generate_series(p."from", p."to" - interval '5 minutes', '5 minutes') AS t(time)
    GROUP BY 1, 2, 3
  ), counted AS (
    SELECT account_id, region, date_bin('5 minutes', ended_at, '2000-01-01T00:00:00Z') AS time,
      count(*) FILTER (WHERE outcome IN ('success', 'partial', 'failed')) AS ran,
      count(*) FILTER (WHERE outcome IN ('partial', 'failed')) AS failed,
      coalesce(sum(floor(since_last / interval_seconds) - 1) FILTER (WHERE since_last > 3 * interval_seconds), 0) AS missing
    FROM timed GROUP BY 1, 2, 3
  ), event AS (
    SELECT account_id, region, time, failed + missing AS bad, ran + missing AS total FROM counted
    UNION ALL
    SELECT account_id, region, time, absent, expected FROM slot
  )
  SELECT s.id AS "sloId", c.time, sum(c.bad)::float8 AS bad, sum(c.total)::float8 AS total, NULL::float8 AS value
  FROM slo s JOIN event c ON ${atPlace("c.account_id", "c.region")}
  GROUP BY 1, 2 HAVING sum(c.total) > 0`;

/** Linkledger's own collecting: did what was to be read arrive, and the metrics of each endpoint with it? */
export const runsSource: SliSource = {
  indicators: ["telemetry"],
  chunkMs: 6 * hourMs,
  reachDays: 30,
  few: false,
  toTheMoment: true,
  async state(db) {
    const { rows } = await db.query<{
      last: Date | null;
      earliest: Date | null;
      scopes: number;
      fresh: number;
    }>(
      `SELECT (SELECT max(ended_at) FROM collector_run) AS last,
         (SELECT min(started_at) FROM collector_run) AS earliest, count(*) AS scopes,
         count(*) FILTER (WHERE outcome = 'success') AS fresh
       FROM collector_scope WHERE retired_at IS NULL AND outcome IS DISTINCT FROM 'skipped'`,
    );
    const { last = null, earliest = null, scopes = 0, fresh = 0 } = rows[0] ?? {};
    // The run that ended last counts.
    const watermark = last && new Date(last.getTime() + 1);
    return { watermark, earliest, reason: null, coverage: scopes > 0 ? fresh / scopes : null };
  },
  async count(db, slos, from, to): Promise<Bucket[]> {
    const { rows } = await db.query<Bucket>(countSql, [selectors(slos), from, to, often]);
    return rows;
  },
};

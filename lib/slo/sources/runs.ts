import { collectorCatalog } from "../../runs/schema.ts";
import { atPlace, type Bucket, type SliSource, selectors, sloCte } from "./source.ts";

const hourMs = 3_600_000;
/** Of collectors that run at most this seldom a missing run can be told from one that was not due. */
const oftenSeconds = 3600;
const often = Object.entries(collectorCatalog)
  .filter(([, { intervalSeconds }]) => intervalSeconds <= oftenSeconds)
  .map(([name]) => name);

/**
 * A run counts when it ends. A run that was skipped on purpose did not have to deliver. Runs that never came are told from the time between two
 * that did: what is missing after the last one is not known yet.
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
  ), counted AS (
    SELECT account_id, region, date_bin('5 minutes', ended_at, '2000-01-01T00:00:00Z') AS time,
      count(*) FILTER (WHERE outcome IN ('success', 'partial', 'failed')) AS ran,
      count(*) FILTER (WHERE outcome IN ('partial', 'failed')) AS failed,
      coalesce(sum(floor(since_last / interval_seconds) - 1) FILTER (WHERE since_last > 3 * interval_seconds), 0) AS missing
    FROM timed GROUP BY 1, 2, 3
  )
  SELECT s.id AS "sloId", c.time, sum(c.failed + c.missing)::float8 AS bad, sum(c.ran + c.missing)::float8 AS total,
    NULL::float8 AS value
  FROM slo s JOIN counted c ON ${atPlace("c.account_id", "c.region")}
  GROUP BY 1, 2 HAVING sum(c.ran + c.missing) > 0`;

/** Linkledger's own collecting: did what was to be read arrive? */
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

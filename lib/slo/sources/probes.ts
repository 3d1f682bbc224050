import { freshSql } from "../../runs/freshSql.ts";
import type { Queryable } from "../../runs/mutations.ts";
import type { SloDefinition } from "../definition.ts";
import { aboutEndpoint, type Bucket, type SliSource, selectors, sloCte } from "./source.ts";

const hourMs = 3_600_000;

/** HTTP probes that failed although the connection stood: an answer came, or TLS was what failed. */
export const connectedAnyway = `count(*) FILTER (WHERE NOT r.success AND (r.http_status >= 100
  OR r.error_class IN ('http-status', 'http-error', 'tls-certificate', 'tls-error')))`;

/**
 * SQL: what the series `p` counted per bucket, an indicator at a time, as (indicator, ts, bad, total). Read series
 * by series along the key: a partition of a week is never gone through as a whole.
 */
export const seriesCounts = (from: string, to: string, hourly = false) => `
  SELECT i.indicator, b.ts, i.bad, i.total
  FROM ${hourly ? "probe_result_1h" : "probe_result_5m"} b
  LEFT JOIN LATERAL (
    SELECT ${connectedAnyway} AS connected FROM probe_result r
    WHERE p.kind IN ('http', 'tls') AND b.successes < b.results AND r.account_id = b.account_id
      AND r.series_id = b.series_id AND r.ts >= b.ts AND r.ts < b.ts + interval '${hourly ? "1 hour" : "5 minutes"}'
  ) raw ON true
  CROSS JOIN LATERAL (VALUES
    ('dns', CASE p.kind WHEN 'dns' THEN b.results - least(b.successes, b.results - b.answers_outside)
       ELSE b.answers_outside END,
     CASE p.kind WHEN 'dns' THEN b.results ELSE b.answers_inside + b.answers_outside END),
    ('connect', b.results - b.successes - coalesce(raw.connected, 0)::int,
     CASE WHEN p.kind IN ('tcp', 'tls', 'http') THEN b.results ELSE 0 END),
    ('errors', b.results - b.successes, CASE p.kind WHEN 'http' THEN b.results ELSE 0 END)
  ) AS i(indicator, bad, total)
  WHERE b.account_id = p.account_id AND b.series_id = p.series_id AND b.ts >= ${from} AND b.ts < ${to} AND i.total > 0`;

const ratioSql = `
  WITH ${sloCte}, counted AS MATERIALIZED (
    SELECT p.account_id, p.vpc_endpoint_id, c.indicator, c.ts, sum(c.bad) AS bad, sum(c.total) AS total
    FROM probe_series p CROSS JOIN LATERAL (${seriesCounts("$2::timestamptz", "$3::timestamptz")}) c
    WHERE p.last_result_at >= $2 AND p.first_result_at < $3 AND c.indicator IN (SELECT indicator FROM slo)
    GROUP BY 1, 2, 3, 4
  ), member AS MATERIALIZED (
    SELECT DISTINCT s.id, s.indicator, e.account_id, e.vpc_endpoint_id FROM slo s JOIN vpc_endpoint e ON ${aboutEndpoint}
  )
  SELECT m.id AS "sloId", c.ts AS time, sum(c.bad)::float8 AS bad, sum(c.total)::float8 AS total, NULL::float8 AS value
  FROM member m JOIN counted c USING (account_id, vpc_endpoint_id, indicator)
  GROUP BY 1, 2`;

/**
 * How far probes are known: up to where the sources that answer were read; where none does, up to the newest result.
 * Agents that push have no watermark: their newest result stands for it.
 */
export async function probesState(db: Queryable, now: Date) {
  const { rows } = await db.query<{
    pulled: Date | null;
    newest: Date | null;
    earliest: Date | null;
    scopes: number;
    fresh: number;
  }>(
    `SELECT min(watermark) FILTER (WHERE fresh) AS pulled, count(*) AS scopes, count(*) FILTER (WHERE fresh) AS fresh,
       (SELECT max(last_result_at) FROM probe_series WHERE last_result_at <= $1) AS newest,
       (SELECT min(first_result_at) FROM probe_series) AS earliest
     FROM (SELECT s.watermark, ${freshSql("s", "$1::timestamptz")} AS fresh FROM collector_scope s
           WHERE s.collector = 'probes' AND s.retired_at IS NULL AND s.outcome IS DISTINCT FROM 'skipped') s`,
    [now],
  );
  const { pulled = null, newest = null, earliest = null, scopes = 0, fresh = 0 } = rows[0] ?? {};
  return {
    earliest,
    watermark: newest && (pulled ?? newest),
    reason: scopes > fresh ? `${scopes - fresh} of ${scopes} sources of probes are not current` : null,
    coverage: scopes > 0 ? fresh / scopes : null,
  };
}

const indicatorsHere = ["dns", "connect", "errors"] as const;

/** Ratios that probes count. */
export const probesSource: SliSource = {
  indicators: indicatorsHere,
  chunkMs: 2 * hourMs,
  // As far as single results are kept: only they tell a failed request from a failed connection.
  reachDays: 14,
  few: false,
  state: probesState,
  async count(db, slos: readonly SloDefinition[], from, to): Promise<Bucket[]> {
    const { rows } = await db.query<Bucket>(ratioSql, [selectors(slos), from, to]);
    return rows;
  },
};

import { addHistograms, isStale, quantileOf } from "../../probes/compute.ts";
import type { Queryable } from "../../runs/mutations.ts";
import type { ProbeFacts } from "../factsSchema.ts";

interface SeriesRow
  extends Omit<ProbeFacts, "stale" | "from" | "to" | "totalSecondsP95" | "errors" | "last"> {
  accountId: string;
  vpcEndpointId: string;
  lastResultAt: Date;
  windowSeconds: number;
  errors: Record<string, number> | null;
  histograms: number[][] | null;
  slowest: number | null;
  last: (Omit<NonNullable<ProbeFacts["last"]>, "ts"> & { ts: string }) | null;
}

/** Series that have been silent for longer are over: whoever ran them has left. */
const forgottenMs = 7 * 86_400_000;

export type EndpointProbe = ProbeFacts & { accountId: string; vpcEndpointId: string; lastResultAt: Date };

/**
 * The series that probe some endpoints, each with its results of the 15 minutes (or five intervals) before its last
 * one. A series that has stopped is judged as `stale`, not by what it said last.
 */
export async function readProbes(
  db: Queryable,
  endpoints: readonly { accountId: string; vpcEndpointId: string }[],
  now: Date,
): Promise<EndpointProbe[]> {
  const { rows } = await db.query<SeriesRow>(
    `WITH s AS MATERIALIZED (
       SELECT s.*, greatest(900, 5 * coalesce(s.interval_seconds, 60)) AS window_seconds
       FROM unnest($1::text[], $2::text[]) AS k(account_id, id)
       JOIN probe_series s ON s.account_id = k.account_id AND s.vpc_endpoint_id = k.id
       WHERE s.last_result_at >= $3
     )
     SELECT s.account_id AS "accountId", s.vpc_endpoint_id AS "vpcEndpointId", s.series_id AS "seriesId", s.source,
       s.location, s.location_account_id AS "locationAccountId", s.location_region AS "locationRegion",
       s.location_vpc_id AS "locationVpcId", s.location_subnet_id AS "locationSubnetId",
       s.location_az_id AS "locationAzId", s.kind, s.target, s.interval_seconds AS "intervalSeconds",
       s.last_result_at AS "lastResultAt", s.window_seconds AS "windowSeconds",
       r.results, r.successes, r.inside AS "answersInside", r.outside AS "answersOutside",
       e.errors, h.histograms, h.slowest, l.last
     FROM s
     CROSS JOIN LATERAL (
       SELECT count(*) AS results, count(*) FILTER (WHERE p.success) AS successes,
         count(*) FILTER (WHERE p.answer_inside) AS inside, count(*) FILTER (WHERE NOT p.answer_inside) AS outside
       FROM probe_result p
       WHERE p.account_id = s.account_id AND p.series_id = s.series_id AND p.ts >= $3
         AND p.ts > s.last_result_at - s.window_seconds * interval '1 second' AND p.ts <= s.last_result_at
     ) r
     LEFT JOIN LATERAL (
       SELECT json_build_object('ts', p.ts, 'success', p.success, 'dnsAddresses', p.dns_addresses,
         'dnsTtlSeconds', p.dns_ttl_seconds, 'answerInside', p.answer_inside, 'httpStatus', p.http_status,
         'errorClass', p.error_class) AS last
       FROM probe_result p
       WHERE p.account_id = s.account_id AND p.series_id = s.series_id AND p.ts >= $3
         AND p.ts > s.last_result_at - s.window_seconds * interval '1 second' AND p.ts <= s.last_result_at
       ORDER BY p.ts DESC LIMIT 1
     ) l ON true
     LEFT JOIN LATERAL (
       SELECT json_object_agg(error, count) AS errors FROM (
         SELECT coalesce(p.error_class, 'other') AS error, count(*) AS count FROM probe_result p
         WHERE r.successes < r.results AND p.account_id = s.account_id AND p.series_id = s.series_id AND p.ts >= $3
           AND p.ts > s.last_result_at - s.window_seconds * interval '1 second' AND p.ts <= s.last_result_at
           AND NOT p.success GROUP BY 1) x
     ) e ON true
     LEFT JOIN LATERAL (
       SELECT json_agg(b.total_histogram) AS histograms, max(b.total_seconds_max) AS slowest FROM probe_result_5m b
       WHERE b.account_id = s.account_id AND b.series_id = s.series_id AND b.ts >= $3
         AND b.ts > s.last_result_at - s.window_seconds * interval '1 second' - interval '5 minutes'
         AND b.ts <= s.last_result_at
     ) h ON true
     ORDER BY s.account_id, s.vpc_endpoint_id, s.series_id`,
    [
      endpoints.map(({ accountId }) => accountId),
      endpoints.map(({ vpcEndpointId }) => vpcEndpointId),
      new Date(now.getTime() - forgottenMs),
    ],
  );
  return rows.map(({ windowSeconds, histograms, slowest, ...row }) => {
    const p95 = quantileOf(addHistograms(histograms ?? []), 0.95);
    return {
      ...row,
      errors: row.errors ?? {},
      stale: isStale(row.lastResultAt, row.intervalSeconds, now),
      from: new Date(row.lastResultAt.getTime() - windowSeconds * 1000),
      to: row.lastResultAt,
      totalSecondsP95: p95 === null ? null : Math.min(p95, slowest ?? p95),
      last: row.last && { ...row.last, ts: new Date(row.last.ts) },
    };
  });
}

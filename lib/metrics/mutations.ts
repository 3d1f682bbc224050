import type { Queryable } from "../runs/mutations.ts";
import { arrayOf, quoted } from "./arrays.ts";
import { isParted } from "./rollup.ts";
import type { Resolution } from "./schema.ts";

/** How far the series of one resource have been asked for, at one bucket width. */
export interface Watermark {
  namespace: string;
  resourceId: string;
  grain: string;
  periodSeconds: number;
  watermark: Date;
  /** Since when, without a hole. */
  collectedFrom: Date;
  firstDatapointAt: Date | null;
  lastDatapointAt: Date | null;
  /** What was stored of the last minutes before the watermark: see `Tail`. */
  tailFrom?: Date | null;
  tailDigest?: string | null;
}

/** Watermarks of an account and region. */
export async function readWatermarks(db: Queryable, accountId: string, region: string): Promise<Watermark[]> {
  const { rows } = await db.query<Watermark>(
    `SELECT namespace, resource_id AS "resourceId", grain, period_seconds AS "periodSeconds", watermark,
       collected_from AS "collectedFrom", first_datapoint_at AS "firstDatapointAt",
       last_datapoint_at AS "lastDatapointAt"
     FROM metric_watermark WHERE account_id = $1 AND region = $2`,
    [accountId, region],
  );
  return rows;
}

/** Watermarks of one account and region, and when they were written. */
export interface PlacedWatermarks {
  accountId: string;
  region: string;
  now: Date;
  marks: readonly Watermark[];
}

/** Moves watermarks on. First and last datapoint only ever widen. */
export async function writeWatermarks(client: Queryable, places: readonly PlacedWatermarks[]): Promise<void> {
  const all = places.flatMap(({ marks, ...place }) => marks.map((mark) => ({ ...place, ...mark })));
  if (all.length === 0) return;
  type Placed = (typeof all)[number];
  const texts = (of: (mark: Placed) => string | null | undefined) => arrayOf(all.map((m) => quoted(of(m))));
  const numbers = (of: (mark: Placed) => number | undefined) => arrayOf(all.map((m) => of(m) ?? "NULL"));
  const times = (of: (mark: Placed) => Date | null | undefined) => numbers((m) => of(m)?.getTime());
  await client.query({
    name: "write-watermarks",
    text: `INSERT INTO metric_watermark AS m (account_id, region, namespace, resource_id, grain, period_seconds, watermark,
       collected_from, first_datapoint_at, last_datapoint_at, tail_from, tail_digest, updated_at)
     SELECT w.account_id, w.region, w.namespace, w.resource_id, w.grain, w.period, to_timestamp(w.reached / 1000),
       to_timestamp(w.since / 1000), to_timestamp(w.first / 1000), to_timestamp(w.last / 1000),
       to_timestamp(w.tail_from / 1000), w.tail_digest,
       to_timestamp(w.written / 1000)
     FROM unnest($1::text[], $2::text[], $3::float8[], $4::text[], $5::text[], $6::text[], $7::int[], $8::float8[], $9::float8[], $10::float8[], $11::float8[],
       $12::float8[], $13::text[])
       AS w(account_id, region, written, namespace, resource_id, grain, period, reached, since, first, last, tail_from, tail_digest)
     ON CONFLICT (account_id, namespace, resource_id, grain, period_seconds) DO UPDATE SET
       watermark = EXCLUDED.watermark, collected_from = EXCLUDED.collected_from,
       first_datapoint_at = LEAST(m.first_datapoint_at, EXCLUDED.first_datapoint_at),
       last_datapoint_at = GREATEST(m.last_datapoint_at, EXCLUDED.last_datapoint_at),
       tail_from = EXCLUDED.tail_from, tail_digest = EXCLUDED.tail_digest,
       region = EXCLUDED.region, updated_at = EXCLUDED.updated_at`,
    values: [
      ...[texts((m) => m.accountId), texts((m) => m.region), times((m) => m.now)],
      ...[texts((m) => m.namespace), texts((m) => m.resourceId), texts((m) => m.grain)],
      ...[numbers((m) => m.periodSeconds), times((m) => m.watermark), times((m) => m.collectedFrom)],
      ...[times((m) => m.firstDatapointAt), times((m) => m.lastDatapointAt)],
      ...[times((m) => m.tailFrom), texts((m) => m.tailDigest)],
    ],
  });
}

/**
 * Adds up subnets to whole endpoints, for endpoints of which CloudWatch publishes the subnets only. Most and fewest
 * connections of the whole stay null: the subnets' peaks need not fall together, so their sum is nobody's peak.
 */
export async function sumSubnets(
  client: Queryable,
  resolution: Resolution,
  { accountId, ids, from, to }: { accountId: string; ids: string[]; from: Date; to: Date },
): Promise<void> {
  if (ids.length === 0) return;
  const columns = [
    "bytes_processed",
    "new_connections",
    "packets_dropped",
    "rst_packets_received",
    "active_connections_avg",
  ];
  const types = columns.map((column) => (column.startsWith("active") ? "double precision" : "bigint"));
  await client.query(
    `INSERT INTO vpc_endpoint_metric_${resolution} (account_id, vpc_endpoint_id, subnet_id, ts, ${columns.join(", ")})
     SELECT account_id, vpc_endpoint_id, '', ts, ${columns.map((c, i) => `sum(${c})::${types[i]}`).join(", ")}
     FROM vpc_endpoint_metric_${resolution}
     WHERE account_id = $1 AND vpc_endpoint_id = ANY ($2) AND subnet_id <> '' AND ts >= $3 AND ts < $4
     GROUP BY account_id, vpc_endpoint_id, ts
     ON CONFLICT (account_id, vpc_endpoint_id, subnet_id, ts${isParted(resolution) ? ", part" : ""})
       DO UPDATE SET ${columns.map((c) => `${c} = EXCLUDED.${c}`).join(", ")}`,
    [accountId, ids, from, to],
  );
}

/**
 * Endpoints whose whole hours are known further, or less far, than their summary says: by the watermark that moves
 * with each answer, since those of hours and days are written once a day.
 */
export async function summariesBehind(
  db: Queryable,
  { accountId, region }: { accountId: string; region: string },
): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>({
    name: "summaries-behind",
    text: `SELECT w.id FROM (
             SELECT resource_id AS id, date_trunc('hour', max(watermark), 'UTC') AS measured_to FROM metric_watermark
             WHERE account_id = $1 AND region = $2 AND namespace = 'AWS/PrivateLinkEndpoints' AND grain = 'endpoint'
             GROUP BY 1) w
           LEFT JOIN vpc_endpoint_traffic t ON t.account_id = $1 AND t.vpc_endpoint_id = w.id
           WHERE t.measured_to IS DISTINCT FROM w.measured_to`,
    values: [accountId, region],
  });
  return rows.map(({ id }) => id);
}

/**
 * Renews the summary of each endpoint's traffic up to the last whole hour before its watermark. The sum of 30 days is null where nothing is
 * known, and 0 only where all of the 30 days were asked for; a day of which nothing is known is -1. It is added up from
 * days, which are made anew with each of their hours, and from hours where only a part of a day belongs to it: every
 * hour a month of hours was what half of the database's work went into.
 */
export async function refreshTraffic(
  client: Queryable,
  accountId: string,
  ids: string[],
  now: Date,
): Promise<void> {
  if (ids.length === 0) return;
  await client.query(
    `WITH mark AS (
       SELECT resource_id AS id, max(last_datapoint_at) AS last_traffic_at,
         date_trunc('hour', max(watermark) FILTER (WHERE grain = 'endpoint'), 'UTC') AS measured_to,
         min(collected_from) FILTER (WHERE grain = 'endpoint' AND period_seconds = 3600) AS collected_from
       FROM metric_watermark
       WHERE account_id = $1 AND namespace = 'AWS/PrivateLinkEndpoints' AND resource_id = ANY ($2)
       GROUP BY 1
     ), span AS (
       SELECT *, date_trunc('day', measured_from + interval '1 day' - interval '1 microsecond', 'UTC') AS whole_from,
         date_trunc('day', measured_to, 'UTC') AS whole_to
       FROM (
         SELECT id, measured_to, last_traffic_at, collected_from,
           GREATEST(collected_from, measured_to - interval '30 days') AS measured_from,
           collected_from <= measured_to - interval '30 days' AS whole,
           date_trunc('day', measured_to - interval '1 microsecond', 'UTC') - interval '29 days' AS first_day
         FROM mark WHERE measured_to IS NOT NULL) m
     ), day AS MATERIALIZED (
       SELECT s.id, m.ts, m.bytes_processed AS bytes, m.ts >= s.whole_from AND m.ts < s.whole_to AS whole FROM span s
       JOIN vpc_endpoint_metric_1d m ON m.account_id = $1 AND m.vpc_endpoint_id = s.id AND m.subnet_id = ''
         AND m.ts >= s.first_day AND m.ts < s.measured_to
       WHERE m.ts >= $3::timestamptz - interval '40 days'
     ), hour AS (
       SELECT s.id, m.bytes_processed AS bytes FROM span s
       CROSS JOIN LATERAL (VALUES (s.measured_from, LEAST(s.whole_from, s.measured_to)),
         (GREATEST(s.whole_from, s.whole_to), s.measured_to)) AS rest(since, until)
       JOIN vpc_endpoint_metric_1h m ON m.account_id = $1 AND m.vpc_endpoint_id = s.id AND m.subnet_id = ''
         AND m.ts >= rest.since AND m.ts < rest.until
       WHERE m.ts >= $3::timestamptz - interval '40 days'
     ), month AS (
       SELECT id, sum(bytes)::bigint AS bytes
       FROM (SELECT id, bytes FROM hour UNION ALL SELECT id, bytes FROM day WHERE whole) parts GROUP BY 1
     ), daily AS (
       SELECT s.id, array_agg(
           CASE WHEN day < date_trunc('day', s.collected_from, 'UTC') THEN -1
             WHEN day < s.collected_from THEN COALESCE(m.bytes, -1)
             ELSE COALESCE(m.bytes, 0) END
           ORDER BY day) AS bytes
       FROM span s
       CROSS JOIN LATERAL generate_series(s.first_day, s.first_day + interval '29 days', interval '1 day') AS day
       LEFT JOIN day m ON m.id = s.id AND m.ts = day
       GROUP BY 1
     ), zones AS (
       SELECT id, jsonb_object_agg(az_id, bytes) AS bytes FROM (
         SELECT s.id, m.az_id, sum(m.bytes_processed)::bigint AS bytes FROM span s
         JOIN vpc_endpoint_metric_1d m ON m.account_id = $1 AND m.vpc_endpoint_id = s.id AND m.subnet_id <> ''
           AND m.ts >= s.first_day AND m.ts < s.measured_to AND m.az_id IS NOT NULL
         WHERE m.ts >= $3::timestamptz - interval '40 days'
         GROUP BY 1, 2
       ) z GROUP BY 1
     )
     INSERT INTO vpc_endpoint_traffic (account_id, vpc_endpoint_id, bytes_30d, last_traffic_at, measured_from,
       measured_to, bytes_daily, bytes_daily_from, bytes_by_az_30d, updated_at)
     SELECT $1, s.id, CASE WHEN s.whole THEN COALESCE(h.bytes, 0) ELSE h.bytes END, s.last_traffic_at,
       s.measured_from, s.measured_to, d.bytes, s.first_day, COALESCE(z.bytes, '{}'), $3
     FROM span s LEFT JOIN month h USING (id) LEFT JOIN daily d USING (id) LEFT JOIN zones z USING (id)
     ON CONFLICT (account_id, vpc_endpoint_id) DO UPDATE SET
       bytes_30d = EXCLUDED.bytes_30d, last_traffic_at = EXCLUDED.last_traffic_at,
       measured_from = EXCLUDED.measured_from, measured_to = EXCLUDED.measured_to,
       bytes_daily = EXCLUDED.bytes_daily, bytes_daily_from = EXCLUDED.bytes_daily_from,
       bytes_by_az_30d = EXCLUDED.bytes_by_az_30d, updated_at = EXCLUDED.updated_at`,
    [accountId, ids, now],
  );
}

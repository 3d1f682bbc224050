import type { Queryable } from "../../runs/mutations.ts";

/** What is read of one family of series: of some resources as a whole, and of their parts. */
export interface MetricSpec {
  namespace: string;
  /** Of the watermark that shows traffic; `-detail` behind it is that of the other metrics. */
  grain: string;
  base: string;
  id: string;
  /** Key columns that tell the parts of a resource apart. */
  parts: readonly string[];
  /** SQL over the row `m` that chooses the parts that are read, one row for each bucket of a part, and the whole among them. */
  among: string;
  whole: string;
  values: readonly string[];
  sums: readonly string[];
}

/** One value of every bucket, in their order; null: there is no bucket. Columns are half the work of rows to put together. */
export type MetricColumn = (string | number | null)[] | null;

export interface MetricRow {
  accountId: string;
  id: string;
  /** Up to when it was asked for; null: never. */
  watermark: Date | null;
  /** Which five minutes since 1970 each bucket is, then their `parts` and `values`. */
  columns: MetricColumn[];
  sums: (number | null)[];
  /** Since when traffic, or (where they were ever asked for) the other metrics have been collected. */
  collectedFrom: Date;
}

const hourMs = 3_600_000;
const dayMs = 86_400_000;
/** Buckets that are read; minutes are rolled up into them as they come. */
export const pointSeconds = 300;
export const recentMs = hourMs;
const baselineDays = 14;
/** A recent window that began before this is too old to be judged by: see `metricsMaxAgeMs`. */
const oldestMs = 4 * hourMs;

/** The UTC days that tell what is usual. */
export function baselineRange(now: Date): { from: Date; to: Date } {
  const to = Math.floor((now.getTime() - 3 * hourMs) / dayMs) * dayMs;
  return { from: new Date(to - baselineDays * dayMs), to: new Date(to) };
}

/**
 * The hour up to the watermark, and the sums of the weeks before; resources that were never asked about are absent.
 * Metrics that are asked for apart are rows of their own (lib/metrics/rollup.ts): a bucket is put together of them,
 * and of each value there is one.
 */
export async function readMetrics(
  db: Queryable,
  spec: MetricSpec,
  keys: readonly { accountId: string; id: string }[],
  now: Date,
): Promise<MetricRow[]> {
  if (keys.length === 0) return [];
  const { base, id, parts, values, sums, among, whole } = spec;
  const own = `m.account_id = w.account_id AND m.${id} = w.id`;
  const baseline = baselineRange(now);
  const { rows } = await db.query<Omit<MetricRow, "sums"> & { sums: MetricRow["sums"] | null }>(
    `WITH k AS (SELECT DISTINCT account_id, id FROM unnest($1::text[], $2::text[]) AS k(account_id, id)),
     w AS MATERIALIZED (
       SELECT k.account_id, k.id, max(m.watermark) FILTER (WHERE m.grain = $3 AND m.period_seconds <= 300) AS watermark,
         coalesce(min(m.collected_from) FILTER (WHERE m.grain <> $3), min(m.collected_from)) AS collected_from
       FROM k JOIN metric_watermark m ON m.account_id = k.account_id AND m.namespace = $4 AND m.resource_id = k.id
         AND m.grain IN ($3, $3 || '-detail')
       GROUP BY 1, 2
     )
     SELECT w.account_id AS "accountId", w.id, w.watermark, w.collected_from AS "collectedFrom", p.columns, b.sums
     FROM w
     LEFT JOIN LATERAL (
       SELECT json_build_array(${["at", ...parts, ...values].map((one) => `json_agg(${one})`).join(", ")}) AS columns FROM (
         SELECT (date_part('epoch', m.ts) / ${pointSeconds})::int AS at, ${[...parts.map((one) => `m.${one}`), ...values.map((one) => `max(m.${one}) AS ${one}`)].join(", ")}
         FROM ${base}_5m m
         WHERE ${own} AND ${among} AND m.ts >= $5 AND m.ts >= w.watermark - interval '1 hour' AND m.ts < w.watermark
         GROUP BY ${["m.ts", ...parts.map((one) => `m.${one}`)].join(", ")} ORDER BY m.ts
       ) q
     ) p ON true
     LEFT JOIN LATERAL (
       SELECT json_build_array(${sums.map((one) => `sum(m.${one})`).join(", ")}) AS sums FROM ${base}_1d m
       WHERE ${own} AND ${whole} AND m.ts >= $6 AND m.ts < $7
     ) b ON true`,
    [
      keys.map(({ accountId }) => accountId),
      keys.map((key) => key.id),
      spec.grain,
      spec.namespace,
      new Date(now.getTime() - oldestMs),
      baseline.from,
      baseline.to,
    ],
  );
  return rows.map((row) => ({ ...row, sums: row.sums ?? [] }));
}

export const endpointSpec: MetricSpec = {
  ...{ namespace: "AWS/PrivateLinkEndpoints", grain: "endpoint", base: "vpc_endpoint_metric" },
  ...{ id: "vpc_endpoint_id", parts: [], among: "m.subnet_id = ''", whole: "m.subnet_id = ''" },
  values: [
    ...["bytes_processed", "new_connections", "packets_dropped", "rst_packets_received"],
    "active_connections_max",
  ],
  sums: ["bytes_processed", "new_connections", "packets_dropped", "rst_packets_received"],
};

const ofService = "m.load_balancer_arn = '' AND m.vpc_endpoint_id = ''";
export const serviceSpec: MetricSpec = {
  ...{ namespace: "AWS/PrivateLinkServices", grain: "service", base: "vpc_endpoint_service_metric" },
  ...{ id: "service_id", parts: ["az_id"], among: ofService, whole: `m.az_id = '' AND ${ofService}` },
  values: ["bytes_processed", "new_connections", "rst_packets_sent", "active_connections_max"],
  sums: ["bytes_processed", "new_connections", "rst_packets_sent"],
};

export const loadBalancerSpec: MetricSpec = {
  ...{ namespace: "AWS/NetworkELB", grain: "load-balancer", base: "load_balancer_metric" },
  ...{ id: "load_balancer", parts: ["az_id", "target_group"], among: "true" },
  whole: "m.az_id = '' AND m.target_group = ''",
  values: [
    ...["processed_bytes", "new_flow_count", "active_flow_count_max", "tcp_client_reset_count"],
    ...[
      "tcp_elb_reset_count",
      "tcp_target_reset_count",
      "rejected_flow_count",
      "port_allocation_error_count",
    ],
    ...["unhealthy_routing_flow_count", "healthy_host_count_min", "unhealthy_host_count_max"],
  ],
  sums: ["new_flow_count", "tcp_client_reset_count", "tcp_elb_reset_count", "tcp_target_reset_count"],
};

/** The dimension value that names a load balancer in CloudWatch. */
export const dimensionOf = (loadBalancerArn: string) =>
  loadBalancerArn.split(":loadbalancer/")[1] ?? loadBalancerArn;

import { latencyBounds, quantileOf } from "../../probes/compute.ts";
import { probesState } from "./probes.ts";
import { aboutEndpoint, type Bucket, type SliSource, selectors, sloCte } from "./source.ts";

const hourMs = 3_600_000;
const quantile = 0.95;

/** Histograms of some series in one bucket, by where they are probed from. */
interface HistogramRow {
  sloId: string;
  thresholdMs: number;
  time: Date;
  /** '' where services are taken together. */
  service: string;
  near: number[];
  far: number[];
}

const sums = (where: string) =>
  `ARRAY[${Array.from(
    { length: latencyBounds.length + 1 },
    (_, i) => `coalesce(sum(b.total_histogram[${i + 1}]) FILTER (WHERE ${where}), 0)::float8`,
  ).join(", ")}]`;

/** Series of which it is known where they are probed from: near is the service's own region. */
const histogramSql = (indicator: "latency" | "cross-region") => `
  WITH ${sloCte}, member AS (
    SELECT DISTINCT s.id, s.threshold, p.account_id, p.series_id, p.location_region = coalesce(e.service_region, e.region) AS near,
      ${indicator === "latency" ? "''" : "e.service_name"} AS service
    FROM slo s JOIN vpc_endpoint e ON ${aboutEndpoint}
    JOIN probe_series p ON p.account_id = e.account_id AND p.vpc_endpoint_id = e.vpc_endpoint_id
    WHERE s.indicator = '${indicator}' AND p.kind IN ('tcp', 'tls', 'http') AND p.location_region IS NOT NULL
      AND p.last_result_at >= $2 AND p.first_result_at < $3 AND e.service_name IS NOT NULL
  ), wanted AS MATERIALIZED (
    SELECT m.* FROM member m ${
      indicator === "latency"
        ? "WHERE m.near"
        : "JOIN (SELECT id, service FROM member GROUP BY 1, 2 HAVING bool_or(near) AND bool_or(NOT near)) b USING (id, service)"
    }
  )
  SELECT m.id AS "sloId", m.threshold AS "thresholdMs", b.ts AS time, m.service, ${sums("m.near")} AS near,
    ${sums("NOT m.near")} AS far
  FROM wanted m CROSS JOIN LATERAL (
    SELECT b.ts, b.total_histogram FROM probe_result_5m b
    WHERE b.account_id = m.account_id AND b.series_id = m.series_id AND b.ts >= $2 AND b.ts < $3 AND b.timed > 0
  ) b
  GROUP BY 1, 2, 3, 4`;

/** A slice is bad when its P95 reaches the threshold; without a time there is no slice. */
export function latencySlice(
  histogram: readonly number[],
  thresholdMs: number,
): Omit<Bucket, "sloId" | "time"> | undefined {
  const p95 = quantileOf(histogram, quantile);
  if (p95 === null) return undefined;
  const value = p95 * 1000;
  return { bad: value < thresholdMs ? 0 : 1, total: 1, value };
}

/**
 * Services of one bucket that were probed from both sides: how many there are, and at how many P95 from afar is more
 * than P95 from near by the threshold or more. The value is the greatest difference, in milliseconds.
 */
export function crossRegionSlice(
  services: readonly Pick<HistogramRow, "near" | "far">[],
  thresholdMs: number,
): Omit<Bucket, "sloId" | "time"> | undefined {
  const deltas = services.flatMap(({ near, far }) => {
    const [here, there] = [quantileOf(near, quantile), quantileOf(far, quantile)];
    return here === null || there === null ? [] : [(there - here) * 1000];
  });
  if (deltas.length === 0) return undefined;
  const bad = deltas.filter((delta) => delta >= thresholdMs).length;
  return { bad, total: deltas.length, value: Math.max(...deltas) };
}

/** P95 of probes from the service's own region. */
export const latencySource: SliSource = {
  indicators: ["latency"],
  chunkMs: 2 * hourMs,
  reachDays: 63,
  few: false,
  state: probesState,
  async count(db, slos, from, to): Promise<Bucket[]> {
    const { rows } = await db.query<HistogramRow>(histogramSql("latency"), [selectors(slos), from, to]);
    return rows.flatMap(({ sloId, thresholdMs, time, near }) => {
      const slice = latencySlice(near, thresholdMs);
      return slice ? [{ sloId, time, ...slice }] : [];
    });
  },
};

/** What a probe from another region takes longer. */
export const crossRegionSource: SliSource = {
  ...latencySource,
  indicators: ["cross-region"],
  async count(db, slos, from, to): Promise<Bucket[]> {
    const { rows } = await db.query<HistogramRow>(histogramSql("cross-region"), [selectors(slos), from, to]);
    const slices = Map.groupBy(rows, ({ sloId, time }) => `${sloId} ${time.getTime()}`);
    return [...slices.values()].flatMap((services) => {
      const [{ sloId, time, thresholdMs }] = services as [HistogramRow];
      const slice = crossRegionSlice(services, thresholdMs);
      return slice ? [{ sloId, time, ...slice }] : [];
    });
  },
};

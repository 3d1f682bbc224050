import { database } from "../db/pool.ts";
import {
  type ProviderTraffic,
  prepareTraffic,
  type TrafficDay,
  type TrafficMark,
} from "./providerTraffic.ts";

const dayMs = 86_400_000;
const days = 30;

interface Series {
  namespace: string;
  /** Grain of the whole, and of all of its zones together. */
  whole: string;
  zones: string;
  sql: string;
}

const service: Series = {
  ...{ namespace: "AWS/PrivateLinkServices", whole: "service", zones: "az" },
  sql: `SELECT az_id AS "azId", ts, bytes_processed AS bytes, new_connections AS connections,
      rst_packets_sent AS resets
    FROM vpc_endpoint_service_metric_1d
    WHERE account_id = $1 AND service_id = $2 AND load_balancer_arn = '' AND vpc_endpoint_id = '' AND ts >= $3`,
};
const loadBalancer: Series = {
  ...{ namespace: "AWS/NetworkELB", whole: "load-balancer", zones: "load-balancer-az" },
  sql: `SELECT az_id AS "azId", ts, processed_bytes AS bytes, new_flow_count AS connections,
      tcp_target_reset_count AS resets
    FROM load_balancer_metric_1d
    WHERE account_id = $1 AND load_balancer = $2 AND target_group = '' AND ts >= $3`,
};

interface Asked {
  accountId: string;
  /** `vpce-svc-…`, or the part of a load balancer's ARN behind `loadbalancer/`. */
  resourceId: string;
  azIds: readonly string[];
}

/** What a service carried by day, as a whole and by zone. */
export const serviceTraffic = (asked: Asked, now: Date) => readTraffic(service, asked, now);

/** The same of a load balancer. */
export const loadBalancerTraffic = (asked: Asked, now: Date) => readTraffic(loadBalancer, asked, now);

async function readTraffic(
  series: Series,
  { accountId, resourceId, azIds }: Asked,
  now: Date,
): Promise<ProviderTraffic> {
  const { pool } = await database();
  const from = new Date((Math.floor(now.getTime() / dayMs) - days + 1) * dayMs);
  const [{ rows: stored }, { rows: marks }] = await Promise.all([
    pool.query<TrafficDay>(series.sql, [accountId, resourceId, from]),
    pool.query<Omit<TrafficMark, "azId"> & { grain: string }>(
      `SELECT grain, min(collected_from) FILTER (WHERE period_seconds >= 3600) AS "collectedFrom",
         max(watermark) AS watermark
       FROM metric_watermark
       WHERE account_id = $1 AND namespace = $2 AND resource_id = $3 AND grain = ANY ($4) GROUP BY grain
       HAVING min(collected_from) FILTER (WHERE period_seconds >= 3600) IS NOT NULL`,
      [accountId, series.namespace, resourceId, [series.whole, series.zones]],
    ),
  ]);
  // Zones are asked for all at once: what is said of them holds for each.
  const asked = marks.flatMap(({ grain, ...mark }) =>
    (grain === series.whole ? [""] : azIds).map((azId): TrafficMark => ({ azId, ...mark })),
  );
  return prepareTraffic(stored, asked, now, days);
}

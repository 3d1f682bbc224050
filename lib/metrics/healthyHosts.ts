import { keptFrom } from "../db/partitions.ts";
import { database } from "../db/pool.ts";
import { currentTime } from "../env.ts";
import { bucketStart, type Collected, findGaps, type Range } from "./compute.ts";
import { partitioning } from "./partitions.ts";
import { isParted } from "./rollup.ts";
import { type HealthyHosts, type Resolution, resolutions } from "./schema.ts";
import { loadBalancerFamily } from "./tables.ts";

interface ProviderBalancers {
  accountId: string;
  /** CloudWatch's names of them: `net/name/hash`. */
  loadBalancers: string[];
}

/**
 * Healthy targets by zone behind a service of ours: of several target groups the one with the fewest, because a client
 * of any port may be led there. Null where the service is somebody else's.
 */
export async function readHealthyHosts(
  serviceName: string | null,
  range: Range,
  resolution: Resolution,
): Promise<HealthyHosts | null> {
  const provider = serviceName === null ? undefined : await readBalancers(serviceName);
  if (!provider || provider.loadBalancers.length === 0) return null;
  const { accountId, loadBalancers } = provider;
  const { pool } = await database();
  const [collected, { rows }] = await Promise.all([
    readCollected(provider, resolution),
    pool.query<{ azId: string; ts: Date; healthy: number }>(
      `SELECT az_id AS "azId", ts, min(healthy_host_count_min) AS healthy FROM load_balancer_metric_${resolution}
       WHERE account_id = $1 AND load_balancer = ANY ($2) AND az_id <> '' AND target_group <> '' AND ts >= $3 AND ts < $4
         AND healthy_host_count_min IS NOT NULL
       GROUP BY az_id, ts ORDER BY az_id, ts`,
      [accountId, loadBalancers, range.from, range.to],
    ),
  ]);
  const zones = Map.groupBy(rows, ({ azId }) => azId);
  return {
    asOf: collected?.watermark.toISOString() ?? null,
    gaps: findGaps(range, collected, true),
    zones: [...zones].map(([azId, points]) => ({
      azId,
      points: points.map(({ ts, healthy }) => ({ ts: ts.toISOString(), healthy })),
    })),
  };
}

async function readBalancers(serviceName: string): Promise<ProviderBalancers | undefined> {
  const { pool } = await database();
  const { rows } = await pool.query<ProviderBalancers>(
    `SELECT account_id AS "accountId",
       ARRAY(SELECT split_part(arn, ':loadbalancer/', 2) FROM unnest(network_load_balancer_arns) arn) AS "loadBalancers"
     FROM vpc_endpoint_service WHERE service_name = $1 ORDER BY gone_at DESC NULLS FIRST LIMIT 1`,
    [serviceName],
  );
  return rows[0];
}

/** For which time the zones of all of the balancers' target groups were asked for; undefined where for none. */
async function readCollected(
  { accountId, loadBalancers }: ProviderBalancers,
  resolution: Resolution,
): Promise<Collected | undefined> {
  const { pool } = await database();
  const { rows } = await pool.query<Collected>(
    `SELECT period_seconds AS "periodSeconds", max(collected_from) AS "collectedFrom", min(watermark) AS watermark
     FROM metric_watermark
     WHERE account_id = $1 AND namespace = 'AWS/NetworkELB' AND grain = 'target-group-az'
       AND split_part(resource_id, ' ', 1) = ANY ($2) AND period_seconds <= $3
     GROUP BY 1 ORDER BY 1 DESC`,
    [accountId, loadBalancers, resolutions[resolution]],
  );
  const [own] = rows;
  if (!own) return undefined;
  const reached = new Date(Math.max(...rows.map(({ watermark }) => watermark.getTime())));
  const kept = keptFrom(partitioning(loadBalancerFamily, resolution), currentTime());
  return {
    periodSeconds: own.periodSeconds,
    collectedFrom: new Date(Math.max(own.collectedFrom.getTime(), kept.getTime())),
    watermark: isParted(resolution) ? reached : bucketStart(reached, "1h"),
  };
}

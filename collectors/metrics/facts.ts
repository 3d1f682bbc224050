import type pg from "pg";
import type { Watermark } from "#lib/metrics/mutations.ts";
import type { Recent } from "#lib/polling/needs.ts";
import type { Unit } from "./plan.ts";

/** Losses of endpoints, from their hours: this hour and the one before, held against the day before them. */
export interface Losses {
  drops: Recent;
  resets: Recent;
  connections: Recent;
  /** Hours of the last 24 to 26 with any traffic. */
  busyHours: number;
}

const hourMs = 3_600_000;
const none: Recent = { recent: 0, perHourBefore: 0 };
export const noLosses: Losses = { drops: none, resets: none, connections: none, busyHours: 0 };

export async function endpointLosses(
  pool: pg.Pool,
  accountId: string,
  ids: string[],
  now: Date,
): Promise<Map<string, Losses>> {
  const since = new Date((Math.floor(now.getTime() / hourMs) - 1) * hourMs);
  const before = new Date(since.getTime() - 24 * hourMs);
  const pair = (column: string, name: string) =>
    `COALESCE(sum(${column}) FILTER (WHERE ts >= $3), 0)::float8 AS "${name}Recent",
     COALESCE(sum(${column}) FILTER (WHERE ts < $3), 0)::float8 / 24 AS "${name}Before"`;
  const { rows } = await pool.query<{ id: string } & Record<string, number>>({
    name: "endpoint-losses",
    text: `SELECT vpc_endpoint_id AS id, ${pair("packets_dropped", "drops")},
             ${pair("rst_packets_received", "resets")}, ${pair("new_connections", "connections")},
             count(DISTINCT date_trunc('hour', ts, 'UTC')) FILTER (WHERE bytes_processed > 0)::int AS "busyHours"
           FROM (
             SELECT vpc_endpoint_id, ts, packets_dropped, rst_packets_received, new_connections, bytes_processed
             FROM vpc_endpoint_metric_1h
             WHERE account_id = $1 AND vpc_endpoint_id = ANY ($2) AND subnet_id = '' AND ts >= $4 AND ts < $3
             -- An hour is there only once it is over.
             UNION ALL
             SELECT vpc_endpoint_id, ts, packets_dropped, rst_packets_received, new_connections, bytes_processed
             FROM vpc_endpoint_metric_5m
             WHERE account_id = $1 AND vpc_endpoint_id = ANY ($2) AND subnet_id = '' AND ts >= $3) buckets
           GROUP BY 1`,
    values: [accountId, ids, since, before],
  });
  return new Map(
    rows.map((row) => {
      const of = (name: string): Recent => ({
        recent: row[`${name}Recent`] ?? 0,
        perHourBefore: row[`${name}Before`] ?? 0,
      });
      const [drops, resets, connections] = [of("drops"), of("resets"), of("connections")];
      return [row.id, { drops, resets, connections, busyHours: row.busyHours ?? 0 }];
    }),
  );
}

/** Share of the day before its last traffic in which an endpoint carried any, in buckets of five minutes. */
export async function busyShares(
  pool: pg.Pool,
  accountId: string,
  silent: { id: string; lastTrafficAt: Date }[],
): Promise<Map<string, number>> {
  if (silent.length === 0) return new Map();
  const { rows } = await pool.query<{ id: string; share: number }>({
    name: "busy-shares",
    text: `SELECT s.id, count(*)::float8 / 288 AS share
           FROM jsonb_to_recordset($2::jsonb) AS s(id text, "lastTrafficAt" timestamptz)
           JOIN vpc_endpoint_metric_5m m ON m.account_id = $1 AND m.vpc_endpoint_id = s.id AND m.subnet_id = ''
             AND m.ts > s."lastTrafficAt" - interval '1 day' AND m.ts <= s."lastTrafficAt" AND m.bytes_processed > 0
           WHERE m.ts >= $3 GROUP BY 1`,
    values: [
      accountId,
      JSON.stringify(silent),
      new Date(Math.min(...silent.map(({ lastTrafficAt }) => lastTrafficAt.getTime())) - 25 * hourMs),
    ],
  });
  return new Map(rows.map(({ id, share }) => [id, share]));
}

/** AZs in which a load balancer has targets and none of them is healthy: ARN → what is wrong. */
const deadZones = `
  SELECT arn, min(az_id) AS "azId", count(*)::int AS zones FROM (
    SELECT g.account_id, unnest(g.load_balancer_arns) AS arn, h.az_id
    FROM target_group g JOIN target_health h ON h.account_id = g.account_id AND h.region = g.region
      AND h.target_group_arn = g.target_group_arn AND h.gone_at IS NULL
    WHERE g.gone_at IS NULL AND g.load_balancer_arns && $1
    GROUP BY g.account_id, g.target_group_arn, g.load_balancer_arns, h.az_id
    HAVING count(*) FILTER (WHERE h.state = 'healthy') = 0
      AND count(*) FILTER (WHERE h.state LIKE 'unhealthy%') > 0
  ) dead WHERE arn = ANY ($1) GROUP BY arn`;

async function unhealthyBalancers(pool: pg.Pool, arns: string[]): Promise<Map<string, string>> {
  if (arns.length === 0) return new Map();
  const { rows } = await pool.query<{ arn: string; azId: string | null; zones: number }>({
    name: "unhealthy-balancers",
    text: deadZones,
    values: [arns],
  });
  return new Map(
    rows.map(({ arn, azId, zones }) => [
      arn,
      zones === 1 ? `no healthy target in ${azId ?? "an AZ"}` : `no healthy target in ${zones} AZs`,
    ]),
  );
}

interface Behind {
  id: string;
  arns: string[];
}

/** What is wrong with the targets behind endpoint services of the fleet, by the services' names. */
export async function troubleBehind(pool: pg.Pool, serviceNames: string[]): Promise<Map<string, string>> {
  // Only these can be services of the fleet; AWS's own and partners' targets are not to be seen.
  const names = [...new Set(serviceNames)].filter((name) => name.includes(".vpce."));
  if (names.length === 0) return new Map();
  const { rows } = await pool.query<Behind>({
    name: "balancers-behind",
    text: `SELECT service_name AS id, network_load_balancer_arns AS arns FROM vpc_endpoint_service
           WHERE service_name = ANY ($1) AND gone_at IS NULL`,
    values: [names],
  });
  return troubleOf(pool, rows);
}

/** What is wrong with the targets of an account's services and load balancers, by service id and balancer name. */
export async function troubleOfProviders(
  pool: pg.Pool,
  accountId: string,
  region: string,
): Promise<Map<string, string>> {
  const { rows } = await pool.query<Behind>({
    name: "provider-balancers",
    text: `SELECT service_id AS id, network_load_balancer_arns AS arns FROM vpc_endpoint_service
           WHERE account_id = $1 AND region = $2 AND gone_at IS NULL
           UNION ALL
           SELECT split_part(load_balancer_arn, ':loadbalancer/', 2), ARRAY[load_balancer_arn] FROM load_balancer
           WHERE account_id = $1 AND region = $2 AND gone_at IS NULL AND type = 'network'`,
    values: [accountId, region],
  });
  return troubleOf(pool, rows);
}

async function troubleOf(pool: pg.Pool, behind: Behind[]): Promise<Map<string, string>> {
  const found = await unhealthyBalancers(pool, [...new Set(behind.flatMap(({ arns }) => arns))]);
  return new Map(
    behind.flatMap(({ id, arns }) => {
      const wrong = arns.map((arn) => found.get(arn)).find(Boolean);
      return wrong ? [[id, wrong] as const] : [];
    }),
  );
}

/** How far units are known: their finest watermarks. */
export async function readFinestWatermarks(
  pool: pg.Pool,
  accountId: string,
  units: Unit[],
): Promise<Watermark[]> {
  const { rows } = await pool.query<Watermark>({
    name: "finest-watermarks",
    text: `SELECT namespace, resource_id AS "resourceId", grain, period_seconds AS "periodSeconds", watermark,
             collected_from AS "collectedFrom", first_datapoint_at AS "firstDatapointAt",
             last_datapoint_at AS "lastDatapointAt"
           FROM metric_watermark
           WHERE account_id = $1 AND namespace = ANY ($2) AND resource_id = ANY ($3) AND grain = ANY ($4)
             AND period_seconds = 60`,
    values: [
      accountId,
      [...new Set(units.flatMap(({ series }) => series[0]?.kind.namespace ?? []))],
      [...new Set(units.map(({ resourceId }) => resourceId))],
      [...new Set(units.map(({ grain }) => grain))],
    ],
  });
  return rows;
}

/** When network load balancers last processed any bytes: they publish zeros as well. */
export async function lastBytesOfBalancers(
  pool: pg.Pool,
  accountId: string,
  names: string[],
  now: Date,
): Promise<Map<string, Date>> {
  if (names.length === 0) return new Map();
  const { rows } = await pool.query<{ id: string; at: Date }>({
    name: "last-bytes-of-balancers",
    text: `SELECT load_balancer AS id, max(ts) + interval '5 minutes' AS at FROM load_balancer_metric_5m
           WHERE account_id = $1 AND load_balancer = ANY ($2) AND az_id = '' AND target_group = ''
             AND processed_bytes > 0 AND ts >= $3 GROUP BY 1`,
    values: [accountId, names, new Date(now.getTime() - 6 * hourMs)],
  });
  return new Map(rows.map(({ id, at }) => [id, at]));
}

/** Trouble that still counts, by resource. */
export async function heldTrouble(
  pool: pg.Pool,
  accountId: string,
  region: string,
): Promise<Map<string, Date>> {
  const { rows } = await pool.query<{ id: string; until: Date }>({
    name: "held-trouble",
    text: `SELECT kind || ' ' || resource_id AS id, troubled_until AS until FROM polling_need
           WHERE account_id = $1 AND region = $2 AND troubled_until IS NOT NULL`,
    values: [accountId, region],
  });
  return new Map(rows.map(({ id, until }) => [id, until]));
}

/** Endpoints of an account that somebody looks at. */
export async function watchedEndpoints(pool: pg.Pool, accountId: string, now: Date): Promise<Set<string>> {
  const { rows } = await pool.query<{ id: string }>({
    name: "watched-endpoints",
    text: "SELECT vpc_endpoint_id AS id FROM endpoint_watch WHERE account_id = $1 AND watched_until > $2",
    values: [accountId, now],
  });
  return new Set(rows.map(({ id }) => id));
}

const patience = 5;

/**
 * Whether the network of a place has been read, or fails for so long that its metrics are taken without: rows by AZ
 * keep the AZ that was known when they came, and a zone that was not known then is not asked for afterwards.
 */
export async function zonesKnown(pool: pg.Pool, accountId: string, region: string): Promise<boolean> {
  const { rows } = await pool.query<{ known: boolean }>({
    name: "zones-known",
    text: `SELECT last_success_at IS NOT NULL OR consecutive_failures >= ${patience} AS known
           FROM collector_scope WHERE account_id = $1 AND region = $2 AND collector = 'network'`,
    values: [accountId, region],
  });
  return rows[0]?.known ?? true;
}

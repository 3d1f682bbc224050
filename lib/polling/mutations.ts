import type { Queryable } from "../runs/mutations.ts";
import type { Judged, PolledKind } from "./schema.ts";

/** The need of one resource, with what it costs to meet it. */
export interface NeedRow extends Judged {
  resourceId: string;
  metricsPerDay: number;
  /** AZs that it is asked for in. */
  zones: number;
}

/** Keeps what changed of a scope's needs, and forgets resources that are no longer there. */
export async function writeNeeds(
  db: Queryable,
  { accountId, region, kind }: { accountId: string; region: string; kind: PolledKind },
  rows: NeedRow[],
  now: Date,
): Promise<void> {
  await db.query({
    name: "write-needs",
    text: `WITH judged AS (
             SELECT * FROM jsonb_to_recordset($4::jsonb) AS j("resourceId" text, need text, reason text,
               "troubledUntil" timestamptz, "metricsPerDay" float8, zones int)
           ), gone AS (
             DELETE FROM polling_need p WHERE p.account_id = $1 AND p.region = $2 AND p.kind = $3
               AND NOT EXISTS (SELECT FROM judged j WHERE j."resourceId" = p.resource_id)
           )
           INSERT INTO polling_need AS p (account_id, region, kind, resource_id, need, reason, since, troubled_until,
             metrics_per_day, zones)
           SELECT $1, $2, $3, "resourceId", need, reason, $5, "troubledUntil", "metricsPerDay", zones FROM judged
           ON CONFLICT (account_id, region, kind, resource_id) DO UPDATE SET
             need = EXCLUDED.need, reason = EXCLUDED.reason, troubled_until = EXCLUDED.troubled_until,
             since = CASE WHEN p.need = EXCLUDED.need THEN p.since ELSE EXCLUDED.since END,
             metrics_per_day = EXCLUDED.metrics_per_day, zones = EXCLUDED.zones
           WHERE (p.need, p.reason, p.troubled_until, p.metrics_per_day, p.zones) IS DISTINCT FROM
             (EXCLUDED.need, EXCLUDED.reason, EXCLUDED.troubled_until, EXCLUDED.metrics_per_day, EXCLUDED.zones)`,
    values: [accountId, region, kind, JSON.stringify(rows), now],
  });
}

/** Adds what was asked of CloudWatch to its day. */
export async function addSpend(
  db: Queryable,
  { accountId, region }: { accountId: string; region: string },
  asked: { metricsRequested: number; datapoints: number },
  now: Date,
): Promise<void> {
  if (asked.metricsRequested === 0) return;
  await db.query({
    name: "add-spend",
    text: `INSERT INTO metric_spend AS m (account_id, region, day, metrics_requested, datapoints)
           VALUES ($1, $2, ($3::timestamptz AT TIME ZONE 'UTC')::date, $4, $5)
           ON CONFLICT (account_id, region, day) DO UPDATE SET
             metrics_requested = m.metrics_requested + EXCLUDED.metrics_requested,
             datapoints = m.datapoints + EXCLUDED.datapoints`,
    values: [accountId, region, now, asked.metricsRequested, asked.datapoints],
  });
}

/** Moves on when endpoints last had traffic, in their summaries. */
export async function touchLastTraffic(
  db: Queryable,
  accountId: string,
  rows: { id: string; lastTrafficAt: Date }[],
): Promise<void> {
  if (rows.length === 0) return;
  await db.query({
    name: "touch-last-traffic",
    text: `UPDATE vpc_endpoint_traffic t SET last_traffic_at = r."lastTrafficAt"
           FROM jsonb_to_recordset($2::jsonb) AS r(id text, "lastTrafficAt" timestamptz)
           WHERE t.account_id = $1 AND t.vpc_endpoint_id = r.id
             AND (t.last_traffic_at IS NULL OR t.last_traffic_at < r."lastTrafficAt")`,
    values: [accountId, JSON.stringify(rows)],
  });
}

const watchMinutes = 30;

/**
 * Notes that somebody looks at an endpoint: its metrics are polled as watched for half an hour, and its scope is
 * asked as soon as a worker is free, unless it is held back because it fails.
 */
export async function watchEndpoint(db: Queryable, vpcEndpointId: string, now: Date): Promise<void> {
  await db.query({
    name: "watch-endpoint",
    text: `WITH watch AS (
             INSERT INTO endpoint_watch AS w (account_id, vpc_endpoint_id, region, watched_until)
             SELECT account_id, vpc_endpoint_id, region, $2::timestamptz + $3 * interval '1 minute'
             FROM vpc_endpoint WHERE vpc_endpoint_id = $1 AND gone_at IS NULL
             ON CONFLICT (account_id, vpc_endpoint_id) DO UPDATE SET watched_until = EXCLUDED.watched_until
               WHERE w.watched_until < EXCLUDED.watched_until - interval '5 minutes'
             RETURNING account_id, region
           )
           UPDATE collector_scope s SET next_attempt_at = $2 FROM watch
           WHERE s.account_id = watch.account_id AND s.region = watch.region AND s.collector IN ('metrics', 'rejects')
             AND s.outcome = 'success' AND s.next_attempt_at > $2`,
    values: [vpcEndpointId, now, watchMinutes],
  });
}

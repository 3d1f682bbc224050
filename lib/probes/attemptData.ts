import type { Queryable } from "../runs/mutations.ts";
import type { AttemptSeries, ProbeAttempt } from "./attempts.ts";

const lookBackMs = 2 * 86_400_000;

/** The last `most` attempts of every series of one endpoint, of at most two days. */
export async function probeAttempts(
  db: Queryable,
  { accountId, vpcEndpointId }: { accountId: string; vpcEndpointId: string },
  now: Date,
  most = 60,
): Promise<AttemptSeries[]> {
  const { rows } = await db.query<AttemptSeries>(
    `SELECT s.source, s.location, s.location_az_id AS "azId", s.kind, s.target,
       s.interval_seconds AS "intervalSeconds", a.attempts
     FROM probe_series s
     CROSS JOIN LATERAL (
       SELECT coalesce(jsonb_agg(jsonb_build_object('time', ts, 'success', success, 'totalSeconds', total_seconds,
         'errorClass', error_class, 'httpStatus', http_status) ORDER BY ts), '[]') AS attempts
       FROM (
         SELECT ts, success, total_seconds, error_class, http_status FROM probe_result
         WHERE account_id = s.account_id AND series_id = s.series_id AND ts > $3 AND ts <= $4
         ORDER BY ts DESC LIMIT $5
       ) newest
     ) a
     WHERE s.account_id = $1 AND s.vpc_endpoint_id = $2
     ORDER BY s.location_az_id, s.location, s.kind, s.target, s.source`,
    [accountId, vpcEndpointId, new Date(now.getTime() - lookBackMs), now, most],
  );
  const iso = (one: ProbeAttempt) => ({ ...one, time: new Date(one.time).toISOString() });
  return rows.map((row) => ({ ...row, attempts: row.attempts.map(iso) }));
}

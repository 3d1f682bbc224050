import { database } from "../db/pool.ts";
import { connectedAnyway } from "../slo/sources/probes.ts";

/** What probes of one endpoint counted in five minutes, of connecting. */
export interface ConnectCount {
  vpcEndpointId: string;
  time: Date;
  bad: number;
  total: number;
}

/** Whether probes connected to some endpoints, in steps of five minutes; counted as the objectives count it. */
export async function connectCounts(
  endpoints: readonly { accountId: string; vpcEndpointId: string }[],
  from: Date,
  to: Date,
): Promise<ConnectCount[]> {
  if (endpoints.length === 0) return [];
  const { pool } = await database();
  const { rows } = await pool.query<ConnectCount>({
    name: "on-call-connect",
    text: `SELECT p.vpc_endpoint_id AS "vpcEndpointId", b.ts AS time, sum(b.results)::float8 AS total,
       sum(b.results - b.successes - coalesce(raw.connected, 0))::float8 AS bad
     FROM unnest($1::text[], $2::text[]) AS k(account_id, id)
     JOIN probe_series p ON p.account_id = k.account_id AND p.vpc_endpoint_id = k.id
       AND p.kind IN ('tcp', 'tls', 'http') AND p.last_result_at >= $3
     JOIN probe_result_5m b ON b.account_id = p.account_id AND b.series_id = p.series_id AND b.ts >= $3 AND b.ts < $4
     LEFT JOIN LATERAL (
       SELECT ${connectedAnyway} AS connected FROM probe_result r
       WHERE p.kind IN ('http', 'tls') AND b.successes < b.results AND r.account_id = b.account_id
         AND r.series_id = b.series_id AND r.ts >= b.ts AND r.ts < b.ts + interval '5 minutes'
     ) raw ON true
     WHERE b.results > 0 GROUP BY 1, 2 ORDER BY 1, 2`,
    values: [
      endpoints.map(({ accountId }) => accountId),
      endpoints.map(({ vpcEndpointId }) => vpcEndpointId),
      from,
      to,
    ],
  });
  return rows;
}

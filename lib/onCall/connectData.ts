import { database } from "../db/pool.ts";
import { seriesCounts } from "../slo/sources/probes.ts";

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
    text: `SELECT p.vpc_endpoint_id AS "vpcEndpointId", c.ts AS time, sum(c.bad)::float8 AS bad, sum(c.total)::float8 AS total
     FROM unnest($1::text[], $2::text[]) AS k(account_id, id)
     JOIN probe_series p ON p.account_id = k.account_id AND p.vpc_endpoint_id = k.id AND p.last_result_at >= $3
     CROSS JOIN LATERAL (${seriesCounts("$3::timestamptz", "$4::timestamptz")}) c
     WHERE c.indicator = 'connect' GROUP BY 1, 2 ORDER BY 1, 2`,
    values: [
      endpoints.map(({ accountId }) => accountId),
      endpoints.map(({ vpcEndpointId }) => vpcEndpointId),
      from,
      to,
    ],
  });
  return rows;
}

import type pg from "pg";
import { ensurePartitions, type PartitionedTable } from "../db/partitions.ts";
import { inTransaction } from "../db/transaction.ts";
import type { Queryable } from "../runs/mutations.ts";
import type { SloDefinition } from "./definition.ts";
import type { EndpointCount } from "./endpoints.ts";
import { seriesCounts } from "./sources/probes.ts";
import { aboutEndpoint, selectors, sloCte } from "./sources/source.ts";

/** Counts of endpoints by day: a quarter's window and a year to look back. */
export const endpointDayTable: PartitionedTable = {
  table: "sli_endpoint_day",
  per: "month",
  retentionDays: 455,
};

const countSql = `
  INSERT INTO sli_endpoint_day AS d (account_id, vpc_endpoint_id, indicator, day, bad, total)
  SELECT p.account_id, p.vpc_endpoint_id, c.indicator, (c.ts AT TIME ZONE 'UTC')::date, sum(c.bad), sum(c.total)
  FROM probe_series p CROSS JOIN LATERAL (${seriesCounts("$1::timestamptz", "$2::timestamptz", true)}) c
  WHERE p.last_result_at >= $1 AND p.first_result_at < $2 AND c.indicator = ANY ($3)
  GROUP BY 1, 2, 3, 4
  ON CONFLICT (account_id, vpc_endpoint_id, indicator, day) DO UPDATE SET bad = EXCLUDED.bad, total = EXCLUDED.total
  WHERE (d.bad, d.total) IS DISTINCT FROM (EXCLUDED.bad, EXCLUDED.total)`;

/** Counts one UTC day of every endpoint that is probed, up to `to`. */
export async function countEndpointDay(
  pool: pg.Pool,
  indicators: readonly string[],
  from: Date,
  to: Date,
): Promise<void> {
  await ensurePartitions(pool, endpointDayTable, from, to);
  await inTransaction(pool, (client) => client.query(countSql, [from, to, indicators]));
}

/** One endpoint that an objective is about, and what was counted of it. */
export interface MemberCount extends EndpointCount {
  accountId: string;
  region: string;
  vpcEndpointId: string;
}

/** Accounts with endpoints that exist. */
export async function endpointAccounts(db: Queryable): Promise<string[]> {
  const { rows } = await db.query<{ accountId: string }>(
    `SELECT DISTINCT account_id AS "accountId" FROM vpc_endpoint WHERE gone_at IS NULL ORDER BY 1`,
  );
  return rows.map(({ accountId }) => accountId);
}

/** The endpoints of some accounts that an objective is about, with their counts of the days from `day` on. */
export async function memberCounts(
  db: Queryable,
  slo: SloDefinition,
  accountIds: readonly string[],
  day: string,
): Promise<MemberCount[]> {
  const { rows } = await db.query<MemberCount>(
    `WITH ${sloCte}
     SELECT e.account_id AS "accountId", e.region, e.vpc_endpoint_id AS "vpcEndpointId",
       coalesce(d.bad, 0) AS bad, coalesce(d.total, 0) AS total
     FROM slo s JOIN vpc_endpoint e ON ${aboutEndpoint}
     LEFT JOIN (
       SELECT account_id, vpc_endpoint_id, sum(bad) AS bad, sum(total) AS total FROM sli_endpoint_day
       WHERE account_id = ANY ($2) AND indicator = $3 AND day >= $4::date GROUP BY 1, 2
     ) d ON d.account_id = e.account_id AND d.vpc_endpoint_id = e.vpc_endpoint_id
     WHERE e.gone_at IS NULL AND e.account_id = ANY ($2)
     ORDER BY 1, 3`,
    [selectors([slo]), accountIds, slo.indicator, day],
  );
  return rows;
}

/** What was counted of endpoints in spans of maintenance, which must not overlap. */
export async function countsWithin(
  db: Queryable,
  indicator: string,
  accountIds: readonly string[],
  spans: readonly { from: Date; to: Date }[],
): Promise<Map<string, EndpointCount>> {
  if (spans.length === 0) return new Map();
  const { rows } = await db.query<EndpointCount & { vpcEndpointId: string }>(
    `SELECT p.vpc_endpoint_id AS "vpcEndpointId", sum(c.bad) AS bad, sum(c.total) AS total
     FROM unnest($3::timestamptz[], $4::timestamptz[]) AS span("from", "to")
     JOIN probe_series p ON p.account_id = ANY ($1) AND p.last_result_at >= span."from"
     CROSS JOIN LATERAL (${seriesCounts('span."from"', 'span."to"')}) c
     WHERE c.indicator = $2 GROUP BY 1`,
    [accountIds, indicator, spans.map(({ from }) => from), spans.map(({ to }) => to)],
  );
  return new Map(rows.map(({ vpcEndpointId, bad, total }) => [vpcEndpointId, { bad, total }]));
}

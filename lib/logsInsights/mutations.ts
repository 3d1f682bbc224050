import { randomUUID } from "node:crypto";
import type pg from "pg";
import { inTransaction } from "../db/transaction.ts";
import type { Queryable } from "../runs/mutations.ts";
import { mergeRanges } from "./compute.ts";
import type { AskedRange, LogSource, TimeRange } from "./schema.ts";
import { logsKeptDays } from "./tables.ts";

/** A query about to be started. */
export interface PlannedQuery {
  accountId: string;
  region: string;
  collector: LogSource;
  logGroupName: string;
  spanSeconds: number;
  estimatedUsd: number;
}

/** Dollars of a UTC day: spent, and reserved by queries that have not ended. */
export async function spentUsd(db: Queryable, now: Date): Promise<number> {
  const { rows } = await db.query<{ usd: number }>(
    `SELECT COALESCE(sum(COALESCE(usd, estimated_usd)), 0)::float8 AS usd FROM logs_query
     WHERE started_at >= date_trunc('day', $1::timestamptz, 'UTC')
       AND started_at < date_trunc('day', $1::timestamptz, 'UTC') + interval '1 day'`,
    [now],
  );
  return rows[0]?.usd ?? 0;
}

/**
 * Sets the estimated dollars aside, counting every worker's queries of the UTC day. One worker at a time decides, so
 * that two cannot both take the last dollar.
 * @returns the id of the reservation, or what is spent already when the estimate does not fit under `usdPerDay`.
 */
export async function reserve(
  pool: pg.Pool,
  query: PlannedQuery,
  usdPerDay: number,
  now: Date,
): Promise<{ id: string } | { spent: number }> {
  return inTransaction(pool, async (client) => {
    await client.query("SELECT pg_advisory_xact_lock(hashtextextended('logs-insights-budget', 72363))");
    const spent = await spentUsd(client, now);
    if (spent + query.estimatedUsd > usdPerDay) return { spent };
    const id = randomUUID();
    await client.query(
      `INSERT INTO logs_query (account_id, id, region, collector, log_group_name, started_at, span_seconds, estimated_usd)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        query.accountId,
        id,
        query.region,
        query.collector,
        query.logGroupName,
        now,
        query.spanSeconds,
        query.estimatedUsd,
      ],
    );
    return { id };
  });
}

/** Puts what a query really cost in the place of its estimate. */
export async function settle(
  db: Queryable,
  accountId: string,
  id: string,
  { outcome, bytesScanned, usd }: { outcome: string; bytesScanned: number; usd: number },
): Promise<void> {
  await db.query(
    `UPDATE logs_query SET outcome = $3, bytes_scanned = $4, usd = $5 WHERE account_id = $1 AND id = $2`,
    [accountId, id, outcome, Math.round(bytesScanned), usd],
  );
}

/** Takes back a reservation of a query that was never started. */
export async function release(db: Queryable, accountId: string, id: string): Promise<void> {
  await db.query("DELETE FROM logs_query WHERE account_id = $1 AND id = $2", [accountId, id]);
}

/** Remembers that logs were asked for these resources and times. Ranges that touch become one; a range that is known already changes no row. */
export async function addCoverage(
  client: Queryable,
  accountId: string,
  source: LogSource,
  resourceIds: readonly string[],
  { from, to, truncated }: AskedRange,
): Promise<void> {
  const { rows } = await client.query<TimeRange & { id: string }>(
    `SELECT resource_id AS id, asked_from AS "from", asked_to AS "to" FROM log_coverage
     WHERE account_id = $1 AND source = $2 AND resource_id = ANY ($3) AND truncated = $4
       AND asked_from <= $6 AND asked_to >= $5`,
    [accountId, source, resourceIds, truncated, from, to],
  );
  const touching = Map.groupBy(rows, ({ id }) => id);
  const wider = [...new Set(resourceIds)].flatMap((id) => {
    const known = touching.get(id) ?? [];
    const [merged] = mergeRanges([...known, { from, to }]);
    const same = known.length === 1 && +known[0]!.from === +merged!.from && +known[0]!.to === +merged!.to;
    return merged && !same ? [{ id, ...merged }] : [];
  });
  if (wider.length === 0) return;
  await client.query(
    `DELETE FROM log_coverage c USING jsonb_to_recordset($4::jsonb) AS w(id text, "from" timestamptz, "to" timestamptz)
     WHERE c.account_id = $1 AND c.source = $2 AND c.truncated = $3 AND c.resource_id = w.id
       AND c.asked_from <= w."to" AND c.asked_to >= w."from"`,
    [accountId, source, truncated, JSON.stringify(wider)],
  );
  await client.query(
    `INSERT INTO log_coverage (account_id, source, resource_id, truncated, asked_from, asked_to)
     SELECT $1, $2, w.id, $3, w."from", w."to"
     FROM jsonb_to_recordset($4::jsonb) AS w(id text, "from" timestamptz, "to" timestamptz)`,
    [accountId, source, truncated, JSON.stringify(wider)],
  );
}

/**
 * Forgets queries, and for which times logs were asked, once what they found is no longer kept. A time before its
 * retention counts as not asked for: its rows are dropped, which must not read as none.
 */
export async function pruneLogs(db: Queryable, now: Date): Promise<void> {
  const before = new Date(now.getTime() - logsKeptDays * 86_400_000);
  await db.query("DELETE FROM log_coverage WHERE asked_to < $1", [before]);
  await db.query("UPDATE log_coverage SET asked_from = $1 WHERE asked_from < $1", [before]);
  await db.query("DELETE FROM logs_query WHERE started_at < $1", [before]);
}

import { cache } from "react";
import { database } from "../db/pool.ts";
import { sharedRead } from "../db/sharedRead.ts";
import { currentTime } from "../env.ts";
import { freshSql, recentSql } from "./freshSql.ts";

/** The state of all scopes of one collector that the configuration asks for. */
export interface CollectorHealth {
  collector: string;
  scopes: number;
  /** Succeeded last time, within three intervals. */
  fresh: number;
  /** The last run failed or was partial. */
  failing: number;
  partial: number;
  /** Not asked on purpose: the account is suspended. */
  skipped: number;
  /** Succeeded last time, but longer than three intervals ago. */
  overdue: number;
  /** Succeeded within three intervals, whatever came after. */
  alive: number;
  /** Never attempted so far. */
  waiting: number;
  lastSuccessAt: Date | null;
  /** The last success of the scope that is furthest behind; null while one has never succeeded. */
  oldestSuccessAt: Date | null;
  lastAttemptAt: Date | null;
  nextAttemptAt: Date | null;
}

const fresh = freshSql("s", "$1::timestamptz");

/** One row per collector that has scopes, by name. */
export async function collectorHealth(now: Date): Promise<CollectorHealth[]> {
  const { pool } = await database();
  const { rows } = await pool.query<CollectorHealth>(
    `SELECT collector, count(*) AS scopes,
       count(*) FILTER (WHERE ${fresh}) AS fresh,
       count(*) FILTER (WHERE outcome IN ('failed', 'partial')) AS failing,
       count(*) FILTER (WHERE outcome = 'partial') AS partial,
       count(*) FILTER (WHERE outcome = 'skipped') AS skipped,
       count(*) FILTER (WHERE outcome = 'success' AND NOT (${fresh})) AS overdue,
       count(*) FILTER (WHERE outcome IS NULL) AS waiting,
       count(*) FILTER (WHERE ${recentSql("s", "$1::timestamptz")}) AS alive,
       max(last_success_at) AS "lastSuccessAt",
       CASE WHEN bool_and(last_success_at IS NOT NULL) FILTER (WHERE outcome IS DISTINCT FROM 'skipped')
         THEN min(last_success_at) FILTER (WHERE outcome IS DISTINCT FROM 'skipped') END AS "oldestSuccessAt",
       max(last_attempt_at) AS "lastAttemptAt",
       min(next_attempt_at) AS "nextAttemptAt"
     FROM collector_scope s WHERE retired_at IS NULL GROUP BY collector ORDER BY collector`,
    [now],
  );
  return rows;
}

/**
 * The health of the collectors as it is now, read once per request: the shell and many pages ask for it. A fleet of
 * 1,000 accounts has some 40,000 scopes to count: people who look in the same moment share it.
 */
export const currentHealth = cache(sharedRead(() => collectorHealth(currentTime())));

/** How many endpoints exist, those of scopes included that fail at the moment, and pages that ask for somebody. */
export const fleetCounts = sharedRead(async (): Promise<{ endpoints: number; paging: number }> => {
  const { pool } = await database();
  const { rows } = await pool.query<{ endpoints: number; paging: number }>(
    `SELECT (SELECT count(*) FROM vpc_endpoint WHERE gone_at IS NULL) AS endpoints,
       (SELECT count(*) FROM alert WHERE state = 'firing' AND severity = 'page' AND silence_id IS NULL) AS paging`,
  );
  return rows[0] ?? { endpoints: 0, paging: 0 };
});

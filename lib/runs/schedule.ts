import type { Queryable, Scope } from "./mutations.ts";
import type { CollectorName } from "./schema.ts";

/** Makes the scopes that the configuration asks for, and retires those it no longer asks for. */
export async function planScopes(db: Queryable, scopes: Scope[], retire: boolean, now: Date): Promise<void> {
  const planned = JSON.stringify(scopes);
  await db.query(
    `INSERT INTO collector_scope (account_id, region, collector, interval_seconds)
     SELECT p."accountId", p.region, p.collector, p."intervalSeconds"
     FROM jsonb_to_recordset($1::jsonb) AS p("accountId" text, region text, collector text, "intervalSeconds" int)
     ON CONFLICT (account_id, region, collector) DO UPDATE
       SET retired_at = NULL, interval_seconds = EXCLUDED.interval_seconds
       WHERE collector_scope.retired_at IS NOT NULL
         OR collector_scope.interval_seconds <> EXCLUDED.interval_seconds`,
    [planned],
  );
  if (!retire) return;
  await db.query(
    `UPDATE collector_scope s SET retired_at = $2
     WHERE s.retired_at IS NULL AND NOT EXISTS (
       SELECT FROM jsonb_to_recordset($1::jsonb) AS p("accountId" text, region text, collector text)
       WHERE p."accountId" = s.account_id AND p.region = s.region AND p.collector = s.collector)`,
    [planned, now],
  );
}

/** Scopes whose next attempt is due, never-run ones first. */
export async function dueScopes(db: Queryable, now: Date): Promise<Scope[]> {
  const { rows } = await db.query<Scope>(
    `SELECT account_id AS "accountId", region, collector, interval_seconds AS "intervalSeconds"
     FROM collector_scope
     WHERE retired_at IS NULL AND (next_attempt_at IS NULL OR next_attempt_at <= $1)
     ORDER BY next_attempt_at NULLS FIRST, account_id, region`,
    [now],
  );
  return rows;
}

/** Collectors that have had a run at this account and region, whatever its outcome. */
export async function attemptedCollectors(
  db: Queryable,
  accountId: string,
  region: string,
): Promise<Set<string>> {
  const { rows } = await db.query<{ collector: string }>(
    "SELECT collector FROM collector_scope WHERE account_id = $1 AND region = $2 AND outcome IS NOT NULL",
    [accountId, region],
  );
  return new Set(rows.map(({ collector }) => collector));
}

export interface Attempted {
  done: number;
  total: number;
  failed: number;
  /** Endpoints in the scopes of the collector `endpoints`. */
  endpoints: number;
}

/** How many scopes of these collectors have been attempted, for the progress of a first pass. */
export async function countAttempted(
  db: Queryable,
  collectors: readonly CollectorName[],
): Promise<Attempted> {
  const { rows } = await db.query<Attempted>(
    `SELECT count(*)::int AS total, (count(*) FILTER (WHERE outcome IS NOT NULL))::int AS done,
       (count(*) FILTER (WHERE outcome = 'failed'))::int AS failed,
       COALESCE(sum(resources) FILTER (WHERE collector = 'endpoints'), 0)::int AS endpoints
     FROM collector_scope WHERE retired_at IS NULL AND collector = ANY ($1)`,
    [collectors],
  );
  return rows[0] ?? { done: 0, total: 0, failed: 0, endpoints: 0 };
}

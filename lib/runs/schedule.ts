import type { Queryable, Scope } from "./mutations.ts";
import type { CollectorName } from "./schema.ts";

/**
 * Makes the scopes that the configuration asks for, and retires those it no longer asks for. Runs end meanwhile: rows
 * that stay as they are are not locked (ON CONFLICT would lock each of them), the others in the order of `finishRuns`.
 */
export async function planScopes(db: Queryable, scopes: Scope[], retire: boolean, now: Date): Promise<void> {
  const planned = JSON.stringify(scopes);
  await db.query(
    `INSERT INTO collector_scope AS s (account_id, region, collector, interval_seconds)
     SELECT p."accountId", p.region, p.collector, p."intervalSeconds"
     FROM jsonb_to_recordset($1::jsonb) AS p("accountId" text, region text, collector text, "intervalSeconds" int)
     WHERE NOT EXISTS (
       SELECT FROM collector_scope k WHERE k.account_id = p."accountId" AND k.region = p.region
         AND k.collector = p.collector AND k.retired_at IS NULL AND k.interval_seconds = p."intervalSeconds")
     ORDER BY 1, 2, 3
     ON CONFLICT (account_id, region, collector) DO UPDATE
       SET retired_at = NULL, interval_seconds = EXCLUDED.interval_seconds
       WHERE s.retired_at IS NOT NULL OR s.interval_seconds <> EXCLUDED.interval_seconds`,
    [planned],
  );
  if (!retire) return;
  await db.query(
    `WITH unwanted AS (
       SELECT account_id, region, collector FROM collector_scope s
       WHERE s.retired_at IS NULL AND NOT EXISTS (
         SELECT FROM jsonb_to_recordset($1::jsonb) AS p("accountId" text, region text, collector text)
         WHERE p."accountId" = s.account_id AND p.region = s.region AND p.collector = s.collector)
       ORDER BY 1, 2, 3 FOR NO KEY UPDATE
     )
     UPDATE collector_scope s SET retired_at = $2 FROM unwanted u
     WHERE s.account_id = u.account_id AND s.region = u.region AND s.collector = u.collector`,
    [planned, now],
  );
}

/** What the schedule has to know of a collector. */
export interface CollectorPlan {
  collector: string;
  phase: string;
  /** Place of the phase in a first pass. */
  rank: number;
  /** Collectors of the same place that must have been attempted before. */
  after: readonly string[];
}

/** Due collectors of one phase at one place: a job. */
export interface DueWork {
  phase: string;
  accountId: string;
  region: string;
  collectors: string[];
  /** The smaller, the sooner. */
  priority: number;
  /** When the first of them was due; null when one was never attempted. */
  dueAt: Date | null;
}

// First accounts and regions, then what people look at or worry about, then what was never collected, phase after
// phase, then everything else by how long it has been due: with too few workers all of it gets older, nothing starves.
const priorities = { watched: 1, first: 2, again: 20 };

/** Priority of what was never collected, by the rank of its phase. */
export const firstPriority = (rank: number) => (rank === 0 ? 0 : priorities.first + rank);

/**
 * What is due and has all that it needs, most urgent first; work whose key is in `queued` waits in the queue already. Among
 * equals the order is by hash, so that neighbours do not come at the same time.
 */
export async function dueWork(
  db: Queryable,
  plans: readonly CollectorPlan[],
  queued: readonly string[],
  most: number,
  now: Date,
): Promise<DueWork[]> {
  const { rows } = await db.query<DueWork>(
    `WITH plan AS (
       SELECT * FROM json_to_recordset($1::json) AS p(collector text, phase text, rank int, after text[])
     ), watched AS (
       SELECT account_id, region FROM endpoint_watch WHERE watched_until > $2
       UNION SELECT account_id, region FROM polling_need WHERE need IN ('watched', 'troubled')
     ), work AS (
       SELECT p.phase, s.account_id, s.region, array_agg(s.collector ORDER BY s.collector) AS collectors,
         CASE WHEN min(p.rank) = 0 THEN 0 WHEN w.account_id IS NOT NULL THEN ${priorities.watched}
           WHEN bool_or(s.outcome IS NULL) THEN ${priorities.first} + min(p.rank) ELSE ${priorities.again} END AS priority,
         CASE WHEN bool_and(s.next_attempt_at IS NOT NULL) THEN min(s.next_attempt_at) END AS due_at
       FROM collector_scope s JOIN plan p USING (collector)
       LEFT JOIN watched w ON w.account_id = s.account_id AND w.region = s.region
       WHERE s.retired_at IS NULL AND (s.next_attempt_at IS NULL OR s.next_attempt_at <= $2)
         AND NOT EXISTS (
           SELECT FROM collector_scope b WHERE b.account_id = s.account_id AND b.region = s.region
             AND b.collector = ANY (p.after) AND b.outcome IS NULL AND b.retired_at IS NULL)
       GROUP BY p.phase, s.account_id, s.region, w.account_id
     )
     SELECT phase, account_id AS "accountId", region, collectors, priority, due_at AS "dueAt" FROM work
     WHERE NOT ('collect:' || phase || ':' || account_id || ':' || region) = ANY ($3)
     ORDER BY priority, due_at NULLS FIRST, hashtext(account_id || region) LIMIT $4`,
    [JSON.stringify(plans), now, queued, most],
  );
  return rows;
}

/** An account and region. */
export interface Place {
  accountId: string;
  region: string;
}

/** A collector that is wanted at a place. */
export interface Planned {
  /** Whether it has had a run, whatever the outcome. */
  attempted: boolean;
  due: boolean;
}

/** The collectors that are wanted at a place, by name. */
export interface PlannedPlace extends Place {
  collectors: Map<string, Planned>;
}

/** What is wanted at each of these places; a place where nothing is wanted is left out. */
export async function plannedCollectors(
  db: Queryable,
  places: readonly Place[],
  now: Date,
): Promise<PlannedPlace[]> {
  const { rows } = await db.query<Place & Planned & { collector: string }>({
    name: "planned-collectors",
    // Place by place: as a join it would read the scopes of the whole fleet.
    text: `SELECT p."accountId", p.region, s.collector, s.outcome IS NOT NULL AS attempted,
             s.next_attempt_at IS NULL OR s.next_attempt_at <= $2 AS due
           FROM json_to_recordset($1::json) AS p("accountId" text, region text) CROSS JOIN LATERAL (
             SELECT collector, outcome, next_attempt_at FROM collector_scope
             WHERE account_id = p."accountId" AND region = p.region AND retired_at IS NULL OFFSET 0) s`,
    values: [JSON.stringify(places), now],
  });
  // By what was found: a place that is named twice is there once.
  const found = new Map<string, PlannedPlace>();
  for (const { accountId, region, collector, attempted, due } of rows) {
    const key = `${accountId}:${region}`;
    const place = found.get(key) ?? { accountId, region, collectors: new Map<string, Planned>() };
    place.collectors.set(collector, { attempted, due });
    found.set(key, place);
  }
  return [...found.values()];
}

/** Whether any scope of these collectors waits for its first attempt. */
export async function anyUnattempted(db: Queryable, collectors: readonly string[]): Promise<boolean> {
  const { rows } = await db.query<{ any: boolean }>({
    name: "any-unattempted",
    text: `SELECT EXISTS (SELECT FROM collector_scope
             WHERE collector = ANY ($1) AND outcome IS NULL AND retired_at IS NULL) AS any`,
    values: [collectors],
  });
  return rows[0]?.any ?? false;
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

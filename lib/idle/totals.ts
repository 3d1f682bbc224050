import { database } from "../db/pool.ts";
import { keptSql } from "./lastDecisionSql.ts";
import type { IdleResourceType, IdleState } from "./schema.ts";

/** How many verdicts of one state there are for one kind of resource, and what could be saved. */
export interface IdleTotal {
  resourceType: IdleResourceType;
  state: IdleState;
  count: number;
  /** Dollars a month over those with a price that nobody keeps; null where there is none. */
  savingUsd: number | null;
  /** Without a price and kept by nobody, of what is idle; a service itself costs nothing. */
  unpriced: number;
  /** Idle, and kept by an owner for now. */
  kept: number;
}

/** Verdicts by kind and state. */
export async function idleTotals(now: Date): Promise<IdleTotal[]> {
  const { pool } = await database();
  const { rows } = await pool.query<IdleTotal>({
    name: "idle-totals",
    text: `SELECT resource_type AS "resourceType", state, count(*)::int AS count,
             (sum(saving_usd) FILTER (WHERE NOT kept))::float8 AS "savingUsd",
             count(*) FILTER (WHERE state = 'idle' AND NOT kept AND saving_usd IS NULL
               AND resource_type <> 'service')::int AS unpriced,
             count(*) FILTER (WHERE kept)::int AS kept
           FROM (SELECT v.resource_type, v.state, v.saving_usd,
                   v.state = 'idle' AND ${keptSql("$1::timestamptz")} AS kept FROM idle_verdict v) judged
           GROUP BY 1, 2 ORDER BY 1, 2`,
    values: [now],
  });
  return rows;
}

import { database } from "../db/pool.ts";
import type { IdleResourceType, IdleState } from "./schema.ts";

/** How many verdicts of one state there are for one kind of resource, and what could be saved. */
export interface IdleTotal {
  resourceType: IdleResourceType;
  state: IdleState;
  count: number;
  /** Dollars a month over those with a price; null where none has one. */
  savingUsd: number | null;
  /** Verdicts without a price among those that would save something; a service itself costs nothing. */
  unpriced: number;
  /** Of these, those that an owner keeps for now. */
  kept: number;
}

/** Verdicts by kind and state. */
export async function idleTotals(now: Date): Promise<IdleTotal[]> {
  const { pool } = await database();
  const { rows } = await pool.query<IdleTotal>({
    name: "idle-totals",
    text: `SELECT v.resource_type AS "resourceType", v.state, count(*)::int AS count,
             sum(v.saving_usd)::float8 AS "savingUsd",
             count(*) FILTER (WHERE v.state = 'idle' AND v.saving_usd IS NULL AND v.resource_type <> 'service')::int
               AS unpriced,
             count(*) FILTER (WHERE d.decision = 'keep' AND d.keep_until > $1)::int AS kept
           FROM idle_verdict v
           LEFT JOIN LATERAL (SELECT decision, keep_until FROM idle_decision d
             WHERE v.state = 'idle' AND d.account_id = v.account_id AND d.resource_id = v.resource_id
               AND d.region = v.region AND d.resource_type = v.resource_type AND d.subnet_id = v.subnet_id
             ORDER BY d.id DESC LIMIT 1) d ON true
           GROUP BY 1, 2 ORDER BY 1, 2`,
    values: [now],
  });
  return rows;
}

import { database } from "../db/pool.ts";

/** Differs when somebody has decided about what is idle, and when what somebody keeps for now has expired. */
export async function decisionsVersion(now: Date): Promise<string> {
  const { pool } = await database();
  const { rows } = await pool.query<{ version: string }>(
    `SELECT concat_ws(' ', count(*), max(id), count(*) FILTER (WHERE keep_until > $1::timestamptz)) AS version
     FROM idle_decision`,
    [now],
  );
  return rows[0]?.version ?? "";
}

import { database } from "../db/pool.ts";
import { judged } from "../evaluations/judged.ts";

/**
 * What follows from idleness and from what people decided about it, kept until either changes: they decide at any time,
 * so each decision, and each that expires, has it read anew.
 */
export const judgedAndDecided = async <Answer>(
  question: string,
  now: Date,
  load: () => Promise<Answer>,
): Promise<Answer> => judged(["idle"], `${question} ${await decisionsVersion(now)}`, load);

/** Differs when somebody has decided about what is idle, and when what somebody keeps for now has expired. */
async function decisionsVersion(now: Date): Promise<string> {
  const { pool } = await database();
  const { rows } = await pool.query<{ version: string }>(
    `SELECT concat_ws(' ', count(*), max(id), count(*) FILTER (WHERE keep_until > $1::timestamptz)) AS version
     FROM idle_decision`,
    [now],
  );
  return rows[0]?.version ?? "";
}

import { cache } from "react";
import { database } from "../db/pool.ts";
import { remember } from "../db/remember.ts";
import type { EvaluatorName } from "./schema.ts";

/**
 * What changes with each evaluation of an evaluator, by name: the transaction that recorded it, which differs also
 * where the clock stands still. Read once per request.
 */
const versions = cache(async (): Promise<Map<string, string>> => {
  const { pool } = await database();
  const { rows } = await pool.query<{ name: string; version: string }>({
    name: "evaluation-versions",
    text: "SELECT name, xmin::text AS version FROM evaluation",
  });
  return new Map(rows.map(({ name, version }) => [name, version]));
});

/**
 * The answer to a question about what some evaluators have stored, kept until one of them has run again: between two
 * evaluations everybody is told the same, and the database is asked once. `question` names the query with all that its
 * answer depends on besides. Nothing is kept before all of them have run. Answers are shared and must not be changed.
 */
export async function judged<Answer>(
  evaluators: readonly EvaluatorName[],
  question: string,
  load: () => Promise<Answer>,
): Promise<Answer> {
  const known = await versions();
  const version = evaluators.map((name) => known.get(name));
  if (version.includes(undefined)) return load();
  return remember(`${evaluators} ${question}`, version.join(), load);
}

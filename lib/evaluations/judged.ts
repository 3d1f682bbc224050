import { cache } from "react";
import { database } from "../db/pool.ts";
import { remember } from "../db/remember.ts";
import type { EvaluatorName } from "./schema.ts";

/** What an answer may rest on: verdicts of an evaluator, or the bill as it was collected. */
type Basis = EvaluatorName | "bill";

/**
 * What changes with each evaluation of an evaluator, by name: the transaction that recorded it, which differs also
 * where the clock stands still; of the bill, the last scope that brought one. Read once per request.
 */
const versions = cache(async (): Promise<Map<string, string>> => {
  const { pool } = await database();
  const { rows } = await pool.query<{ name: string; version: string }>({
    name: "evaluation-versions",
    text: `SELECT name, xmin::text AS version FROM evaluation
           UNION ALL
           SELECT 'bill', coalesce(max(last_success_at)::text, 'never') FROM collector_scope WHERE collector = 'costs'`,
  });
  return new Map(rows.map(({ name, version }) => [name, version]));
});

/**
 * The answer to a question about what evaluators have stored or what was billed, kept until one of that is new: between two
 * evaluations everybody is told the same, and the database is asked once. `question` names the query with all that its
 * answer depends on besides. Nothing is kept before all of them have run. Answers are shared and must not be changed.
 */
export async function judged<Answer>(
  bases: readonly Basis[],
  question: string,
  load: () => Promise<Answer>,
): Promise<Answer> {
  const known = await versions();
  const version = bases.map((name) => known.get(name));
  if (version.includes(undefined)) return load();
  return remember(`${bases} ${question}`, version.join(), load);
}

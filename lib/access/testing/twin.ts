import type { Database } from "../../db/pool.ts";

/** The account of the twin, and what all of its ids end in. */
export const twinAccount = "999999999999";
export const twinMark = "-f0re1gn";

/**
 * Puts beside every row of account 111111111111 the same of another account, with ids, names and owners of its own:
 * where a trace of that account appears, something leaked.
 */
export async function insertTwin(db: Database): Promise<void> {
  const { rows } = await db.pool.query<{ table: string }>(
    `SELECT c.relname::text AS table FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'account_id'
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition ORDER BY 1`,
  );
  for (const { table } of rows) {
    // Ids that AWS makes, names, owners and alerts' ids, wherever in a row they stand.
    await db.pool.query(
      `INSERT INTO "${table}" SELECT (jsonb_populate_record(NULL::"${table}", (
         SELECT jsonb_object_agg(key, CASE
           WHEN key IN ('id') THEN to_jsonb((value #>> '{}')::bigint + 1000000)
           ELSE regexp_replace(replace(value::text, '111111111111', '${twinAccount}'),
             '((?:vpce-svc|vpce|vpc|subnet|eni|nat|sg|rtb)-[0-9a-z-]+|payments-prod|"core|"a1)', '\\1${twinMark}', 'g')::jsonb END)
         FROM jsonb_each(to_jsonb(x))))).* FROM "${table}" x WHERE account_id = '111111111111'`,
    );
  }
}

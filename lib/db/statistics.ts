import type pg from "pg";
import { log } from "../log.ts";

/** Fewer rows than this are read in no time, whatever the plan. */
const worthRows = 1000;

/**
 * Tells the planner about tables that have grown since it last looked. Postgres does so by itself, but within minutes:
 * a fleet that has just been collected would be judged by plans that take its tables for empty. Tables that belong to
 * somebody else are left alone.
 */
export async function analyzeGrown(pool: pg.Pool): Promise<string[]> {
  const { rows } = await pool.query<{ name: string }>(
    `SELECT format('%I.%I', s.schemaname, s.relname) AS name
     FROM pg_stat_user_tables s JOIN pg_class c ON c.oid = s.relid
     WHERE s.schemaname = current_schema() AND pg_has_role(c.relowner, 'USAGE')
       AND s.n_mod_since_analyze > greatest($1::float8, c.reltuples / 2)
     ORDER BY 1`,
    [worthRows],
  );
  for (const { name } of rows) await pool.query(`ANALYZE ${name}`);
  if (rows.length > 0) log.debug({ tables: rows.length }, "analyzed tables that have grown");
  return rows.map(({ name }) => name);
}

import { database } from "../db/pool.ts";
import type { SavedView, ViewList } from "./schema.ts";

const columns = `v.view_id AS "viewId", v.list, v.name, v.query, v.browser = '' AS shared,
  s.view_id IS NOT NULL AS start`;
const from = `saved_view v LEFT JOIN saved_view_start s ON s.view_id = v.view_id AND s.list = v.list AND s.browser = $1`;

/** The views of a list, or of all, that a browser sees, its own and everybody's, by name. */
export async function listViews(list: ViewList | null, browser: string | null): Promise<SavedView[]> {
  const { pool } = await database();
  const { rows } = await pool.query<SavedView>({
    name: "list-views",
    text: `SELECT ${columns} FROM ${from} WHERE ($2::text IS NULL OR v.list = $2) AND v.browser IN ('', $1)
           ORDER BY lower(v.name), v.browser LIMIT 1000`,
    values: [browser ?? "", list],
  });
  return rows;
}

/** One view that a browser sees; undefined where there is none. */
export async function findView(viewId: string, browser: string | null): Promise<SavedView | undefined> {
  const { pool } = await database();
  const { rows } = await pool.query<SavedView>(
    `SELECT ${columns} FROM ${from} WHERE v.view_id::text = $2 AND v.browser IN ('', $1)`,
    [browser ?? "", viewId],
  );
  return rows[0];
}

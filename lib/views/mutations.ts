import { randomUUID } from "node:crypto";
import type pg from "pg";
import { inTransaction } from "../db/transaction.ts";
import { InvalidInputError } from "../errors.ts";
import type { Queryable } from "../runs/mutations.ts";
import { mostViews, type SavedView, type ViewChange, type ViewEntry } from "./schema.ts";

/** Keeps a view. Throws InvalidInputError for a name that is taken, and where there are too many. */
export async function insertView(
  pool: pg.Pool,
  entry: ViewEntry,
  browser: string,
  now: Date,
): Promise<string> {
  const owner = entry.shared ? "" : browser;
  return inTransaction(pool, async (client) => {
    await client.query("SELECT pg_advisory_xact_lock(hashtextextended($1, 47))", [`${entry.list} ${owner}`]);
    const { rows } = await client.query<{ views: number }>(
      "SELECT count(*) AS views FROM saved_view WHERE list = $1 AND browser = $2",
      [entry.list, owner],
    );
    if ((rows[0]?.views ?? 0) >= mostViews)
      throw new InvalidInputError("list", `has ${mostViews} views already; delete one first.`);
    const viewId = randomUUID();
    await named(entry.name, () =>
      client.query(
        `INSERT INTO saved_view (view_id, list, name, query, browser, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $6)`,
        [viewId, entry.list, entry.name, entry.query, owner, now],
      ),
    );
    if (entry.start) await setStart(client, { viewId, list: entry.list }, browser, true);
    return viewId;
  });
}

/** Changes a view. Throws InvalidInputError for a name that is taken. */
export async function updateView(
  pool: pg.Pool,
  view: SavedView,
  change: ViewChange,
  browser: string,
  now: Date,
): Promise<void> {
  const { name = view.name, query = view.query, shared = view.shared, start } = change;
  await inTransaction(pool, async (client) => {
    await named(name, () =>
      client.query(
        "UPDATE saved_view SET name = $2, query = $3, browser = $4, updated_at = $5 WHERE view_id = $1",
        [view.viewId, name, query, shared ? "" : browser, now],
      ),
    );
    if (start !== undefined) await setStart(client, view, browser, start);
  });
}

/** Deletes a view; whoever started with it starts as usual again. */
export async function deleteView(pool: pg.Pool, viewId: string): Promise<void> {
  await inTransaction(pool, async (client) => {
    await client.query("DELETE FROM saved_view_start WHERE view_id = $1", [viewId]);
    await client.query("DELETE FROM saved_view WHERE view_id = $1", [viewId]);
  });
}

async function setStart(
  db: Queryable,
  { viewId, list }: Pick<SavedView, "viewId" | "list">,
  browser: string,
  start: boolean,
): Promise<void> {
  if (start)
    await db.query(
      `INSERT INTO saved_view_start (browser, list, view_id) VALUES ($1, $2, $3)
       ON CONFLICT (browser, list) DO UPDATE SET view_id = excluded.view_id`,
      [browser, list, viewId],
    );
  else
    await db.query("DELETE FROM saved_view_start WHERE browser = $1 AND list = $2 AND view_id = $3", [
      browser,
      list,
      viewId,
    ]);
}

async function named<T>(name: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if ((error as { code?: unknown }).code !== "23505") throw error;
    throw new InvalidInputError("name", `"${name}" is the name of another view of this list.`, {
      cause: error,
    });
  }
}

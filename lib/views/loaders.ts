import { randomUUID } from "node:crypto";
import { readEntry } from "../api/body.ts";
import { readPathId } from "../api/pathId.ts";
import { parseChoice } from "../api/values.ts";
import { database } from "../db/pool.ts";
import { currentTime } from "../env.ts";
import { NotFoundError } from "../errors.ts";
import { browserHeader, browserOf, requestBrowser } from "./browser.ts";
import { findView, listViews } from "./data.ts";
import { deleteView, insertView, updateView } from "./mutations.ts";
import { checkViewQuery } from "./query.ts";
import { isViewList, type SavedView, viewChangeSchema, viewEntrySchema, viewLists } from "./schema.ts";

const cookieOf = (request: Request) => browserOf(request.headers.get("cookie"));

/** The views of a page's list for the browser that asks for it; null for a page whose list has none. */
export async function loadViews(path: string): Promise<SavedView[] | null> {
  if (!isViewList(path)) return null;
  return listViews(path, await requestBrowser());
}

/** The views of a list, or of all, that the sender of a request sees. */
export async function viewsFor(request: Request, list: string | undefined): Promise<{ items: SavedView[] }> {
  const asked = list === undefined ? null : parseChoice("list", list, viewLists);
  return { items: await listViews(asked, cookieOf(request)) };
}

/** Keeps a view. `headers` give a browser its id that has none yet. */
export async function receiveView(
  request: Request,
): Promise<{ view: SavedView; headers: HeadersInit | undefined }> {
  const entry = await readEntry(request, viewEntrySchema);
  const query = checkViewQuery(entry.list, entry.query);
  const known = cookieOf(request);
  const browser = known ?? randomUUID();
  const viewId = await insertView((await database()).pool, { ...entry, query }, browser, currentTime());
  const headers = known ? undefined : { "set-cookie": browserHeader(browser) };
  return { view: await requireView(viewId, browser), headers };
}

/** Changes a view. Throws NotFoundError for one that the sender does not see. */
export async function changeView(
  request: Request,
  id: string,
): Promise<{ view: SavedView; headers: HeadersInit | undefined }> {
  const known = cookieOf(request);
  const view = await requireView(id, known);
  const change = await readEntry(request, viewChangeSchema);
  const query = change.query === undefined ? undefined : checkViewQuery(view.list, change.query);
  const browser = known ?? randomUUID();
  await updateView((await database()).pool, view, { ...change, query }, browser, currentTime());
  const headers = known ? undefined : { "set-cookie": browserHeader(browser) };
  return { view: await requireView(view.viewId, browser), headers };
}

/** Deletes a view. Throws NotFoundError for one that the sender does not see. */
export async function removeView(request: Request, id: string): Promise<void> {
  const view = await requireView(id, cookieOf(request));
  await deleteView((await database()).pool, view.viewId);
}

async function requireView(id: string, browser: string | null): Promise<SavedView> {
  const view = await findView(readPathId(id), browser);
  if (view) return view;
  throw new NotFoundError("There is no such view, or it is another browser's.");
}

import { loadViews } from "../../views/loaders.ts";
import type { SavedView } from "../../views/schema.ts";
import { readListQuery } from "../parameters.ts";
import { toProblem } from "../problem.ts";
import { readList } from "./data.ts";
import type { ListDefinition, ListQuery } from "./definition.ts";
import type { ListPage } from "./page.ts";

/** What the address of a page says: parameter names are those of the list's API. */
export type SearchParams = Record<string, string | string[] | undefined>;

/** A list as a page shows it. */
export interface LoadedList<Item> {
  page: ListPage<Item>;
  /** What was asked for, the defaults where that was not possible. '' takes a default away. */
  parameters: [name: string, value: string][];
  /** What people keep of it under a name; null for a list that has no views. */
  views: SavedView[] | null;
  /** Why what was asked for is not what is shown. */
  problem: string | null;
}

const rowsPerPage = "50";

/** Reads one page of a list. An address that cannot be understood gives the whole list and says so. */
export function loadList<Item extends object>(
  def: ListDefinition<Item>,
  asked: SearchParams,
  defaults: SearchParams = {},
): Promise<LoadedList<Item>> {
  return loadListWith(def.name, (query) => readList(def, query), asked, defaults);
}

/** The same of a list that is read in a way of its own. */
export async function loadListWith<Item>(
  name: string,
  read: (query: ListQuery) => Promise<ListPage<Item>>,
  asked: SearchParams,
  defaults: SearchParams = {},
): Promise<LoadedList<Item>> {
  const views = await loadViews(`/${name}`);
  // A page that is asked for as such opens with the view that its reader made its start.
  const start = Object.keys(asked).length === 0 ? views?.find((view) => view.start) : undefined;
  const parameters = start ? [...new URLSearchParams(start.query)] : entriesOf({ ...defaults, ...asked });
  try {
    return { page: await read(queryOf(parameters)), parameters, views, problem: null };
  } catch (error) {
    const problem = toProblem(error, `/${name}`);
    if (problem?.status !== 400) throw error;
    const usual = entriesOf(defaults);
    return {
      page: await read(queryOf(usual)),
      parameters: usual,
      views,
      problem: problem.detail ?? problem.title,
    };
  }
}

function queryOf(parameters: [string, string][]): ListQuery {
  const given = parameters.filter(([, value]) => value !== "");
  return { limit: rowsPerPage, ...readListQuery(new URLSearchParams(given)) };
}

function entriesOf(params: SearchParams): [string, string][] {
  return Object.entries(params).flatMap(([name, values]) =>
    [values ?? []].flat().map((value): [string, string] => [name, value]),
  );
}

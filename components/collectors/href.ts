import type { CollectorsQuery } from "#lib/runs/loaders.ts";

/** The page under another query; a value of undefined drops its filter, and a change of filter goes back to the first page. */
export function collectorsHref(query: CollectorsQuery, change: CollectorsQuery = {}, anchor = ""): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...query, cursor: undefined, ...change })) {
    if (value !== undefined) parameters.set(name, value);
  }
  const text = parameters.toString();
  return `/collectors${text ? `?${text}` : ""}${anchor}`;
}

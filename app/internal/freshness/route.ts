import { loadFreshness } from "#lib/runs/loaders.ts";

/** How fresh the data are, for the indicator in the top bar. 503 while the database does not answer. */
export async function GET(): Promise<Response> {
  const freshness = await loadFreshness();
  return Response.json(freshness, {
    status: freshness.database ? 200 : 503,
    headers: { "cache-control": "no-store" },
  });
}

import { log } from "#lib/log.ts";
import { search } from "#lib/search/data.ts";

const longest = 200;

/** What the palette finds for `q`. Anything typed is a valid question; one that no name can hold finds nothing. */
export async function GET(request: Request): Promise<Response> {
  const q = (new URL(request.url).searchParams.get("q") ?? "").trim();
  const headers = { "cache-control": "no-store" };
  if (q === "" || q.length > longest || q.includes("\0")) return Response.json({ hits: [] }, { headers });
  try {
    return Response.json({ hits: await search(q) }, { headers });
  } catch (error) {
    log.error({ err: error }, "the search failed");
    return Response.json({ hits: [] }, { status: 503, headers });
  }
}

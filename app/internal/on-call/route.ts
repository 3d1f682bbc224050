import { log } from "#lib/log.ts";
import { loadOnCallAnswer } from "#lib/onCall/loaders.ts";
import { readQuery } from "#lib/onCall/query.ts";

const headers = { "cache-control": "no-store" };

/** What the on-call page polls: the page, or that nothing is new since `version`. 503 while the database does not answer. */
export async function GET(request: Request): Promise<Response> {
  const { searchParams } = new URL(request.url);
  try {
    const query = readQuery(Object.fromEntries(searchParams));
    return Response.json(await loadOnCallAnswer(query, searchParams.get("version")), { headers });
  } catch (error) {
    log.error({ err: error }, "the on-call page could not be read");
    return Response.json({ database: false }, { status: 503, headers });
  }
}

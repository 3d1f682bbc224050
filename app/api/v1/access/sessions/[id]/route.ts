import { removeSession } from "#lib/access/sessionLoaders.ts";
import { deleteOnly, recordedWith } from "#lib/api/handler.ts";
import { readParameters } from "#lib/api/parameters.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = deleteOnly<{ id: string }>(
  async (request, { id }) => {
    readParameters(new URL(request.url).searchParams, []);
    const name = await removeSession(id);
    const answer = new Response(null, { status: 204, headers: { "cache-control": "no-store" } });
    return recordedWith(answer, `the session of ${name}`);
  },
);

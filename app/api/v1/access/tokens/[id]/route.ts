import { removeToken } from "#lib/access/loaders.ts";
import { deleteOnly } from "#lib/api/handler.ts";
import { readParameters } from "#lib/api/parameters.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = deleteOnly<{ id: string }>(
  async (request, { id }) => {
    readParameters(new URL(request.url).searchParams, []);
    await removeToken(id);
    return new Response(null, { status: 204, headers: { "cache-control": "no-store" } });
  },
);

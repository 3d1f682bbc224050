import { readOnly } from "#lib/api/handler.ts";
import { readParameters } from "#lib/api/parameters.ts";
import { requireAudit } from "#lib/audits/loaders.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = readOnly<{ id: string }>(
  async (request, { id }) => {
    readParameters(new URL(request.url).searchParams, []);
    const { statement } = await requireAudit(id);
    // As it was sealed, byte by byte.
    return new Response(statement, {
      headers: { "cache-control": "no-store, no-transform", "content-type": "application/json" },
    });
  },
);

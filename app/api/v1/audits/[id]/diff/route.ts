import { json, readOnly } from "#lib/api/handler.ts";
import { loadDiff } from "#lib/audits/diffLoaders.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = readOnly<{ id: string }>(
  async (request, { id }) => json(await loadDiff(id, new URL(request.url).searchParams)),
);

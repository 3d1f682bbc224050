import { json, readOnly } from "#lib/api/handler.ts";
import { loadCosts } from "#lib/cost/billedLoaders.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = readOnly(async (request) =>
  json(await loadCosts(new URL(request.url).searchParams)),
);

import { json, readOnly } from "#lib/api/handler.ts";
import { loadBilledCosts } from "#lib/cost/billedLoaders.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = readOnly(async (request) =>
  json(await loadBilledCosts(new URL(request.url).searchParams)),
);

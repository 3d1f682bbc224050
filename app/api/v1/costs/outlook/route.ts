import { json, readOnly } from "#lib/api/handler.ts";
import { readParameters } from "#lib/api/parameters.ts";
import { loadCostOutlook } from "#lib/cost/outlook/loaders.ts";
import { currentTime } from "#lib/env.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = readOnly(async (request) => {
  readParameters(new URL(request.url).searchParams, []);
  return json(await loadCostOutlook(currentTime()));
});

import { json, readOnly } from "#lib/api/handler.ts";
import { loadWhatIf, readWhatIfQuery } from "#lib/cost/whatIf/loaders.ts";
import { currentTime } from "#lib/env.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = readOnly(async (request) =>
  json(await loadWhatIf(readWhatIfQuery(new URL(request.url).searchParams), currentTime())),
);

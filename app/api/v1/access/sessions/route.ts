import { listSessions } from "#lib/access/sessionLoaders.ts";
import { json, readOnly } from "#lib/api/handler.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = readOnly(async (request) =>
  json(await listSessions(new URL(request.url).searchParams)),
);

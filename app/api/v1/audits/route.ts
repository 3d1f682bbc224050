import { json, readAndPost } from "#lib/api/handler.ts";
import { readListQuery, readParameters } from "#lib/api/parameters.ts";
import { listAudits } from "#lib/audits/data.ts";
import { createAudit } from "#lib/audits/loaders.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = readAndPost(
  async (request) => json(await listAudits(readListQuery(new URL(request.url).searchParams))),
  async (request) => {
    readParameters(new URL(request.url).searchParams, []);
    return json(await createAudit(request), 201);
  },
);

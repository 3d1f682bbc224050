import { json, readAndPost } from "#lib/api/handler.ts";
import { readParameters } from "#lib/api/parameters.ts";
import { readPathId } from "#lib/api/pathId.ts";
import { accountCheck, requestAccountCheck } from "#lib/onboarding/loaders.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = readAndPost<{ id: string }>(
  async (request, { id }) => {
    readParameters(new URL(request.url).searchParams, []);
    return json(await accountCheck(readPathId(id)));
  },
  async (request, { id }) => {
    readParameters(new URL(request.url).searchParams, []);
    return json(await requestAccountCheck(request, readPathId(id)), 202);
  },
);

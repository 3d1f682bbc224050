import { json, readAndPost } from "#lib/api/handler.ts";
import { readList } from "#lib/api/list/data.ts";
import { readListQuery, readParameters } from "#lib/api/parameters.ts";
import { decisionList } from "#lib/idle/decisionList.ts";
import { receiveDecisions } from "#lib/idle/loaders.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = readAndPost(
  async (request) => json(await readList(decisionList, readListQuery(new URL(request.url).searchParams))),
  async (request) => {
    readParameters(new URL(request.url).searchParams, []);
    return json(await receiveDecisions(request), 201);
  },
);

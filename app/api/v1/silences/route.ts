import { silenceList } from "#lib/alerts/silences/data.ts";
import { receiveSilence } from "#lib/alerts/silences/receive.ts";
import { json, readAndPost } from "#lib/api/handler.ts";
import { readList } from "#lib/api/list/data.ts";
import { readListQuery, readParameters } from "#lib/api/parameters.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = readAndPost(
  async (request) => json(await readList(silenceList, readListQuery(new URL(request.url).searchParams))),
  async (request) => {
    readParameters(new URL(request.url).searchParams, []);
    return json(await receiveSilence(request), 201);
  },
);

import { listTokens, receiveToken } from "#lib/access/loaders.ts";
import { json, readAndPost } from "#lib/api/handler.ts";
import { readParameters } from "#lib/api/parameters.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = readAndPost(
  async (request) => {
    readParameters(new URL(request.url).searchParams, []);
    return json(await listTokens());
  },
  async (request) => {
    readParameters(new URL(request.url).searchParams, []);
    return json(await receiveToken(request), 201);
  },
);

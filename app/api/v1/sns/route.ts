import { json, postOnly } from "#lib/api/handler.ts";
import { readParameters } from "#lib/api/parameters.ts";
import { receiveSns } from "#lib/sns/loaders.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = postOnly(async (request) => {
  readParameters(new URL(request.url).searchParams, []);
  return json(await receiveSns(request));
});

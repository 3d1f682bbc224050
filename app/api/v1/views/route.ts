import { json, readAndPost } from "#lib/api/handler.ts";
import { readParameters } from "#lib/api/parameters.ts";
import { receiveView, viewsFor } from "#lib/views/loaders.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = readAndPost(
  async (request) => {
    const { list } = readParameters(new URL(request.url).searchParams, ["list"]);
    return json(await viewsFor(request, list));
  },
  async (request) => {
    readParameters(new URL(request.url).searchParams, []);
    const { view, headers } = await receiveView(request);
    return json(view, 201, headers);
  },
);

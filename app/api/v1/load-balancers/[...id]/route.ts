import { json, readOnly } from "#lib/api/handler.ts";
import { readParameters } from "#lib/api/parameters.ts";
import { requireLoadBalancer } from "#lib/inventory/loaders.ts";

// An ARN holds slashes: the id is the rest of the path, with its slashes encoded or not.
export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = readOnly<{ id: string[] }>(
  async (request, { id }) => {
    readParameters(new URL(request.url).searchParams, []);
    return json(await requireLoadBalancer(id.join("/")));
  },
);

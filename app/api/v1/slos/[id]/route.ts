import { json, readOnly } from "#lib/api/handler.ts";
import { readParameters } from "#lib/api/parameters.ts";
import { requireSlo } from "#lib/slo/loaders.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = readOnly<{ id: string }>(
  async (request, { id }) => {
    readParameters(new URL(request.url).searchParams, []);
    return json(await requireSlo(id));
  },
);

import { requireAlert } from "#lib/alerts/detail.ts";
import { json, readOnly } from "#lib/api/handler.ts";
import { readParameters } from "#lib/api/parameters.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = readOnly<{ id: string }>(
  async (request, { id }) => {
    readParameters(new URL(request.url).searchParams, []);
    return json(await requireAlert(id));
  },
);

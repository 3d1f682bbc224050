import { json, readOnly } from "#lib/api/handler.ts";
import { loadEndpointMetrics } from "#lib/metrics/loaders.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = readOnly<{ id: string }>(
  async (request, { id }) => json(await loadEndpointMetrics(id, new URL(request.url).searchParams)),
);

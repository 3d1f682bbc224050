import { readOnly } from "#lib/api/handler.ts";
import { readParameters } from "#lib/api/parameters.ts";
import { requireOpenSlo } from "#lib/slo/loaders.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = readOnly<{ id: string }>(
  async (request, { id }) => {
    readParameters(new URL(request.url).searchParams, []);
    const yaml = await requireOpenSlo(id);
    return new Response(yaml, {
      headers: { "cache-control": "no-store", "content-type": "application/yaml; charset=utf-8" },
    });
  },
);

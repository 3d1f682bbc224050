import { json, patchAndDelete } from "#lib/api/handler.ts";
import { readParameters } from "#lib/api/parameters.ts";
import { changeView, removeView } from "#lib/views/loaders.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = patchAndDelete<{ id: string }>(
  async (request, { id }) => {
    readParameters(new URL(request.url).searchParams, []);
    const { view, headers } = await changeView(request, id);
    return json(view, 200, headers);
  },
  async (request, { id }) => {
    readParameters(new URL(request.url).searchParams, []);
    await removeView(request, id);
    return new Response(null, { status: 204 });
  },
);

import { testReceiver } from "#lib/alerts/testReceiver.ts";
import { json, postOnly } from "#lib/api/handler.ts";
import { readParameters } from "#lib/api/parameters.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = postOnly<{ id: string }>(
  async (request, { id }) => {
    readParameters(new URL(request.url).searchParams, []);
    return json(await testReceiver(request, id));
  },
);

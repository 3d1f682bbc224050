import { loadReceivers } from "#lib/alerts/receiverHealth.ts";
import { json, readOnly } from "#lib/api/handler.ts";
import { readParameters } from "#lib/api/parameters.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = readOnly(async (request) => {
  readParameters(new URL(request.url).searchParams, []);
  return json(await loadReceivers());
});

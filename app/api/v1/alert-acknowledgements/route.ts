import { receiveAcknowledgements } from "#lib/alerts/acknowledge.ts";
import { json, postOnly } from "#lib/api/handler.ts";
import { readParameters } from "#lib/api/parameters.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = postOnly(async (request) => {
  readParameters(new URL(request.url).searchParams, []);
  return json(await receiveAcknowledgements(request));
});

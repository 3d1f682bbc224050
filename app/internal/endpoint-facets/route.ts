import { json, readOnly } from "#lib/api/handler.ts";
import { readListQuery } from "#lib/api/parameters.ts";
import { endpointFacets } from "#lib/inventory/endpointFacets.ts";

/** What the table can be filtered by, with counts. */
export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = readOnly(async (request) =>
  json(await endpointFacets(readListQuery(new URL(request.url).searchParams))),
);

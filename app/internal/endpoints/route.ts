import { json, readOnly } from "#lib/api/handler.ts";
import { readListQuery } from "#lib/api/parameters.ts";
import { listEndpointRows } from "#lib/inventory/endpointRows.ts";

/** The table's own pages: the list of the API and what each endpoint carried by day. */
export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = readOnly(async (request) =>
  json(await listEndpointRows(readListQuery(new URL(request.url).searchParams))),
);

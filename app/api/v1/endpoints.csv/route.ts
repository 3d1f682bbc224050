import { csvRoute } from "#lib/api/lists.ts";
import { endpointList } from "#lib/inventory/endpointList.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = csvRoute(endpointList);

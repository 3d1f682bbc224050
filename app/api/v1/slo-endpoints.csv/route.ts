import { csvRoute } from "#lib/api/lists.ts";
import { sloEndpointList } from "#lib/slo/endpointList.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = csvRoute(sloEndpointList);

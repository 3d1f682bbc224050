import { listRoute } from "#lib/api/lists.ts";
import { connectionList } from "#lib/inventory/connectionList.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = listRoute(connectionList);

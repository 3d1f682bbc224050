import { listRoute } from "#lib/api/lists.ts";
import { serviceList } from "#lib/inventory/serviceList.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = listRoute(serviceList);

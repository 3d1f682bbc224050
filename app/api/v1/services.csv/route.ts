import { csvRoute } from "#lib/api/lists.ts";
import { serviceList } from "#lib/inventory/serviceList.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = csvRoute(serviceList);

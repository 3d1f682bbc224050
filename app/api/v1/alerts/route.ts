import { alertList } from "#lib/alerts/list.ts";
import { listRoute } from "#lib/api/lists.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = listRoute(alertList);

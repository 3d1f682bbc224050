import { alertList } from "#lib/alerts/list.ts";
import { csvRoute } from "#lib/api/lists.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = csvRoute(alertList);

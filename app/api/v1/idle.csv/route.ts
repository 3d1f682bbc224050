import { csvRoute } from "#lib/api/lists.ts";
import { idleList } from "#lib/idle/list.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = csvRoute(idleList);

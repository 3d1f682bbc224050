import { listRoute } from "#lib/api/lists.ts";
import { changeList } from "#lib/idle/changeList.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = listRoute(changeList);

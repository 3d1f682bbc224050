import { activityList } from "#lib/access/activityList.ts";
import { listRoute } from "#lib/api/lists.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = listRoute(activityList);

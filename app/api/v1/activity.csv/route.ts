import { activityList } from "#lib/access/activityList.ts";
import { csvRoute } from "#lib/api/lists.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = csvRoute(activityList);

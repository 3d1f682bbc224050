import { listRoute } from "#lib/api/lists.ts";
import { runList } from "#lib/runs/runList.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = listRoute(runList);

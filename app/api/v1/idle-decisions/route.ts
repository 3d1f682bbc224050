import { listRoute } from "#lib/api/lists.ts";
import { decisionList } from "#lib/idle/decisionList.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = listRoute(decisionList);

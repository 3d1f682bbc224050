import { listRoute } from "#lib/api/lists.ts";
import { quotaList } from "#lib/quotas/quotaList.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = listRoute(quotaList);

import { csvRoute } from "#lib/api/lists.ts";
import { auditList } from "#lib/audits/lists.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = csvRoute(auditList);

import { auditTableRoute } from "#lib/audits/routes.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = auditTableRoute("endpoints");

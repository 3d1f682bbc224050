import { json, readOnly } from "#lib/api/handler.ts";
import { openApiDocument } from "#lib/api/openapi/document.ts";

export const dynamic = "force-dynamic";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = readOnly(async () => json(openApiDocument()));

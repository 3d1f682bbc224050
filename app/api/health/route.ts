import { json, readOnly } from "#lib/api/handler.ts";
import { readHealth } from "#lib/api/health.ts";

export const dynamic = "force-dynamic";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = readOnly(async () => {
  const health = await readHealth();
  return json(health, health.database === "ok" ? 200 : 503);
});

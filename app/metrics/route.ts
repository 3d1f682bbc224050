import { readOnly } from "#lib/api/handler.ts";
import { prometheusText } from "#lib/metrics/prometheus.ts";

export const dynamic = "force-dynamic";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = readOnly(async () => {
  const { contentType, text } = await prometheusText();
  return new Response(text, { headers: { "content-type": contentType, "cache-control": "no-store" } });
});

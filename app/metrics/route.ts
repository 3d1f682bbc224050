import { readOnly } from "#lib/api/handler.ts";
import { scrapeResponse } from "#lib/metrics/scrape.ts";

export const dynamic = "force-dynamic";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = readOnly(async (request) =>
  scrapeResponse(request.signal),
);

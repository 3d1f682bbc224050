import { readOnly } from "#lib/api/handler.ts";
import { loadCosts } from "#lib/cost/billedLoaders.ts";
import { costsCsv } from "#lib/cost/csv.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = readOnly(async (request) => {
  const rows = costsCsv(await loadCosts(new URL(request.url).searchParams));
  return new Response(rows, {
    headers: {
      "cache-control": "no-store",
      "content-type": "text/csv; charset=utf-8; header=present",
      "content-disposition": 'attachment; filename="linkledger-costs.csv"',
    },
  });
});

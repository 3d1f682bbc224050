import { readOnly } from "#lib/api/handler.ts";
import { loadCostsCsv } from "#lib/cost/explore/loaders.ts";

/** The table of the cost explorer as it is on screen: the address has the same parameters. */
export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = readOnly(async (request) => {
  const asked = Object.fromEntries(new URL(request.url).searchParams);
  return new Response(await loadCostsCsv(asked), {
    headers: {
      "cache-control": "no-store",
      "content-type": "text/csv; charset=utf-8; header=present",
      "content-disposition": 'attachment; filename="linkledger-costs.csv"',
    },
  });
});

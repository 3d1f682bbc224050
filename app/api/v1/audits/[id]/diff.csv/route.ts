import { readOnly } from "#lib/api/handler.ts";
import { csvResponse } from "#lib/api/lists.ts";
import { diffCsv } from "#lib/audits/diffLoaders.ts";
import { fileName } from "#lib/audits/routes.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = readOnly<{ id: string }>(
  async (request, { id }) => {
    const { audit, stream } = await diffCsv(id, new URL(request.url).searchParams);
    return csvResponse(stream, fileName(audit, "diff"));
  },
);

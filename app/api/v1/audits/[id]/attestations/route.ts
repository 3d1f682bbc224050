import { json, readAndPost } from "#lib/api/handler.ts";
import { readListQuery, readParameters } from "#lib/api/parameters.ts";
import { listAuditTable } from "#lib/audits/data.ts";
import { createAttestation, requireAudit } from "#lib/audits/loaders.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = readAndPost<{ id: string }>(
  async (request, { id }) => {
    const { audit } = await requireAudit(id);
    return json(
      await listAuditTable(audit, "attestations", readListQuery(new URL(request.url).searchParams)),
    );
  },
  async (request, { id }) => {
    readParameters(new URL(request.url).searchParams, []);
    return json(await createAttestation(id, request), 201);
  },
);

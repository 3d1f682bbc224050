import fc from "fast-check";
import { beforeAll, expect, it } from "vitest";
import { askHandler } from "#bench/fuzz/inProcess.ts";
import { mistakeIn } from "#bench/fuzz/judge.ts";
import { type ApiDocument, requestsOf } from "#bench/fuzz/requests.ts";
import { openApiDocument } from "#lib/api/openapi/document.ts";
import { insertAudit } from "#lib/testing/auditRows.ts";
import { insertFleet, loadBalancerArn } from "#lib/testing/fleetRows.ts";
import { processDatabase } from "#lib/testing/rows.ts";

const db = processDatabase();
let snapshotId = "";
beforeAll(async () => {
  await insertFleet(db);
  snapshotId = await insertAudit(db);
});

/** `npm run bench -- fuzz` sends fifty thousand of these to the app as it is built. */
it("answers hostile requests over all of the API with what they are, never with a mistake of its own", async () => {
  const ids = ["vpce-1", "m2-connect", loadBalancerArn, snapshotId];
  const requests = requestsOf(openApiDocument() as unknown as ApiDocument, { ids, cursors: [], pages: [] });
  await fc.assert(
    fc.asyncProperty(requests, async (request) => {
      const answer = await askHandler(request);
      expect(answer && mistakeIn(request, answer)).toBeUndefined();
    }),
    { numRuns: 300, seed: 20_261_121, endOnFailure: true },
  );
});

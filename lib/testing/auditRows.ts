import { attest, makeSnapshot } from "../audits/mutations.ts";
import { quarterOf } from "../audits/quarter.ts";
import { configSchema } from "../config/schema.ts";
import type { Database } from "../db/pool.ts";
import { fixtureNow } from "./endpointRows.ts";

/** An audit of the fleet that is stored, as of `fixtureNow`, with one attestation. Returns its id. */
export async function insertAudit(db: Database): Promise<string> {
  const snapshotId = (await makeSnapshot(db.pool, {
    quarter: quarterOf(fixtureNow),
    madeBy: "Ada",
    now: fixtureNow,
    config: configSchema.parse({}),
  })) as string;
  const { rows } = await db.pool.query<{ sha256: string }>("SELECT sha256 FROM audit_snapshot");
  await attest(
    db.pool,
    { snapshotId, sha256: rows[0]?.sha256 ?? "" },
    { owner: "core", name: "Ada" },
    fixtureNow,
  );
  return snapshotId;
}

import { actingName } from "../access/principal.ts";
import { readEntry } from "../api/body.ts";
import { readPathId } from "../api/pathId.ts";
import { ProblemError } from "../api/problem.ts";
import { currentConfig } from "../config/data.ts";
import { type Config, configSchema } from "../config/schema.ts";
import { database } from "../db/pool.ts";
import { currentTime } from "../env.ts";
import { ConfigurationError, InvalidInputError, NotFoundError } from "../errors.ts";
import { log } from "../log.ts";
import { auditOwners, findAudit, findPrevious } from "./data.ts";
import { attest, makeSnapshot } from "./mutations.ts";
import { parseQuarter } from "./quarter.ts";
import {
  type Audit,
  type AuditAttestation,
  type AuditDetail,
  type AuditStatement,
  attestationRequestSchema,
  auditRequestSchema,
} from "./schema.ts";

const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

/** The audit of a path. Throws NotFoundError. */
export async function requireAudit(id: string): Promise<{ audit: Audit; statement: string }> {
  const snapshotId = readPathId(id);
  const found = uuid.test(snapshotId) ? await findAudit(snapshotId) : undefined;
  if (!found) throw new NotFoundError(`There is no audit ${snapshotId.slice(0, 80)}.`);
  return found;
}

/** An audit with its method, thresholds, coverage and owners. Throws NotFoundError. */
export async function loadAudit(id: string): Promise<AuditDetail> {
  const { audit, statement } = await requireAudit(id);
  const { files, coverage, judgements, thresholds, method } = JSON.parse(statement) as AuditStatement;
  const [previousId, owners] = await Promise.all([findPrevious(audit), auditOwners(audit.snapshotId)]);
  return { ...audit, files, coverage, judgements, thresholds, method, previousId, owners };
}

/**
 * Makes an audit of the quarter that was asked for. Throws InvalidQueryError and InvalidInputError naming the field,
 * and ProblemError.
 */
export async function createAudit(request: Request): Promise<AuditDetail> {
  const { quarter, by = "API" } = await readEntry(request, auditRequestSchema);
  const now = currentTime();
  const id = await makeSnapshot((await database()).pool, {
    quarter: parseQuarter(quarter, now),
    madeBy: actingName(by),
    now,
    config: configInForce(),
  });
  return loadAudit(id as string);
}

function configInForce(): Config {
  try {
    return currentConfig() ?? configSchema.parse({});
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    log.error({ err: error }, "the configuration cannot be read, so no audit is made");
    throw new ProblemError(503, "Service Unavailable", "The configuration cannot be read; the log says why.");
  }
}

/** Puts an attestation of the audit of a path on record. Throws NotFoundError, InvalidInputError naming the field, ProblemError. */
export async function createAttestation(id: string, request: Request): Promise<AuditAttestation> {
  const { audit } = await requireAudit(id);
  const entry = await readEntry(request, attestationRequestSchema);
  if (entry.sha256 !== audit.sha256)
    throw new InvalidInputError("sha256", `is not that of the audit; expected ${audit.sha256}.`);
  const owners = await auditOwners(audit.snapshotId);
  if (!owners.some(({ owner }) => owner === entry.owner))
    throw new InvalidInputError(
      "owner",
      `"${entry.owner}" owns nothing in the audit; expected one of its owners.`,
    );
  const signed = { ...entry, name: actingName(entry.name) };
  return attest((await database()).pool, audit, signed, currentTime());
}

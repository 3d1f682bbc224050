import { z } from "zod";
import { diffChanges, diffSubjects } from "./diff.ts";

const text = z.string().nullable();
const isoTime = z.string().meta({ format: "date-time" });
const usd = z.number().nullable();
const count = z.int();

/** Tables that a snapshot freezes, in the order of its statement. The hash of each is that of its CSV. */
export const sealedTables = ["endpoints", "services", "connections", "findings", "coverage"] as const;
export type SealedTable = (typeof sealedTables)[number];

/** `inferred`: the first look came after the moment of the audit, but AWS's own creation time lies before it. */
const basis = z.enum(["observed", "inferred"]);
const covered = z
  .boolean()
  .describe("Its scope was complete on the last day of the audit, or the day before.");

export const auditSchema = z
  .object({
    snapshotId: z.string(),
    quarter: z.string().describe("2026Q3: a calendar quarter in UTC."),
    quarterFrom: isoTime,
    quarterTo: isoTime.describe("Exclusive."),
    asOf: isoTime.describe(
      "The moment the rows speak of: the quarter's end, or earlier if it had not ended.",
    ),
    final: z.boolean().describe("The quarter had ended."),
    madeAt: isoTime,
    madeBy: z.string(),
    provenFrom: isoTime
      .nullable()
      .describe("Since when every scope it covers has been looked at; before it, rows may be missing."),
    endpoints: count,
    services: count,
    connections: count,
    findings: count,
    scopes: count,
    scopesCovered: count,
    attestations: count,
    sha256: z.string().describe("SHA-256 of statement.json, which has that of every table."),
  })
  .meta({ id: "Audit" });
export type Audit = z.infer<typeof auditSchema>;

const placed = { accountId: z.string(), accountName: text, region: z.string() };
const tagged = { owner: text, environment: text, application: text };

export const auditEndpointSchema = z
  .object({
    vpcEndpointId: z.string(),
    ...placed,
    vpcId: text,
    vpcEndpointType: z.string(),
    serviceName: text,
    serviceRegion: text,
    state: text,
    ...tagged,
    azIds: z.array(z.string()),
    securityGroupIds: z.array(z.string()),
    privateDnsEnabled: z.boolean().nullable(),
    requesterManaged: z.boolean().nullable(),
    policyDocument: text,
    policyDigest: text.describe("SHA-256 of the policy, whatever its white space and order of keys."),
    principals: z.array(z.string()).describe("Whom the policy allows something."),
    creationTimestamp: isoTime.nullable(),
    firstSeen: isoTime,
    basis,
    covered,
    bytes: z.int().nullable().describe("In the quarter so far; null where nothing was measured."),
    bytesComplete: z.boolean().nullable().describe("False: measured for a part of the time only."),
    billedUsd: usd,
    estimatedUsd: usd.describe("Hours and data of the quarter as far as prices and traffic are known."),
    estimatedComplete: z
      .boolean()
      .nullable()
      .describe("False: a day, a price or a measurement is missing in it."),
    idleState: text,
    worstFinding: text,
  })
  .meta({ id: "AuditEndpoint" });
export type AuditEndpoint = z.infer<typeof auditEndpointSchema>;

export const auditServiceSchema = z
  .object({
    serviceId: z.string(),
    ...placed,
    serviceName: z.string(),
    serviceState: text,
    acceptanceRequired: z.boolean().nullable(),
    principals: z.array(z.string()).describe("Who may create an endpoint to it."),
    azIds: z.array(z.string()),
    loadBalancerArns: z.array(z.string()),
    privateDnsName: text,
    supportedRegions: z.array(z.string()),
    connections: count,
    ...tagged,
    firstSeen: isoTime,
    covered,
  })
  .meta({ id: "AuditService" });
export type AuditService = z.infer<typeof auditServiceSchema>;

export const auditConnectionSchema = z
  .object({
    serviceId: z.string(),
    vpcEndpointId: z.string(),
    accountId: z.string(),
    region: z.string(),
    vpcEndpointOwner: text,
    vpcEndpointRegion: text,
    vpcEndpointState: text,
    creationTimestamp: isoTime.nullable(),
    owner: text.describe("Of the service."),
    firstSeen: isoTime,
    basis,
    covered,
  })
  .meta({ id: "AuditConnection" });
export type AuditConnection = z.infer<typeof auditConnectionSchema>;

export const auditFindingSchema = z
  .object({
    findingId: z.string(),
    accountId: z.string(),
    region: z.string(),
    resourceId: text,
    check: z.string(),
    severity: text,
    state: z.string(),
    sentence: text,
    since: isoTime.nullable(),
    owner: text,
    covered,
  })
  .meta({ id: "AuditFinding" });
export type AuditFinding = z.infer<typeof auditFindingSchema>;

export const auditCoverageSchema = z
  .object({
    accountId: z.string(),
    region: z.string(),
    collector: z.string(),
    days: z
      .string()
      .describe(
        "A letter a day from the quarter's first: c complete, i inside the interval of a complete run, p partial, f failed, s skipped, . nothing on record.",
      ),
    daysComplete: count,
    daysExpected: count,
    firstCompleteDay: z.string().nullable(),
    lastCompleteDay: z.string().nullable(),
    covered,
  })
  .meta({ id: "AuditCoverage" });
export type AuditCoverage = z.infer<typeof auditCoverageSchema>;

export const auditAttestationSchema = z
  .object({
    attestationId: z.string(),
    sha256: z.string(),
    owner: z.string().describe("Empty: for what has no owner."),
    name: z.string(),
    remark: text,
    attestedAt: isoTime,
  })
  .meta({ id: "AuditAttestation" });
export type AuditAttestation = z.infer<typeof auditAttestationSchema>;

export const auditDetailSchema = auditSchema
  .extend({
    files: z
      .array(
        z.object({
          table: z.enum(sealedTables),
          name: z.string(),
          rows: count,
          bytes: count,
          sha256: z.string(),
        }),
      )
      .describe("The CSV of each table: its size and hash."),
    coverage: z.object({
      scopes: count,
      covered: count,
      complete: count.describe("Scopes that were complete on every day."),
      incompleteDays: z.array(z.object({ day: z.string(), scopes: count })),
    }),
    judgements: z
      .record(z.string(), z.object({ asOf: isoTime.nullable(), judgedAt: isoTime.nullable() }))
      .describe("The last judgement of costs, idle and diagnosis before the audit was made."),
    thresholds: z.record(z.string(), z.unknown()).describe("The configuration in force."),
    method: z
      .record(z.string(), z.record(z.string(), z.string()))
      .describe("How each column was obtained, in words."),
    previousId: text.describe("The snapshot of an earlier quarter that it is compared with by default."),
    owners: z
      .array(z.object({ owner: z.string(), endpoints: count, services: count, attestations: count }))
      .describe("Whose endpoints and services these are; an empty name is no owner."),
  })
  .meta({ id: "AuditDetail" });
export type AuditDetail = z.infer<typeof auditDetailSchema>;

/** What is sealed beside the columns of the header. */
export type AuditStatement = Pick<AuditDetail, "files" | "coverage" | "judgements" | "thresholds" | "method">;

const mostName = 200;
const name = (what: string) =>
  z
    .string(`expected ${what}`)
    .trim()
    .min(1, `expected ${what}`)
    .max(mostName, `expected at most ${mostName} characters`);

/** What POST /api/v1/audits takes. */
export const auditRequestSchema = z
  .strictObject({
    quarter: z
      .string("expected a quarter such as 2026Q3")
      .describe("2026Q3; one that lasts is frozen as it is now."),
    by: name("the name of who makes it").optional(),
  })
  .meta({ id: "AuditRequest" });

/** What POST /api/v1/audits/{id}/attestations takes. */
export const attestationRequestSchema = z
  .strictObject({
    owner: z
      .string("expected an owner of the audit, or an empty text for what has none")
      .max(mostName, `expected at most ${mostName} characters`)
      .describe("An owner of the audit; empty for what has none."),
    name: name("the name of who attests"),
    remark: z.string().trim().max(4000, "expected at most 4000 characters").optional(),
    sha256: z
      .string("expected the sha256 of the audit that was read")
      .describe("Of the audit, as it was read: what is attested is exactly that."),
  })
  .meta({ id: "AttestationRequest" });
export type AttestationRequest = z.infer<typeof attestationRequestSchema>;

export const auditDiffItemSchema = z
  .object({
    subject: z.enum(diffSubjects),
    accountId: z.string(),
    region: z.string(),
    id: z.string(),
    change: z
      .enum(diffChanges)
      .describe("unknown: its scope was not covered in one of both audits, so nothing is said about it."),
    before: text,
    after: text,
    owner: text,
    costDeltaUsd: usd.describe(
      "What it costs more in the later quarter, billed against billed or estimated against estimated.",
    ),
    reason: text,
  })
  .meta({ id: "AuditDiffItem" });

export const auditDiffSchema = z
  .object({
    snapshotId: z.string(),
    with: text.describe("The earlier audit; null where there is none, and then nothing differs."),
    asOf: isoTime,
    withAsOf: isoTime.nullable(),
    changes: z.array(z.object({ subject: z.enum(diffSubjects), change: z.enum(diffChanges), items: count })),
    costDeltaUsd: usd.describe("Over all endpoints with a cost in both, new and gone ones."),
    total: count.describe("Items that the filters leave, on all pages together."),
    items: z.array(auditDiffItemSchema),
    nextCursor: text,
  })
  .meta({ id: "AuditDiff" });
export type AuditDiff = z.infer<typeof auditDiffSchema>;

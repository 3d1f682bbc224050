import { limitParameter, snapshotId } from "../api/openapi/listPaths.ts";
import {
  type AnyList,
  type ApiPart,
  problemsOfEntry,
  problemsOfEntryToOne,
  problemsOfOne,
  queryParameter,
  repeatedParameter,
  text,
} from "../api/openapi/part.ts";
import { diffChanges, diffSubjects } from "./diff.ts";
import { auditList, auditTables } from "./lists.ts";
import {
  attestationRequestSchema,
  auditAttestationSchema,
  auditDetailSchema,
  auditDiffItemSchema,
  auditDiffSchema,
  auditRequestSchema,
} from "./schema.ts";

const sha256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
const compared = [
  snapshotId,
  queryParameter("with", text, "Snapshot to compare with; the previous quarter's when absent."),
  repeatedParameter("subject", diffSubjects),
  repeatedParameter("change", diffChanges),
];

export const auditsApi: ApiPart = {
  name: "Audits",
  description: "Frozen quarters: what was provisioned, used, owned and allowed.",
  lists: [auditList, ...Object.values(auditTables).map((listOf) => listOf("") as AnyList)],
  paths: {
    "/api/v1/audits": {
      post: {
        summary: "Freezes a quarter",
        body: { schema: auditRequestSchema, example: { quarter: "2026Q3", by: "ana@example.com" } },
        answer: auditDetailSchema,
        status: 201,
        problems: problemsOfEntry,
      },
    },
    "/api/v1/audits/{id}": {
      get: {
        summary: "One audit with its method, thresholds and coverage",
        parameters: [snapshotId],
        answer: auditDetailSchema,
        problems: problemsOfOne,
      },
    },
    "/api/v1/audits/{id}/attestations": {
      post: {
        summary: "Attests an audit in an owner's name",
        parameters: [snapshotId],
        body: {
          schema: attestationRequestSchema,
          example: { owner: "payments", name: "Ana Abad", remark: "All of it is ours.", sha256 },
        },
        answer: auditAttestationSchema,
        status: 201,
        problems: problemsOfEntryToOne,
      },
    },
    "/api/v1/audits/{id}/diff": {
      get: {
        summary: "What differs from another audit",
        parameters: [
          ...compared,
          limitParameter,
          queryParameter("cursor", text, "nextCursor of the page before, with the same filters."),
        ],
        answer: auditDiffSchema,
        problems: problemsOfOne,
      },
    },
    "/api/v1/audits/{id}/diff.csv": {
      get: {
        summary: "All of what differs from another audit as CSV, streamed",
        parameters: compared,
        answer: {
          type: "text/csv",
          example:
            "subject,accountId,region,id,change,before,after,owner,costDeltaUsd,reason\r\n" +
            "endpoint,222222222222,us-east-1,vpce-0a1b2c3d4e5f60718,added,,,payments,14.6,\r\n",
        },
        problems: problemsOfOne,
      },
    },
    "/api/v1/audits/{id}/statement.json": {
      get: {
        summary: "What was sealed, byte by byte: its SHA-256 is that of the audit",
        parameters: [snapshotId],
        answer: { type: "application/json", schema: { type: "object" }, example: { quarter: "2026Q3" } },
        problems: problemsOfOne,
      },
    },
  },
  schemas: [auditDiffItemSchema],
};

import { z } from "zod";
import type { ListDefinition } from "../api/list/definition.ts";
import { checkIds, commandSchema, evidenceItemSchema, fixSchema, hops, roles, severities } from "./schema.ts";
import { troubleColumns, troubleSearch } from "./troubleColumns.ts";

const text = z.string().nullable();
const isoTime = z.string().meta({ format: "date-time" });

/** A finding as the API and the CSV show it. */
export const findingItemSchema = z
  .object({
    findingKey: z.string().describe("The same as long as it is the same check, resource and zone."),
    checkId: z.enum(checkIds),
    severity: z.enum(severities),
    state: z
      .enum(["open", "ended"])
      .describe("open: it fails, or (stale) failed when it was last judged; ended: the check passes again."),
    hop: z.enum(hops),
    role: z.enum(roles),
    isVerdict: z.boolean().describe("It is what breaks the path, in its zone at least."),
    title: z.string(),
    sentence: z.string(),
    resourceType: z.string(),
    resourceId: z.string(),
    vpcEndpointId: text,
    accountId: z.string().describe("Whose resource it is."),
    accountName: text,
    region: z.string(),
    serviceName: text,
    azId: text.describe("Null: in all zones."),
    owner: text,
    since: isoTime,
    lastSeenAt: isoTime.describe("The watermark of the evidence that last showed it."),
    endedAt: isoTime.nullable(),
    stale: z
      .boolean()
      .describe("Still open because the last evaluation could not decide; staleReason says why."),
    staleReason: text,
    runbookId: z.string().describe("Name of the runbook's page: /runbooks/<runbookId>."),
    evidence: z.array(evidenceItemSchema),
    confirm: z.array(commandSchema),
    fix: fixSchema.nullable(),
    evaluatedAt: isoTime,
  })
  .meta({ id: "FindingItem" });
export type FindingItem = z.infer<typeof findingItemSchema>;

/** Descending: the worst first; of one severity, what breaks a path before what is felt of it. */
// The index finding_open_idx has this very expression.
const rankSql = `(2 * (${severities.length} - array_position(ARRAY['${severities.join("', '")}'], f.severity)) + f.is_verdict::int)::text`;

const shared = troubleColumns("f", "a");

/** The list of findings, open ones by default, the worst first. */
export const findingList: ListDefinition<FindingItem> = {
  name: "findings",
  item: findingItemSchema,
  from: "finding f",
  joins: { account: "LEFT JOIN account a ON a.account_id = f.account_id" },
  columns: {
    findingKey: { kind: "text", sql: "f.finding_key" },
    checkId: shared.checkId,
    severity: { kind: "text", sql: "f.severity", sortSql: rankSql },
    state: { kind: "text", sql: "CASE WHEN f.ended_at IS NULL THEN 'open' ELSE 'ended' END", filter: false },
    hop: shared.hop,
    role: { kind: "text", sql: "f.role" },
    isVerdict: { kind: "boolean", sql: "f.is_verdict" },
    title: shared.title,
    sentence: { kind: "text", sql: "f.sentence" },
    resourceType: shared.resourceType,
    resourceId: shared.resourceId,
    vpcEndpointId: shared.vpcEndpointId,
    accountId: shared.accountId,
    accountName: shared.accountName,
    region: shared.region,
    serviceName: shared.serviceName,
    azId: { kind: "text", sql: "f.az_id" },
    owner: shared.owner,
    since: shared.since,
    lastSeenAt: { kind: "time", sql: "f.last_seen_at" },
    endedAt: { kind: "time", sql: "f.ended_at" },
    stale: { kind: "boolean", sql: "f.stale" },
    staleReason: { kind: "text", sql: "f.stale_reason", filter: false },
    runbookId: { kind: "text", sql: "f.check_id", filter: false, sort: false },
    evidence: { kind: "object", sql: "f.evidence" },
    confirm: { kind: "object", sql: "f.confirm" },
    fix: { kind: "object", sql: "f.fix" },
    evaluatedAt: { kind: "time", sql: "f.evaluated_at" },
  },
  key: ["accountId", "findingKey"],
  identity: ["f.account_id", "f.finding_key"],
  defaultSort: "-severity",
  search: troubleSearch("f"),
  choices: {
    state: {
      values: { open: "f.ended_at IS NULL", ended: "f.ended_at IS NOT NULL", any: undefined },
      default: "open",
      description: "Findings that hold (open, the default), that are over (ended), or both (any).",
    },
  },
  evaluator: "diagnosis",
};

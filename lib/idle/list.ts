import { z } from "zod";
import { accountNameSearch } from "../api/list/accountSearch.ts";
import type { ListDefinition } from "../api/list/definition.ts";
import { keptSql, lastDecisionJoin } from "./lastDecisionSql.ts";
import { decisions, idleCauses, idleResourceTypes, idleStates } from "./schema.ts";

const text = z.string().nullable();
const isoTime = z.string().meta({ format: "date-time" });
const time = isoTime.nullable();

/** One verdict, with its proof, its price and what its owner decided. */
export const idleItemSchema = z
  .object({
    resourceType: z
      .enum(idleResourceTypes)
      .describe("endpoint-az is one subnet of an endpoint that is itself in use."),
    resourceId: z.string().describe("vpcEndpointId, serviceId or the load balancer's ARN."),
    name: text,
    accountId: z.string(),
    accountName: text,
    region: z.string(),
    subnetId: z.string().describe("Of endpoint-az; empty for the others."),
    azId: text,
    kind: text.describe("Type of the endpoint or load balancer."),
    serviceName: text,
    owner: text,
    environment: text,
    application: text,
    state: z.enum(idleStates),
    cause: z.enum(idleCauses).describe("What decided the state, or why it is not known."),
    reason: z.string(),
    since: isoTime.describe("The watermark at which it was first judged so."),
    idleDays: z.int().nullable().describe("Whole days without a byte that are proven; null where unknown."),
    lastTrafficAt: time,
    windowBytes: z
      .int()
      .nullable()
      .describe("Bytes in the configured number of days, as far as measured; null where nothing was."),
    confidence: z.enum(["high", "medium"]).nullable(),
    savingUsd: z
      .number()
      .nullable()
      .describe("Dollars a month of 730 hours; null where nothing is to be saved or no price is known."),
    priceUsd: z.number().nullable().describe("Dollars an hour and unit."),
    priceDate: z.string().nullable().meta({ format: "date" }).describe("From when the price holds."),
    priceSource: text.describe("price-list or fallback."),
    decision: z
      .enum(decisions)
      .nullable()
      .describe("What counts now: a keep that has expired and what was undone do not."),
    decisionReason: text,
    decidedBy: text,
    decidedAt: time,
    keepUntil: time.describe("Also of a keep that has expired."),
    evidence: z.record(z.string(), z.unknown()).describe("Values and their times."),
    asOf: time.describe("The watermark that the verdict holds for; the window of days ends there."),
    evaluatedAt: isoTime,
  })
  .meta({ id: "IdleItem" });
export type IdleItem = z.infer<typeof idleItemSchema>;

/** SQL for what of a resource's last decision `d` counts now. */
const standing = `CASE WHEN d.decision = 'undo' OR (d.decision = 'keep' AND d.keep_until <= :now) THEN NULL
  ELSE d.decision END`;

/** The list of verdicts, what saves most first. */
export const idleList: ListDefinition<IdleItem> = {
  name: "idle",
  item: idleItemSchema,
  from: "idle_verdict v",
  joins: {
    account: "LEFT JOIN account a ON a.account_id = v.account_id",
    decision: lastDecisionJoin,
  },
  columns: {
    resourceType: { kind: "text", sql: "v.resource_type" },
    resourceId: { kind: "text", sql: "v.resource_id" },
    name: { kind: "text", sql: "v.name" },
    accountId: { kind: "text", sql: "v.account_id" },
    accountName: { kind: "text", sql: "a.name", join: "account" },
    region: { kind: "text", sql: "v.region" },
    subnetId: { kind: "text", sql: "v.subnet_id" },
    azId: { kind: "text", sql: "v.az_id" },
    kind: { kind: "text", sql: "v.kind", filter: "ignoreCase" },
    serviceName: { kind: "text", sql: "v.service_name" },
    owner: { kind: "text", sql: "v.owner" },
    environment: { kind: "text", sql: "v.environment" },
    application: { kind: "text", sql: "v.application" },
    state: { kind: "text", sql: "v.state" },
    cause: { kind: "text", sql: "v.cause" },
    reason: { kind: "text", sql: "v.reason", filter: false },
    since: { kind: "time", sql: "v.since" },
    idleDays: { kind: "integer", sql: "v.idle_days" },
    lastTrafficAt: { kind: "time", sql: "v.last_traffic_at" },
    windowBytes: { kind: "integer", sql: "v.window_bytes" },
    confidence: { kind: "text", sql: "v.confidence" },
    savingUsd: { kind: "number", sql: "v.saving_usd" },
    priceUsd: { kind: "number", sql: "v.price_usd" },
    priceDate: { kind: "date", sql: "v.price_date" },
    priceSource: { kind: "text", sql: "v.price_source" },
    decision: { kind: "text", sql: standing, join: "decision" },
    decisionReason: { kind: "text", sql: "d.reason", join: "decision" },
    decidedBy: { kind: "text", sql: "d.decided_by", join: "decision" },
    decidedAt: { kind: "time", sql: "d.decided_at", join: "decision" },
    keepUntil: { kind: "time", sql: "d.keep_until", join: "decision" },
    evidence: { kind: "object", sql: "v.evidence" },
    asOf: { kind: "time", sql: "v.as_of" },
    evaluatedAt: { kind: "time", sql: "v.evaluated_at" },
  },
  key: ["accountId", "region", "resourceType", "resourceId", "subnetId"],
  identity: ["v.account_id", "v.region", "v.resource_type", "v.resource_id", "v.subnet_id"],
  defaultSort: "-savingUsd",
  sums: ["savingUsd"],
  choices: {
    kept: {
      values: { any: undefined, no: `NOT ${keptSql(":now")}`, yes: keptSql(":now") },
      default: "any",
      description: "Things that an owner keeps for now (yes), those that nobody does (no), or both (any).",
    },
  },
  search: [
    {
      sql: "concat_ws(' ', v.resource_id, v.name, v.service_name, v.account_id, v.owner, v.application) ILIKE :q",
    },
    accountNameSearch("v.account_id"),
  ],
  collector: "metrics",
  evaluator: "idle",
};

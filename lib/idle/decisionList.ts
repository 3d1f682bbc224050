import type { ListDefinition } from "../api/list/definition.ts";
import { decisionSchema, type IdleDecision } from "./decisionSchema.ts";

/** Everything that was ever decided, the newest first; of resources that are gone as well. */
export const decisionList: ListDefinition<IdleDecision> = {
  name: "idle-decisions",
  item: decisionSchema,
  from: "idle_decision d",
  joins: {},
  columns: {
    resourceType: { kind: "text", sql: "d.resource_type" },
    resourceId: { kind: "text", sql: "d.resource_id" },
    accountId: { kind: "text", sql: "d.account_id" },
    region: { kind: "text", sql: "d.region" },
    subnetId: { kind: "text", sql: "d.subnet_id" },
    decisionId: { kind: "integer", sql: "d.id" },
    decision: { kind: "text", sql: "d.decision" },
    reason: { kind: "text", sql: "d.reason", filter: false },
    keepUntil: { kind: "time", sql: "d.keep_until" },
    decidedBy: { kind: "text", sql: "d.decided_by" },
    decidedAt: { kind: "time", sql: "d.decided_at" },
    state: { kind: "text", sql: "d.state" },
    savingUsd: { kind: "number", sql: "d.saving_usd" },
    priceUsd: { kind: "number", sql: "d.price_usd" },
    priceDate: { kind: "date", sql: "d.price_date" },
    goneAt: { kind: "time", sql: "d.gone_at" },
    verifiedBy: { kind: "text", sql: "d.verified_by" },
  },
  key: ["accountId", "decisionId"],
  identity: ["d.account_id", "d.id"],
  defaultSort: "-decidedAt",
  search: [{ sql: "concat_ws(' ', d.resource_id, d.reason, d.decided_by, d.account_id) ILIKE :q" }],
};

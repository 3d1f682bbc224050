import { z } from "zod";
import type { ListDefinition } from "../api/list/definition.ts";
import { idleResourceTypes, idleStates } from "./schema.ts";

const isoTime = z.string().meta({ format: "date-time" });

/** A verdict that changed. */
const changeSchema = z
  .object({
    resourceType: z.enum(idleResourceTypes),
    resourceId: z.string(),
    accountId: z.string(),
    region: z.string(),
    subnetId: z.string().describe("Of endpoint-az; empty for the others."),
    changeId: z.int().describe("In order of time."),
    fromState: z.enum(idleStates),
    toState: z.enum(idleStates),
    knownStateBefore: z
      .enum(idleStates)
      .nullable()
      .describe("The last state before that was not unknown; null where there was none."),
    change: z
      .enum(["became-idle", "woke-up"])
      .nullable()
      .describe("What it means, seen past spells of unknown; null where neither."),
    reason: z.string().describe("Of the new state."),
    savingUsd: z.number().nullable().describe("Dollars a month, of what became idle."),
    asOf: isoTime.nullable().describe("The watermark at which it was judged so."),
    observedAt: isoTime.describe("When it was judged."),
  })
  .meta({ id: "IdleChange" });
type IdleChange = z.infer<typeof changeSchema>;

/** Changes of verdicts, the newest first; the first verdict of anything is none. */
export const changeList: ListDefinition<IdleChange> = {
  name: "idle-changes",
  item: changeSchema,
  from: "idle_transition t",
  joins: {},
  columns: {
    resourceType: { kind: "text", sql: "t.resource_type" },
    resourceId: { kind: "text", sql: "t.resource_id" },
    accountId: { kind: "text", sql: "t.account_id" },
    region: { kind: "text", sql: "t.region" },
    subnetId: { kind: "text", sql: "t.subnet_id" },
    changeId: { kind: "integer", sql: "t.id" },
    fromState: { kind: "text", sql: "t.from_state" },
    toState: { kind: "text", sql: "t.to_state" },
    knownStateBefore: { kind: "text", sql: "t.known_state_before" },
    change: { kind: "text", sql: "t.change" },
    reason: { kind: "text", sql: "t.reason", filter: false },
    savingUsd: { kind: "number", sql: "t.saving_usd" },
    asOf: { kind: "time", sql: "t.as_of" },
    observedAt: { kind: "time", sql: "t.observed_at" },
  },
  key: ["accountId", "changeId"],
  identity: ["t.account_id", "t.id"],
  defaultSort: "-observedAt",
  search: [{ sql: "concat_ws(' ', t.resource_id, t.reason, t.account_id) ILIKE :q" }],
  evaluator: "idle",
};

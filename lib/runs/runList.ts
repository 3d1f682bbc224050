import { z } from "zod";
import { accountNameSearch } from "../api/list/accountSearch.ts";
import type { ListDefinition } from "../api/list/definition.ts";
import { outcomes } from "./schema.ts";

const text = z.string().nullable();
const isoTime = z.string().meta({ format: "date-time" });
const count = z.int();

/** One run of one scope (collector × account × region). */
export const runSchema = z
  .object({
    runId: z.string(),
    collector: z.string(),
    accountId: z.string(),
    accountName: text,
    region: z.string(),
    startedAt: isoTime,
    endedAt: isoTime.nullable(),
    durationSeconds: z.number().nullable(),
    outcome: z.enum(outcomes).nullable().describe("Null while it runs."),
    resources: count,
    created: count,
    modified: count,
    gone: count,
    apiCalls: count,
    throttledCalls: count,
    retriedCalls: count,
    metricsRequested: count,
    datapoints: count,
    costUsd: z.number().describe("What AWS charges for the calls, US dollars."),
    errorClass: text,
    errorCode: text,
    errorMessage: text,
    parts: z.array(z.record(z.string(), z.unknown())).describe("Groups of calls, each with its own outcome."),
    watermark: isoTime.nullable(),
    workerId: text,
  })
  .meta({ id: "Run" });
export type Run = z.infer<typeof runSchema>;

const counted = (column: string) => ({ kind: "integer" as const, sql: `r.${column}` });

/** The list of collector runs, newest first. */
export const runList: ListDefinition<Run> = {
  name: "runs",
  item: runSchema,
  from: "collector_run r",
  joins: { account: "LEFT JOIN account a ON a.account_id = r.account_id" },
  columns: {
    runId: { kind: "text", sql: "r.run_id::text" },
    collector: { kind: "text", sql: "r.collector" },
    accountId: { kind: "text", sql: "r.account_id" },
    accountName: { kind: "text", sql: "a.name", join: "account" },
    region: { kind: "text", sql: "r.region" },
    startedAt: { kind: "time", sql: "r.started_at", always: true },
    endedAt: { kind: "time", sql: "r.ended_at" },
    durationSeconds: { kind: "number", sql: "extract(epoch FROM r.ended_at - r.started_at)" },
    outcome: { kind: "text", sql: "r.outcome", filter: "ignoreCase" },
    resources: counted("resources"),
    created: counted("created"),
    modified: counted("modified"),
    gone: counted("gone"),
    apiCalls: counted("api_calls"),
    throttledCalls: counted("throttled_calls"),
    retriedCalls: counted("retried_calls"),
    metricsRequested: counted("metrics_requested"),
    datapoints: counted("datapoints"),
    costUsd: { kind: "number", sql: "r.cost_usd" },
    errorClass: { kind: "text", sql: "r.error_class" },
    errorCode: { kind: "text", sql: "r.error_code" },
    errorMessage: { kind: "text", sql: "r.error_message" },
    parts: { kind: "object", sql: "r.parts" },
    watermark: { kind: "time", sql: "r.watermark" },
    workerId: { kind: "text", sql: "r.worker_id" },
  },
  key: ["accountId", "runId"],
  identity: ["r.account_id", "r.run_id"],
  defaultSort: "-startedAt",
  search: [
    {
      sql: `concat_ws(' ', r.run_id, r.collector, r.account_id, r.region, r.error_class, r.error_code,
        r.error_message) ILIKE :q`,
    },
    accountNameSearch("r.account_id"),
  ],
};

import { z } from "zod";
import { accountNameSearch } from "../api/list/accountSearch.ts";
import type { ListDefinition } from "../api/list/definition.ts";
import { forecastStates, quotaStates } from "./forecast.ts";

const isoTime = z.string().meta({ format: "date-time" });
const text = z.string().nullable();
const number = z.number().nullable();

/** One quota with its use and when it runs out. */
export const quotaItemSchema = z
  .object({
    accountId: z.string(),
    accountName: text,
    region: z.string(),
    serviceCode: text,
    quotaCode: z.string(),
    quotaName: text,
    resourceId: z.string().describe("A VPC, service or target group; empty for the region as a whole."),
    state: z.enum(quotaStates).describe("near: 80 % and more is used; reached: all of it."),
    reason: z.string(),
    used: number.describe("Null where it was not counted."),
    quotaLimit: number.describe("Null where nobody tells it."),
    limitSource: text.describe("applied to the account, AWS's default, or documented."),
    usedShare: number,
    headroom: number,
    adjustable: z.boolean().nullable(),
    forecast: z.enum(forecastStates),
    forecastReason: z.string(),
    usedPerDay: number.describe("Slope of the last 30 days."),
    runsOutOn: z
      .string()
      .meta({ format: "date" })
      .nullable()
      .describe("At that slope; null where it does not run out within a year, or is not known."),
    evidence: z.record(z.string(), z.unknown()),
    asOf: isoTime.nullable(),
    evaluatedAt: isoTime,
  })
  .meta({ id: "Quota" });
export type QuotaItem = z.infer<typeof quotaItemSchema>;

const plain = (column: string) => ({ kind: "number" as const, sql: `f.${column}` });
const words = (column: string) => ({ kind: "text" as const, sql: `f.${column}` });

/** The list of quotas, the fullest first. */
export const quotaList: ListDefinition<QuotaItem> = {
  name: "quotas",
  item: quotaItemSchema,
  from: "quota_forecast f",
  joins: { account: "LEFT JOIN account a ON a.account_id = f.account_id" },
  columns: {
    accountId: words("account_id"),
    accountName: { kind: "text", sql: "a.name", join: "account" },
    region: words("region"),
    serviceCode: words("service_code"),
    quotaCode: words("quota_code"),
    quotaName: words("quota_name"),
    resourceId: words("resource_id"),
    state: words("state"),
    reason: words("reason"),
    used: plain("used"),
    quotaLimit: plain("quota_limit"),
    limitSource: words("limit_source"),
    usedShare: plain("used_share"),
    headroom: plain("headroom"),
    adjustable: { kind: "boolean", sql: "f.adjustable" },
    forecast: words("forecast"),
    forecastReason: words("forecast_reason"),
    usedPerDay: plain("used_per_day"),
    runsOutOn: { kind: "date", sql: "f.runs_out_on" },
    evidence: { kind: "object", sql: "f.evidence" },
    asOf: { kind: "time", sql: "f.as_of" },
    evaluatedAt: { kind: "time", sql: "f.evaluated_at" },
  },
  key: ["accountId", "region", "quotaCode", "resourceId"],
  defaultSort: "-usedShare",
  search: [
    { sql: "concat_ws(' ', f.account_id, f.region, f.quota_code, f.quota_name, f.resource_id) ILIKE :q" },
    accountNameSearch("f.account_id"),
  ],
  evaluator: "quotas",
};

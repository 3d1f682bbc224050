import { z } from "zod";
import { accountNameSearch } from "../api/list/accountSearch.ts";
import type { ListDefinition } from "../api/list/definition.ts";
import { availabilityClasses } from "./endpoints.ts";

const isoTime = z.string().meta({ format: "date-time" });
const text = z.string().nullable();
const number = z.number().nullable();

/** One objective at one endpoint. */
export const sloEndpointItemSchema = z
  .object({
    sloId: z.string(),
    vpcEndpointId: z.string(),
    accountId: z.string(),
    accountName: text,
    region: z.string(),
    serviceName: text,
    owner: text,
    state: z.enum(["met", "breached", "unknown"]),
    reason: z.string(),
    availabilityClass: z
      .enum(availabilityClasses)
      .describe("At least so many percent of good events; below: less than 95."),
    attainment: number,
    bad: number,
    total: number,
    budgetLeft: number,
    asOf: isoTime.nullable(),
    evaluatedAt: isoTime,
  })
  .meta({ id: "SloEndpoint" });
export type SloEndpointItem = z.infer<typeof sloEndpointItemSchema>;

const words = (column: string) => ({ kind: "text" as const, sql: `x.${column}` });
const plain = (column: string) => ({ kind: "number" as const, sql: `x.${column}` });

/** Objectives that are kept per endpoint, at each of them: what is worst first. */
export const sloEndpointList: ListDefinition<SloEndpointItem> = {
  name: "slo-endpoints",
  item: sloEndpointItemSchema,
  from: "slo_endpoint x",
  joins: {
    account: "LEFT JOIN account a ON a.account_id = x.account_id",
    endpoint:
      "LEFT JOIN vpc_endpoint e ON e.account_id = x.account_id AND e.region = x.region AND e.vpc_endpoint_id = x.vpc_endpoint_id",
  },
  columns: {
    sloId: words("slo_id"),
    vpcEndpointId: words("vpc_endpoint_id"),
    accountId: words("account_id"),
    accountName: { kind: "text", sql: "a.name", join: "account" },
    region: words("region"),
    serviceName: { kind: "text", sql: "e.service_name", join: "endpoint" },
    owner: { kind: "text", sql: "e.owner", join: "endpoint" },
    state: words("state"),
    reason: words("reason"),
    availabilityClass: words("availability_class"),
    attainment: plain("attainment"),
    bad: plain("bad"),
    total: plain("total"),
    budgetLeft: plain("budget_left"),
    asOf: { kind: "time", sql: "x.as_of" },
    evaluatedAt: { kind: "time", sql: "x.evaluated_at" },
  },
  key: ["accountId", "sloId", "vpcEndpointId"],
  defaultSort: "budgetLeft",
  search: [
    { sql: "concat_ws(' ', x.slo_id, x.vpc_endpoint_id, x.account_id, x.region) ILIKE :q" },
    accountNameSearch("x.account_id"),
    { sql: "concat_ws(' ', e.service_name, e.owner) ILIKE :q", join: "endpoint" },
  ],
  evaluator: "slos",
};

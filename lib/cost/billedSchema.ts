import { z } from "zod";
import { coverageSchema } from "../api/list/page.ts";

/** How costs can be asked for. The bill itself knows account, region, service, usage type and day. */
export const costGroups = [
  "endpoint",
  "az",
  "vpc",
  "account",
  "region",
  "service",
  "owner",
  "usageType",
  "day",
] as const;
export type CostGroup = (typeof costGroups)[number];

const key = z.string().nullable().optional();
const isoTime = z.string().meta({ format: "date-time" });
const day = z.string().meta({ format: "date" });

/** One row of costs: the group's own value under the group's name, and US dollars. */
export const costRowSchema = z.object({
  endpoint: key,
  az: key,
  vpc: key,
  account: key,
  accountName: key,
  region: key,
  service: key.describe("The AWS service of the bill."),
  owner: key,
  usageType: key,
  day: key,
  billed: z.number().describe("Unblended, US dollars."),
  billedAmortized: z.number().nullable(),
  estimated: z.number().nullable().describe("Null: this version does not estimate yet."),
  unexplained: z.number().nullable().describe("Null until there is an estimate."),
  provisional: z.boolean().describe("True while AWS may still change part of it."),
});
export type CostRow = z.infer<typeof costRowSchema>;

/** What AWS billed over some days. */
export const costsSchema = z
  .object({
    asOf: isoTime.nullable().describe("The newest complete success of the cost collector."),
    coverage: coverageSchema,
    from: day.describe("First day, inclusive (UTC)."),
    to: day.describe("Last day, exclusive."),
    latestDay: day.nullable().describe("The last day in the range of which anything has been billed."),
    groupBy: z.enum(costGroups),
    currency: z.literal("USD"),
    total: z.int(),
    items: z.array(costRowSchema),
    nextCursor: z.null(),
  })
  .meta({ id: "Costs" });
export type Costs = z.infer<typeof costsSchema>;

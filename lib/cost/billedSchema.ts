import { z } from "zod";
import { coverageSchema } from "../api/list/page.ts";
import { causeSchema } from "./reconcile/schema.ts";

/** How costs can be asked for. The bill itself knows account, region, service, usage type and day; of the others, estimates tell. */
export const costGroups = [
  "endpoint",
  "az",
  "vpc",
  "account",
  "region",
  "service",
  "serviceName",
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
  serviceName: key.describe("The service that endpoints connect to."),
  owner: key,
  usageType: key,
  day: key,
  estimated: z
    .number()
    .nullable()
    .describe(
      "From what is known of the endpoints and the list prices, US dollars. Null: nothing could be estimated.",
    ),
  billed: z
    .number()
    .nullable()
    .describe(
      "Unblended, US dollars. Null: the bill does not know it by this group, or has nothing of it yet.",
    ),
  billedReason: z.string().nullable().describe("Why billed is null, where it could be known."),
  billedAmortized: z.number().nullable(),
  unexplained: z
    .number()
    .nullable()
    .describe(
      "Billed minus estimated over the days that are estimated, US dollars; null where the bill does not know the group.",
    ),
  causes: z.array(causeSchema).describe("What is unexplained, by cause; the largest first."),
  flagged: z.boolean().describe("A charge of some day is more than 5 % off, for more than the bill's delay."),
  unestimated: z
    .int()
    .describe(
      "Days of zones of endpoints of which a part of the estimate is not known, and therefore not in it.",
    ),
  attributed: z
    .boolean()
    .describe("False for the one row that holds what is billed and cannot be told by this group."),
  provisional: z.boolean().describe("True while AWS may still change part of it."),
  priceDate: day.nullable().describe("From when the newest price in the estimate applies."),
  priceSources: z.array(z.string()).describe("Where the prices are from: price-list, fallback."),
});
export type CostRow = z.infer<typeof costRowSchema>;

/** What was estimated and billed over some days, and what lies between. */
export const costsSchema = z
  .object({
    asOf: isoTime.nullable().describe("The newest complete success of the cost collector."),
    coverage: coverageSchema,
    from: day.describe("First day, inclusive (UTC)."),
    to: day.describe("Last day, exclusive."),
    latestDay: day.nullable().describe("The last day in the range of which anything has been billed."),
    estimatedFrom: day.nullable().describe("The first day in the range that is estimated."),
    estimatedAsOf: isoTime
      .nullable()
      .describe("Up to when the inventory speaks that the estimate is made from."),
    groupBy: z.enum(costGroups),
    currency: z.literal("USD"),
    total: z.int(),
    items: z.array(costRowSchema),
    nextCursor: z.null(),
  })
  .meta({ id: "Costs" });
export type Costs = z.infer<typeof costsSchema>;

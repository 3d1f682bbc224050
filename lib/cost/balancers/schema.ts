import { z } from "zod";
import { causeSchema } from "../reconcile/schema.ts";
import { capacityDimensions } from "./capacity.ts";

const isoTime = z.string().meta({ format: "date-time" });
const day = z.string().meta({ format: "date" });
const usd = z.number().nullable();

export const balancerCostDaySchema = z.object({
  day,
  hours: z.int().describe("Begun clock hours in which it existed."),
  hoursUsd: usd.describe("Null where no price is known."),
  lcuHours: z.number().nullable().describe("Capacity units times hours; null where nobody measured."),
  lcuUsd: usd,
  lcuSource: z
    .enum(["measured", "reckoned"])
    .nullable()
    .describe("As CloudWatch counts them, or by the dimension that needs most over the day."),
  dimension: z
    .enum(capacityDimensions)
    .nullable()
    .describe("That needs most units and is charged; null where nothing flowed or nothing was measured."),
  why: z.string().nullable(),
  crossZoneBytes: z
    .int()
    .nullable()
    .describe("Estimated from the bytes of each AZ and where the targets are; 0 where cross-zone is off."),
  crossZoneUsd: usd.describe("Out of one AZ and into another, both charged to the load balancer's owner."),
  reason: z.string().nullable().describe("Why a figure of the day is null."),
});
export type BalancerCostDay = z.infer<typeof balancerCostDaySchema>;

/** What a load balancer cost over the last 30 days that are estimated. */
export const balancerCostSchema = z
  .object({
    asOf: isoTime.describe("Up to when the inventory speaks that it is estimated from."),
    from: day,
    to: day.describe("Last day, exclusive."),
    estimatedUsd: usd.describe("Its hours, capacity units and data between AZs, as far as known."),
    hours: z.int(),
    hoursUsd: usd,
    lcuHours: z.number().nullable(),
    lcuUsd: usd,
    crossZoneBytes: z.number().nullable(),
    crossZoneUsd: usd,
    unestimatedDays: z.int().describe("Days of which a figure is not known, and therefore not in the sums."),
    dimension: z.enum(capacityDimensions).nullable().describe("That dominated on most days."),
    why: z.string().nullable().describe("Of the newest day on which it did."),
    priceDate: day.nullable(),
    priceSource: z.string().nullable(),
    days: z.array(balancerCostDaySchema).describe("The newest first."),
    reconciled: z
      .object({
        estimatedUsd: usd,
        billedUsd: usd,
        unexplainedUsd: usd,
        causes: z.array(causeSchema),
      })
      .nullable()
      .describe(
        "Hours and capacity units of all load balancers of its account and region against the bill of the same days: AWS bills no single one. Data between AZs is billed among all other data of the account and is not in it.",
      ),
  })
  .meta({ id: "LoadBalancerCost" });
export type BalancerCost = z.infer<typeof balancerCostSchema>;

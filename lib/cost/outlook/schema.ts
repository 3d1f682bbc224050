import { z } from "zod";

const day = z.string().meta({ format: "date" });
const usd = z.number().nullable();

/** What one day cost. */
export interface DailyCost {
  day: string;
  /** US dollars of usage, without credits and taxes; null where neither bill nor estimate knows. */
  usd: number | null;
  source: "billed" | "estimated" | null;
  /** The day is over, and the bill had a day to fill it, or every part of the estimate is known. */
  complete: boolean;
}

export const budgetStates = ["within", "at-risk", "forecast-over", "over", "unknown", "none"] as const;

export const costOutlookSchema = z
  .object({
    month: z.string().describe("YYYY-MM, UTC."),
    asOf: z.string().meta({ format: "date-time" }).nullable(),
    monthToDate: z.object({
      usd,
      billedUsd: z.number().describe("Of it, days as billed."),
      estimatedUsd: z.number().describe("Of it, days that the bill has not got yet, as estimated."),
      missingDays: z.array(day).describe("Days of which neither knows anything; they are not in it."),
    }),
    forecast: z.object({
      usd: usd.describe("The whole month: what is known, and each other day as the same weekdays were."),
      lowUsd: usd.describe(
        "Four months in five end between low and high, if days go on to differ as they did.",
      ),
      highUsd: usd,
      basedOnDays: z.int(),
      reason: z.string().nullable(),
    }),
    anomalies: z.array(
      z.object({
        day,
        usd: z.number(),
        expectedUsd: z.number().describe("Median of the same weekdays before."),
        lowUsd: z.number(),
        highUsd: z.number(),
        state: z.enum(["high", "low"]),
      }),
    ),
    anomaliesJudged: z.int().describe("Days of the month that had enough weekdays before them to be judged."),
    budget: z.object({
      state: z.enum(budgetStates),
      usd,
      usedShare: z.number().nullable(),
      runsOutOn: day
        .nullable()
        .describe("The day the budget is used up at the forecast's pace, if in this month."),
      reason: z.string(),
    }),
  })
  .meta({ id: "CostOutlook" });
export type CostOutlook = z.infer<typeof costOutlookSchema>;

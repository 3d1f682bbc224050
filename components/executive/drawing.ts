import type { DayState } from "#lib/cost/compute.ts";
import type { UsageGroup } from "#lib/cost/schema.ts";

/** The token that a usage group is drawn in, the same in every chart and legend. */
export const groupTokens: Record<UsageGroup, string> = {
  "endpoint-hours": "--s1",
  "endpoint-data": "--s2",
  "other-endpoints": "--s4",
  "load-balancers": "--s5",
  other: "--s3",
};

/** What each state of a day says to a reader. */
export const stateWords: Record<DayState, string> = {
  billed: "billed",
  estimated: "billed, AWS may still change it",
  partial: "incomplete: AWS takes up to a day to bill",
  missing: "no bill arrived",
  "not-billed": "not billed yet",
};

import type { UsageGroup } from "#lib/cost/schema.ts";

/** The token that a usage group is drawn in, the same in every chart and legend. */
export const groupTokens: Record<UsageGroup, string> = {
  "endpoint-hours": "--s1",
  "endpoint-data": "--s2",
  "other-endpoints": "--s4",
  "load-balancers": "--s5",
  other: "--s3",
};

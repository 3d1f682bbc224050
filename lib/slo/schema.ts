/** How an indicator counts: good events among all, or good slices of time among all. */
export const sliKinds = ["ratio", "timeslice"] as const;
export type SliKind = (typeof sliKinds)[number];

/** What a slice without data counts as. */
export const noDataPolicies = ["ignore", "good", "bad"] as const;
export type NoDataPolicy = (typeof noDataPolicies)[number];

export const alertPolicies = ["guide", "workbook"] as const;
export type AlertPolicyName = (typeof alertPolicies)[number];

/** The span that the budget belongs to: the last so many days, or a calendar month or quarter (UTC). */
export type BudgetWindow =
  | { kind: "rolling"; days: number }
  | { kind: "calendar"; unit: "month" | "quarter" };

/** What was counted in one bucket of time. Of a timeslice indicator, `total` is 1 and `bad` 0 or 1. */
export interface Sample {
  /** Start of the bucket, ms since 1970. */
  time: number;
  bad: number;
  total: number;
}

/** An objective as it is evaluated. */
export interface Objective {
  kind: SliKind;
  /** Share of good events that is promised, above 0 and below 1: 0.999. */
  target: number;
  window: BudgetWindow;
  /** Width of a bucket. */
  stepSeconds: number;
  /** Fewer events than this in a window give no verdict for it. 0: any will do. */
  minimumTotal: number;
  /** Of timeslice indicators. */
  noData: NoDataPolicy;
  policy: AlertPolicyName;
}

/** A span left out of the reckoning, `to` exclusive, ms since 1970. */
export interface Exclusion {
  from: number;
  to: number;
  reason: string;
}

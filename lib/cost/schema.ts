/** What a usage type is charged for, coarse enough for a chart. Ordered as it is stacked. */
export const usageGroups = [
  "endpoint-hours",
  "endpoint-data",
  "other-endpoints",
  "load-balancers",
  "other",
] as const;
export type UsageGroup = (typeof usageGroups)[number];

export const usageGroupTitles: Record<UsageGroup, string> = {
  "endpoint-hours": "Endpoint hours",
  "endpoint-data": "Endpoint data",
  "other-endpoints": "Other endpoint types",
  "load-balancers": "Load balancers",
  other: "Tax, credits, other",
};

/** What spend can be split by. The bill itself knows no owner and no zone: of those, estimates tell. */
export const costDimensions = ["account", "service", "owner", "az", "usageType", "region"] as const;
export type CostDimension = (typeof costDimensions)[number];
export type BilledDimension = Exclude<CostDimension, "owner" | "az">;

export const isEstimatedDimension = (dimension: CostDimension): dimension is "owner" | "az" =>
  dimension === "owner" || dimension === "az";

export const costDimensionTitles: Record<CostDimension, string> = {
  account: "Account",
  service: "Service",
  owner: "Owner",
  az: "Zone",
  usageType: "Usage type",
  region: "Region",
};

/** What was billed for one usage type on one UTC day, over all accounts. */
export interface BilledDay {
  /** YYYY-MM-DD */
  day: string;
  service: string;
  usageType: string;
  costUsd: number;
  /** Cost Explorer's own flag: it may still change the day. */
  estimated: boolean;
  /** When the oldest part of it was collected. A day collected soon after its end may hold part of it only. */
  collectedAt: Date;
}

/** What was billed for one value of a dimension in two spans of days. */
export interface BilledShare {
  key: string | null;
  /** Name of the account; null for other dimensions. */
  name: string | null;
  /** In the whole span that is shown. */
  costUsd: number;
  /** In the part of it that is compared. */
  comparedUsd: number;
  /** In the span before that it is compared to. */
  beforeUsd: number;
}

/** How far the cost collector is in one account. */
export interface CostScope {
  accountId: string;
  accountName: string | null;
  outcome: string | null;
  lastSuccessAt: Date | null;
  fresh: boolean;
  errorClass: string | null;
}

/** An inclusive span of UTC days, YYYY-MM-DD. */
export interface Days {
  first: string;
  last: string;
}

import type { CausePart } from "../reconcile/schema.ts";
import type { Days } from "../schema.ts";

/** What costs can be split by. The bill itself knows the first five; of the others, estimates tell. */
export const exploreDimensions = [
  "account",
  "region",
  "service",
  "usageType",
  "day",
  "owner",
  "az",
  "vpc",
  "serviceName",
  "endpoint",
] as const;
export type ExploreDimension = (typeof exploreDimensions)[number];

export const dimensionTitles: Record<ExploreDimension, string> = {
  account: "Account",
  region: "Region",
  service: "AWS service",
  usageType: "Usage type",
  day: "Day",
  owner: "Owner",
  az: "Zone",
  vpc: "VPC",
  serviceName: "Endpoint service",
  endpoint: "Endpoint",
};

const onlyEstimated: readonly ExploreDimension[] = ["owner", "az", "vpc", "serviceName", "endpoint"];

/** Whether the bill does not know it, so that there is an estimate only. */
export const isOnlyEstimated = (dimension: ExploreDimension) => onlyEstimated.includes(dimension);

/** A value of a dimension that costs are narrowed to; '' is what has none, such as no owner tag. */
export interface ExploreFilter {
  dimension: ExploreDimension;
  value: string;
}

/** What the address of the cost explorer asks for. */
export interface ExploreQuery {
  days: Days;
  rows: ExploreDimension;
  /** Null: no second dimension, and instead estimated, billed and unexplained beside each other. */
  columns: ExploreDimension | null;
  filters: ExploreFilter[];
}

/** Where a row and a column meet. US dollars; null where one of the two knows nothing. */
export interface ExploreCell {
  /** Null: nothing is told, such as no owner tag. */
  row: string | null;
  column: string | null;
  estimated: number | null;
  billed: number | null;
  unexplained: number | null;
  unestimated: number;
  flagged: boolean;
  provisional: boolean;
}

/** One row of the explorer. */
export interface ExploreRow extends Omit<ExploreCell, "row" | "column"> {
  key: string | null;
  /** The account's name, where the row is an account. */
  name: string | null;
  /** By column; null where the row has nothing there. */
  cells: (number | null)[];
  causes: CausePart[];
  /** Several small rows in one; how many. */
  others: number | null;
}

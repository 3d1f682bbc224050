/** What logs are read for: a collector's name, and `source` of `log_coverage`. */
export type LogSource = "rejects" | "access-denials";

/** Times from (inclusive) to (exclusive). */
export interface TimeRange {
  from: Date;
  to: Date;
}

/** Times for which logs were asked. `truncated`: more was found than a query gives, so that something may be missing. */
export interface AskedRange extends TimeRange {
  truncated: boolean;
}

/** Dollars per GB that a query reads; `source` says where the price comes from. */
export interface ScanPrice {
  usdPerGb: number;
  source: "price-list" | "fallback";
}

/** What is known of a log group before it is asked. */
export interface LogGroupFacts {
  /** As DescribeLogGroups gives it: compressed. Null where AWS does not say. */
  storedBytes: number | null;
  createdAt: Date | null;
  /** Null: kept for ever. */
  retentionDays: number | null;
}

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

/**
 * What was found in a span of time, grouped, judged up to `askedTo`. `none-seen` only where all of the time was asked
 * for; `seen` is a lower bound unless `complete`.
 */
export type AskedSummary<Group> =
  | { state: "seen"; groups: Group[]; askedTo: Date | null; complete: boolean; reason: string }
  | { state: "none-seen"; askedTo: Date }
  | { state: "unknown"; reason: string };

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

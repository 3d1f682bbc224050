import type { UnexplainedCause } from "#lib/cost/reconcile/schema.ts";

/** Causes in a few words, for a table; the long form is `unexplainedCauses`. */
export const causeTitles: Record<UnexplainedCause, string> = {
  "bill-delay": "bill not complete yet",
  "no-bill": "no bill read",
  "not-on-bill": "not on the bill",
  credit: "below list price",
  tax: "above list price, tax, fees",
  "no-price": "no price known",
  "not-measured": "not measured",
  "not-collected": "not collected",
  "unknown-endpoint": "more than known endpoints used",
  "unknown-balancer": "balancers that are not estimated",
  "less-billed": "less than known endpoints used",
};

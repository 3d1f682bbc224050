import { comparedDays, prepareSpend, type Spend } from "./compute.ts";
import { billedDays, billedShares, billedSpan, costScopes } from "./data.ts";
import { addMonths, dayOf, daysOfMonth, isMonth } from "./days.ts";
import type { BilledDimension, BilledShare, CostScope, Days } from "./schema.ts";

export interface SpendView {
  spend: Spend;
  dimension: BilledDimension;
  shares: BilledShare[];
  /** Days of which there is any bill; what the month picker can reach. */
  span: Days | undefined;
  scopes: CostScope[];
}

/** The month a reader asked for: a month that exists and has begun, else the present one. */
export function readMonth(text: string | undefined, now: Date): string {
  const current = dayOf(now).slice(0, 7);
  return text && isMonth(text) && text <= current ? text : current;
}

/** What was billed in a month, with the month before to compare, and split by one dimension. */
export async function loadSpend(month: string, dimension: BilledDimension, now: Date): Promise<SpendView> {
  const whole = daysOfMonth(month);
  const before = daysOfMonth(addMonths(month, -1));
  const [days, span, scopes] = await Promise.all([
    billedDays({ first: before.first, last: whole.last }),
    billedSpan(),
    costScopes(now),
  ]);
  const spend = prepareSpend(month, days);
  const compared =
    spend.completeThrough && "usd" in spend.comparison
      ? comparedDays(month, spend.completeThrough)
      : undefined;
  const shares = spend.shown
    ? await billedShares(dimension, whole, compared?.days, compared?.beforeDays)
    : [];
  return { spend, dimension, shares, span, scopes };
}

import { costOutlook } from "../../cost/outlook/compute.ts";
import { dailyCosts } from "../../cost/outlook/data.ts";
import { daysOfOutlook } from "../../cost/outlook/loaders.ts";
import type { CostOutlook } from "../../cost/outlook/schema.ts";
import { formatUsd } from "../../format/money.ts";
import type { Queryable } from "../../runs/mutations.ts";
import type { Signal } from "../schema.ts";
import { fleetSignal } from "./signal.ts";

export const budgetSubject = { accountId: "", subject: "budget" };

/** The month's budget, where it is used up or will be. What may only be is no ticket. */
export function budgetSignals({ budget, month, monthToDate, forecast }: CostOutlook, now: Date): Signal[] {
  if (budget.usd === null || (budget.state !== "over" && budget.state !== "forecast-over")) return [];
  const spent = monthToDate.usd === null ? "" : `${formatUsd(monthToDate.usd)} so far`;
  const outlook = forecast.usd === null ? "" : `, ${formatUsd(forecast.usd)} by the end of it at this pace`;
  const end = budget.runsOutOn ? `; it is used up on ${budget.runsOutOn}` : "";
  return [
    fleetSignal({
      ...budgetSubject,
      source: "cost",
      severity: "ticket",
      title: budget.state === "over" ? "The budget is used up" : "The budget will be used up",
      sentence: `${month} costs ${spent}${outlook}, and the budget is ${formatUsd(budget.usd)}${end}.`,
      resourceType: "budget",
      resourceId: month,
      since: now,
    }),
  ];
}

/** The present month against `costs.budgetUsd`; null where there is no budget. */
export async function budgetOutlook(
  db: Queryable,
  budgetUsd: number | undefined,
  now: Date,
): Promise<CostOutlook | null> {
  if (budgetUsd === undefined) return null;
  const { first, today } = daysOfOutlook(now);
  const { days, asOf } = await dailyCosts(first, today, db);
  return costOutlook(days, today, budgetUsd, asOf);
}

import { currentConfig } from "../../config/data.ts";
import { addDays, dayOf } from "../days.ts";
import { costOutlook } from "./compute.ts";
import { dailyCosts } from "./data.ts";
import type { CostOutlook } from "./schema.ts";

/** Days that are read: eight weeks of weekdays before the first of a month. */
const daysBack = 90;

/** The days that an outlook is made from, both included. */
export function daysOfOutlook(now: Date): { first: string; today: string } {
  const today = dayOf(now);
  return { first: addDays(today, -daysBack), today };
}

/** Month to date, forecast, anomalies and budget of the present month. */
export async function loadCostOutlook(now: Date): Promise<CostOutlook> {
  const { first, today } = daysOfOutlook(now);
  const { days, asOf } = await dailyCosts(first, today);
  return costOutlook(days, today, configuredBudget(), asOf);
}

/** A configuration that cannot be read is said where it is used to collect; here there is just no budget. */
export function configuredBudget(): number | undefined {
  try {
    return currentConfig()?.costs.budgetUsd;
  } catch {
    return undefined;
  }
}

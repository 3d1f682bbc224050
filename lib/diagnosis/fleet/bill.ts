import { quote } from "../checks/shared/commands.ts";
import type { Command } from "../schema.ts";
import type { FleetCostDay } from "./factsSchema.ts";

export const usd = (amount: number | null) => (amount === null ? "not known" : `$${amount.toFixed(2)}`);

/** The bill of the days up to and with `facts.day`, by usage type. Cost Explorer answers in us-east-1 alone, $0.01 a request. */
export function billQuery({ account, region, day }: FleetCostDay, title: string, days: number): Command {
  const filter = JSON.stringify({
    And: [
      { Dimensions: { Key: "SERVICE", Values: ["Amazon Virtual Private Cloud"] } },
      { Dimensions: { Key: "REGION", Values: [region] } },
    ],
  });
  return {
    title,
    command: `aws ce get-cost-and-usage --time-period Start=${shift(day, 1 - days)},End=${shift(day, 1)} --granularity DAILY --metrics UnblendedCost UsageQuantity --group-by Type=DIMENSION,Key=USAGE_TYPE --filter ${quote(filter)} --profile ${quote(account.profile)} --region us-east-1`,
    runIn: `${account.name ?? "account"} (${account.accountId}), us-east-1`,
    expect: `The same usage types each day; one that moved on ${day} is what to look at.`,
  };
}

/** A day so many days later; what is no day stays as it is. */
function shift(day: string, days: number): string {
  const time = Date.parse(`${day}T00:00:00Z`);
  return Number.isNaN(time) ? day : new Date(time + days * 86_400_000).toISOString().slice(0, 10);
}

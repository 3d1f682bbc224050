import type { Status } from "#components/ui/StatusMark.tsx";
import type { ExploreDimension } from "#lib/cost/explore/schema.ts";
import type { CostOutlook } from "#lib/cost/outlook/schema.ts";

export const budgetWords: Record<CostOutlook["budget"]["state"], { text: string; status: Status }> = {
  within: { text: "within budget", status: "ok" },
  "at-risk": { text: "budget at risk", status: "warn" },
  "forecast-over": { text: "heading over", status: "warn" },
  over: { text: "over budget", status: "bad" },
  unknown: { text: "budget not judged", status: "unknown" },
  none: { text: "no budget", status: "none" },
};

/** What a reader most likely asks next of a row. */
export const nextDimension: Record<ExploreDimension, ExploreDimension> = {
  account: "serviceName",
  region: "account",
  service: "usageType",
  usageType: "account",
  day: "usageType",
  owner: "account",
  az: "account",
  vpc: "endpoint",
  serviceName: "endpoint",
  endpoint: "endpoint",
};

/** What a value that is not there is called. */
export const noneWords: Record<ExploreDimension, { text: string; reason: string }> = {
  account: { text: "no account", reason: "Nothing tells the account" },
  region: { text: "no region", reason: "The usage type names no region: credits, taxes, fees" },
  service: { text: "no service", reason: "The bill names no service" },
  usageType: { text: "no usage type", reason: "The bill names no usage type" },
  day: { text: "no day", reason: "Nothing tells the day" },
  owner: { text: "no owner tag", reason: "These endpoints carry no owner tag" },
  az: {
    text: "zone not known",
    reason: "What is known of no zone: data that is measured for the whole endpoint only",
  },
  vpc: { text: "VPC not known", reason: "The endpoint is not in the inventory any more" },
  serviceName: { text: "service not known", reason: "The endpoint is not in the inventory any more" },
  endpoint: { text: "no endpoint", reason: "Nothing tells the endpoint" },
};

/** The list of endpoints behind a value; undefined where the list cannot be narrowed to it. */
export function endpointsFilter(
  dimension: ExploreDimension,
  value: string,
): Record<string, string> | undefined {
  switch (dimension) {
    case "account":
      return { accountId: value };
    case "region":
      return { region: value };
    case "owner":
      return { owner: value };
    case "az":
      return { azIds: value };
    case "vpc":
      return { vpcId: value };
    case "serviceName":
      return { serviceName: value };
    default:
      return undefined;
  }
}

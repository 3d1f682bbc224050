import { GetCostAndUsageCommand, type ResultByTime } from "@aws-sdk/client-cost-explorer";
import { allPages } from "../aws/pages.ts";
import type { Aws } from "../aws/session.ts";

/** Days from `start` (inclusive) to `end` (exclusive), YYYY-MM-DD. */
export interface Days {
  start: string;
  end: string;
}

/** What one service cost, by day, account and usage type. `onRequest` hears of each page asked for. */
export function fetchCosts(
  aws: Aws,
  service: string,
  days: Days,
  onRequest: () => void,
): Promise<ResultByTime[]> {
  return allPages(async (NextPageToken) => {
    onRequest();
    const answer = await aws.costExplorer(
      new GetCostAndUsageCommand({
        TimePeriod: { Start: days.start, End: days.end },
        Granularity: "DAILY",
        Metrics: ["UnblendedCost", "AmortizedCost", "UsageQuantity"],
        GroupBy: [
          { Type: "DIMENSION", Key: "LINKED_ACCOUNT" },
          { Type: "DIMENSION", Key: "USAGE_TYPE" },
        ],
        Filter: { Dimensions: { Key: "SERVICE", Values: [service] } },
        NextPageToken,
      }),
    );
    return { items: answer.ResultsByTime, next: answer.NextPageToken };
  });
}

import {
  type Dimension,
  GetCostAndUsageCommand,
  GetCostAndUsageWithResourcesCommand,
  type ResultByTime,
} from "@aws-sdk/client-cost-explorer";
import { allPages } from "../aws/pages.ts";
import type { Aws } from "../aws/session.ts";

/** Days from `start` (inclusive) to `end` (exclusive), YYYY-MM-DD. */
export interface Days {
  start: string;
  end: string;
}

/** A question to Cost Explorer, answered by day. */
export interface CostQuestion {
  service: string;
  days: Days;
  /** Two at most. */
  groupBy: (Dimension | "RESOURCE_ID")[];
  /** Only these; all when absent. */
  usageTypes?: string[];
  metrics?: string[];
}

/** What one service cost, by day and group. `onRequest` hears of each page asked for: each is paid for. */
export function fetchCosts(
  aws: Aws,
  { service, days, groupBy, usageTypes, metrics = ["UnblendedCost", "UsageQuantity"] }: CostQuestion,
  onRequest: () => void,
): Promise<ResultByTime[]> {
  const ofService = { Dimensions: { Key: "SERVICE" as const, Values: [service] } };
  const ofUsage = usageTypes && { Dimensions: { Key: "USAGE_TYPE" as const, Values: usageTypes } };
  const question = {
    TimePeriod: { Start: days.start, End: days.end },
    Granularity: "DAILY" as const,
    Metrics: metrics,
    GroupBy: groupBy.map((Key) => ({ Type: "DIMENSION" as const, Key })),
    Filter: ofUsage ? { And: [ofService, ofUsage] } : ofService,
  };
  return allPages(async (NextPageToken) => {
    onRequest();
    const asked = { ...question, NextPageToken };
    const answer = groupBy.includes("RESOURCE_ID")
      ? await aws.costExplorer(new GetCostAndUsageWithResourcesCommand(asked))
      : await aws.costExplorer(new GetCostAndUsageCommand(asked));
    return { items: answer.ResultsByTime, next: answer.NextPageToken };
  });
}

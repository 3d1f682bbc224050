import { DescribeLogGroupsCommand, type LogGroup } from "@aws-sdk/client-cloudwatch-logs";
import { scanPrice, scanRates } from "#lib/logsInsights/data.ts";
import { allPages } from "../aws/pages.ts";
import type { Aws } from "../aws/session.ts";
import type { ScopeContext } from "../collector.ts";
import type { AskedGroup } from "./ask.ts";

/** Log groups whose name begins with `prefix`, or has `pattern` somewhere in it. */
export function findLogGroups(
  aws: Aws,
  by: { logGroupNamePrefix: string } | { logGroupNamePattern: string },
): Promise<LogGroup[]> {
  return allPages(async (nextToken) => {
    const answer = await aws.logs(new DescribeLogGroupsCommand({ ...by, limit: 50, nextToken }));
    return { items: answer.logGroups, next: answer.nextToken };
  });
}

/** What asking a log group may cost. */
export async function toAskedGroup(
  { db, scope, now }: ScopeContext,
  logGroupName: string,
  { storedBytes, creationTime, retentionInDays }: LogGroup,
): Promise<AskedGroup> {
  const { accountId, region } = scope;
  const rates = await scanRates(db.pool, accountId, region, [logGroupName]);
  return {
    logGroupName,
    price: await scanPrice(db.pool, region, now),
    bytesPerMs: rates.get(logGroupName) ?? null,
    storedBytes: storedBytes ?? null,
    createdAt: creationTime === undefined ? null : new Date(creationTime),
    retentionDays: retentionInDays ?? null,
  };
}

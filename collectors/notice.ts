import type { Config } from "#lib/config/schema.ts";
import type { Database } from "#lib/db/pool.ts";
import { metricsCostUsd } from "#lib/polling/schema.ts";
import { estimateMetrics } from "./metrics/estimate.ts";

const usualZones = 2;

/** Whose account is about to be read and what that may cost, for people, before anything that costs is asked. */
export async function noticeOf(
  db: Database,
  identity: { accountId: string; arn: string },
  config: Config,
): Promise<string> {
  const { rows } = await db.pool.query<{ endpoints: number }>(
    `SELECT count(*)::int AS endpoints FROM vpc_endpoint
     WHERE account_id = $1 AND gone_at IS NULL AND lower(vpc_endpoint_type) <> 'gateway'`,
    [identity.accountId],
  );
  const known = rows[0]?.endpoints ?? 0;
  const endpoints = known || 100;
  const { firstSight, perDayActive, perDayAsleep } = estimateMetrics(endpoints, usualZones);
  const dollars = (metrics: number) => `$${metricsCostUsd(metrics).toFixed(2)}`;
  return [
    `Reading AWS account ${identity.accountId} as ${identity.arn || "unknown"}: read-only, all enabled regions.`,
    `CloudWatch bills $0.01 per 1,000 metrics asked for. For ${known ? "its" : "every"} ${endpoints} measurable ` +
      `endpoints in ${usualZones} zones that is about ${dollars(firstSight)} once, for the past, and between ` +
      `${dollars(perDayAsleep)} (all of them silent) and ${dollars(perDayActive)} a day (all of them busy); those ` +
      `somebody watches, and those in trouble, are asked more often.`,
    `A limit: "metrics: { usdPerMonth: … }" in linkledger.yaml slows the asking down before it is passed.`,
    "Cost Explorer bills $0.01 per request: a few dozen for the first year's bill, two or more a day afterwards.",
    `Logs Insights bills by what a query reads (flow logs, network activity): at most ${`$${config.logsInsights.usdPerDay.toFixed(2)}`} a day, ` +
      `as "logsInsights: { usdPerDay: … }" in linkledger.yaml says.`,
    "What was really asked, and its price, is on the collectors page.",
  ].join("\n");
}

import { bucketMs, bucketStart, estimateBytes, scanCostUsd } from "#lib/logsInsights/compute.ts";
import { release, reserve, settle } from "#lib/logsInsights/mutations.ts";
import type { LogGroupFacts, LogSource, ScanPrice, TimeRange } from "#lib/logsInsights/schema.ts";
import type { Failure } from "#lib/runs/schema.ts";
import { AwsError } from "../aws/errors.ts";
import type { ScopeContext } from "../collector.ts";
import { type Answer, mostRows, runQuery, type Wait } from "./query.ts";

/** A log group, and what a query to it may cost. */
export interface AskedGroup extends LogGroupFacts {
  logGroupName: string;
  price: ScanPrice;
  /** Bytes per millisecond that its last query read; null before the first. */
  bytesPerMs: number | null;
}

/** What one span of time held. */
export interface Slice extends TimeRange {
  rows: Record<string, string>[];
  /** There was more than a query gives, even in the shortest span. */
  truncated: boolean;
}

/** Dollars of a run's queries, added up while they end. */
export interface Bill {
  costUsd: number;
}

/**
 * Asks a log group for a span of time, within the day's dollars, and gives what it holds piece by piece: a span that
 * times out, or holds more rows than a query gives, is asked for in halves, down to five minutes.
 * @throws AwsError where AWS fails, of class `budget` before a query that would cost too much. Pieces given before stay good.
 */
export async function* askLogs(
  context: ScopeContext,
  source: LogSource,
  group: AskedGroup,
  queryString: string,
  span: TimeRange,
  bill: Bill,
  pause?: Wait,
): AsyncGenerator<Slice> {
  const left = [span];
  for (let next = left.pop(); next; next = left.pop()) {
    const answer = await askOnce(context, source, group, queryString, next, bill, pause);
    const overflowing = answer.rows.length >= mostRows;
    if (answer.status === "Timeout" || (answer.status === "Complete" && overflowing)) {
      const middle = bucketStart(new Date((next.from.getTime() + next.to.getTime()) / 2));
      if (next.to.getTime() - next.from.getTime() > bucketMs && middle > next.from) {
        left.push({ from: middle, to: next.to }, { from: next.from, to: middle });
        continue;
      }
    }
    if (answer.status !== "Complete") throw failed(answer, group.logGroupName);
    yield { ...next, rows: answer.rows, truncated: overflowing };
  }
}

function failed({ status }: Answer, logGroupName: string): AwsError {
  const message = `a query to ${logGroupName} ended as ${status}`;
  return new AwsError({ errorClass: "unavailable", code: `Query${status}`, message });
}

async function askOnce(
  context: ScopeContext,
  source: LogSource,
  group: AskedGroup,
  queryString: string,
  span: TimeRange,
  bill: Bill,
  pause?: Wait,
): Promise<Answer> {
  const { aws, db, config, scope, now, signal } = context;
  const { accountId, region } = scope;
  const { logGroupName, price } = group;
  const spanMs = span.to.getTime() - span.from.getTime();
  const estimatedUsd = scanCostUsd(estimateBytes(group, spanMs, group.bytesPerMs, now), price);
  const { usdPerDay } = config.logsInsights;
  const query = {
    accountId,
    region,
    collector: source,
    logGroupName,
    spanSeconds: spanMs / 1000,
    estimatedUsd,
  };
  const reserved = await reserve(db.pool, query, usdPerDay, now);
  if (!("id" in reserved)) throw new AwsError(budgetFailure(usdPerDay, reserved.spent, estimatedUsd));
  let started = false;
  const onStart = () => {
    started = true;
  };
  let answer: Answer;
  try {
    answer = await runQuery(aws, { logGroupName, queryString, ...span, onStart }, signal, pause);
  } catch (error) {
    // A query that AWS refused read nothing. What another has read nobody knows: its estimate stands.
    if (!started && isRefusal(error)) await release(db.pool, accountId, reserved.id);
    else bill.costUsd += estimatedUsd;
    throw error;
  }
  const { status, bytesScanned } = answer;
  const usd = scanCostUsd(bytesScanned, price);
  bill.costUsd += usd;
  await settle(db.pool, accountId, reserved.id, { outcome: status, bytesScanned, usd });
  return answer;
}

/** AWS answered, and the answer was no. Without an answer the query may run all the same. */
function isRefusal(error: unknown): boolean {
  return (
    error instanceof AwsError &&
    !/^(interrupted|network|unavailable|malformed)$/.test(error.failure.errorClass)
  );
}

/** Why a query was not sent, with the figures. */
function budgetFailure(usdPerDay: number, spent: number, estimatedUsd: number): Failure {
  const dollars = (usd: number) => `$${usd.toFixed(usd < 0.01 ? 5 : 2)}`;
  const message =
    usdPerDay === 0
      ? "Logs Insights is turned off: logsInsights.usdPerDay is 0"
      : `the next query of Logs Insights would cost about ${dollars(estimatedUsd)}; ${dollars(spent)} of the day's ${dollars(usdPerDay)} are spent`;
  return { errorClass: "budget", code: usdPerDay === 0 ? "TurnedOff" : "DailyCapReached", message };
}

import {
  GetQueryResultsCommand,
  type GetQueryResultsResponse,
  StartQueryCommand,
  StopQueryCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { log } from "#lib/log.ts";
import { AwsError, queryLimit } from "../aws/errors.ts";
import type { Aws } from "../aws/session.ts";

/** The most rows that a query gives, whatever it finds. */
export const mostRows = 10_000;
/** Thirty queries of an account and region run at once, people's included: ours waits its turn this long. */
const longestTurnMs = 5 * 60_000;
const longestRunMs = 10 * 60_000;

export interface Question {
  logGroupName: string;
  queryString: string;
  from: Date;
  to: Date;
  /** Hears of it when the query runs: from then on it costs. */
  onStart?: () => void;
}

/** How a query ended. `bytesScanned` is what it is billed for, complete or not. */
export interface Answer {
  status: "Complete" | "Timeout" | "Failed" | "Cancelled";
  rows: Record<string, string>[];
  bytesScanned: number;
}

/** Waits between calls; tests pass one that does something meanwhile. */
export type Wait = (ms: number, signal: AbortSignal) => Promise<unknown>;

/**
 * Asks Logs Insights and waits for the end. A query that is given up (stopped, or failing to answer) is stopped at AWS
 * too, because it is billed for what it reads.
 * @throws AwsError when it could not be started or its results not be read.
 */
export async function runQuery(
  aws: Aws,
  question: Question,
  signal: AbortSignal,
  pause: Wait = aws.pause,
): Promise<Answer> {
  const queryId = await start(aws, question, signal, pause);
  question.onStart?.();
  let ended = false;
  try {
    for (let waited = 0, ms = 200; ; ms = Math.min(5_000, ms * 1.6)) {
      await pause(ms, signal);
      waited += ms;
      const results = await aws.logs(new GetQueryResultsCommand({ queryId }));
      const answer = answerOf(results);
      if (answer) {
        ended = true;
        return answer;
      }
      if (waited > longestRunMs) throw unavailable("QueryTooLong", "a query did not end within 10 minutes");
    }
  } finally {
    if (!ended) await stop(aws, queryId);
  }
}

async function start(aws: Aws, question: Question, signal: AbortSignal, pause: Wait): Promise<string> {
  const { logGroupName, queryString, from, to } = question;
  const command = new StartQueryCommand({
    logGroupName,
    queryString,
    startTime: from.getTime() / 1000,
    // To Logs Insights the end belongs to the span; what lies on it is left out of the rows.
    endTime: to.getTime() / 1000,
    limit: mostRows,
  });
  for (let waited = 0, ms = 2_000; ; waited += ms, ms = Math.min(30_000, ms * 2)) {
    try {
      const { queryId } = await aws.logs(command);
      if (queryId) return queryId;
      throw new AwsError({
        errorClass: "malformed",
        code: "NoQueryId",
        message: "a query was started without an id",
      });
    } catch (error) {
      if (!(error instanceof AwsError && error.failure.code === queryLimit)) throw error;
      if (waited >= longestTurnMs)
        throw new AwsError({ ...error.failure, errorClass: "throttled" }, { cause: error });
      await pause(ms, signal);
    }
  }
}

async function stop(aws: Aws, queryId: string): Promise<void> {
  try {
    await aws.logs(new StopQueryCommand({ queryId }), AbortSignal.timeout(3_000));
  } catch (error) {
    log.debug({ err: error, queryId }, "a query could not be stopped; it ends by itself");
  }
}

/** Undefined while the query runs, or waits to. */
function answerOf({ status, results, statistics }: GetQueryResultsResponse): Answer | undefined {
  if (status !== "Complete" && status !== "Timeout" && status !== "Failed" && status !== "Cancelled")
    return undefined;
  const rows = (results ?? []).map((fields) =>
    Object.fromEntries(
      fields.flatMap(({ field, value }) => (field && value !== undefined ? [[field, value]] : [])),
    ),
  );
  return { status, rows, bytesScanned: statistics?.bytesScanned ?? 0 };
}

function unavailable(code: string, message: string): AwsError {
  return new AwsError({ errorClass: "unavailable", code, message });
}

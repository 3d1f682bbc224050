import {
  GetMetricDataCommand,
  type MetricDataQuery,
  type MetricDataResult,
} from "@aws-sdk/client-cloudwatch";
import { AwsError } from "../aws/errors.ts";
import { inGroups } from "../aws/pages.ts";
import type { Aws } from "../aws/session.ts";
import { metricsBilled } from "./catalog.ts";
import { queriesPerCall, type Series, type Window } from "./plan.ts";

/** Buckets of one series: time in ms → values in the order of the kind's statistics. */
export type Buckets = Map<number, (number | undefined)[]>;

/** One entry per series asked for; undefined where CloudWatch did not give it. */
export type Answer = Map<Series, Buckets | undefined>;

/** What asking adds to, call by call: what a call asked for is billed, whatever becomes of those after it. */
export interface Asked {
  metricsRequested: number;
  datapoints: number;
}

/** Series in groups that fit one call each. */
export function callsFor(series: Series[], window: Window): Series[][] {
  const queries = queriesPerCall(window);
  const widest = Math.max(...series.map(({ kind }) => kind.statistics.length), 1);
  return inGroups(series, Math.max(1, Math.floor(queries / widest)));
}

/** Asks for all statistics of the series in one call, following pages. Throws AwsError. */
export async function fetchSeries(aws: Aws, series: Series[], window: Window, asked: Asked): Promise<Answer> {
  const queries: MetricDataQuery[] = [];
  for (const [i, { kind, dimensions }] of series.entries()) {
    for (const [j, { metric, stat }] of kind.statistics.entries()) {
      queries.push({
        Id: `q${i}_${j}`,
        MetricStat: {
          Metric: { Namespace: kind.namespace, MetricName: metric, Dimensions: dimensions },
          Period: window.periodSeconds,
          Stat: stat,
        },
      });
    }
  }
  const answer: Answer = new Map(series.map((one) => [one, new Map()]));
  const billed = series.reduce((sum, { kind }) => sum + metricsBilled(kind), 0);
  const seen = new Set<string>();
  let NextToken: string | undefined;
  do {
    const page = await aws.cloudWatch(
      new GetMetricDataCommand({
        MetricDataQueries: queries,
        StartTime: window.from,
        EndTime: window.to,
        ScanBy: "TimestampAscending",
        NextToken,
      }),
    );
    asked.metricsRequested += billed;
    for (const result of page.MetricDataResults ?? []) asked.datapoints += addResult(answer, series, result);
    NextToken = page.NextToken || undefined;
    if (NextToken && seen.has(NextToken)) {
      throw new AwsError({
        errorClass: "malformed",
        code: "RepeatingNextToken",
        message: "CloudWatch gave the same page twice",
      });
    }
    if (NextToken) seen.add(NextToken);
  } while (NextToken);
  return answer;
}

/** Adds a result to the series it belongs to; returns its datapoints. */
function addResult(answer: Answer, series: Series[], result: MetricDataResult): number {
  const [, i, j] = /^q(\d+)_(\d+)$/.exec(result.Id ?? "") ?? [];
  const one = series[Number(i)];
  if (!one) return 0;
  // Complete and PartialData (more on the next page) are data; anything else is a failure of this series alone.
  if (result.StatusCode === "InternalError" || result.StatusCode === "Forbidden") {
    answer.set(one, undefined);
    return 0;
  }
  const buckets = answer.get(one);
  if (!buckets) return 0;
  const { Timestamps = [], Values = [] } = result;
  const at = Number(j);
  const width = one.kind.statistics.length;
  for (let k = 0; k < Timestamps.length; k++) {
    const time = (Timestamps[k] as Date).getTime();
    let values = buckets.get(time);
    if (!values) {
      values = new Array<number | undefined>(width);
      buckets.set(time, values);
    }
    values[at] = Values[k];
  }
  return Timestamps.length;
}

import type { Fleet } from "../fleet/fleet.ts";
import { type Expression, PromqlError } from "./promql.ts";
import { findSeries, type Labels, type ProbeSeries, SampleReader } from "./series.ts";

/** Times in seconds. */
export interface Grid {
  start: number;
  end: number;
  step: number;
}

interface Row {
  metric: Labels;
  /** Values on the grid; undefined where there is none. */
  values: (number | undefined)[];
}

const MOST_POINTS = 11_000;

/** A matrix: every series with the values it has on the grid. @throws PromqlError */
export function evaluateRange(fleet: Fleet, now: number, expression: Expression, grid: Grid) {
  if (!(grid.step > 0))
    throw new PromqlError("zero or negative query resolution step widths are not accepted");
  if (grid.end < grid.start) throw new PromqlError("end timestamp must not be before start time");
  if ((grid.end - grid.start) / grid.step > MOST_POINTS)
    throw new PromqlError(
      "exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query resolution (?step=XX)",
    );
  const times = timesOf(grid);
  return rowsOf(fleet, now, expression, times)
    .map(({ metric, values }) => ({
      metric,
      values: values.flatMap((value, index) =>
        value === undefined ? [] : [[times[index] as number, String(value)] as const],
      ),
    }))
    .filter(({ values }) => values.length > 0);
}

/** A vector at one time, or the raw samples of a range selector as a matrix. @throws PromqlError */
export function evaluateInstant(fleet: Fleet, now: number, expression: Expression, at: number) {
  if (expression.kind === "range") {
    const reader = new SampleReader(fleet, now);
    const from = at - expression.seconds;
    const result = findSeries(fleet, expression.matchers, from, at)
      .map((series) => ({ metric: series.labels, values: reader.range(series, from, at).map(pair) }))
      .filter(({ values }) => values.length > 0);
    return { resultType: "matrix" as const, result };
  }
  const result = rowsOf(fleet, now, expression, [at]).flatMap(({ metric, values: [value] }) =>
    value === undefined ? [] : [{ metric, value: pair([at, value]) }],
  );
  return { resultType: "vector" as const, result };
}

const pair = ([time, value]: readonly [number, number]) => [time, String(value)] as const;

function timesOf({ start, end, step }: Grid): number[] {
  const count = Math.floor((end - start) / step + 1e-9) + 1;
  return Array.from({ length: count }, (_, index) => Number((start + index * step).toFixed(3)));
}

function rowsOf(fleet: Fleet, now: number, expression: Expression, times: readonly number[]): Row[] {
  const reader = new SampleReader(fleet, now);
  const [first, last] = [times[0] as number, times.at(-1) as number];
  switch (expression.kind) {
    case "selector":
      return findSeries(fleet, expression.matchers, first, last).map((series) => ({
        metric: series.labels,
        values: times.map((time) => reader.instant(series, time)),
      }));
    case "overTime": {
      const { matchers, seconds } = expression.of;
      return findSeries(fleet, matchers, first - seconds, last).map((series) => ({
        metric: withoutName(series),
        values: times.map((time) =>
          reduce(
            expression.function,
            reader.range(series, time - seconds, time).map(([, value]) => value),
          ),
        ),
      }));
    }
    case "aggregate":
      return aggregate(rowsOf(fleet, now, expression.of, times), expression, times.length);
    case "range":
      throw new PromqlError(
        'invalid expression type "range vector" for range query, must be Scalar or instant Vector',
      );
  }
}

function withoutName({ labels: { __name__: _name, ...labels } }: ProbeSeries): Labels {
  return labels;
}

function aggregate(
  rows: Row[],
  { function: name, by }: { function: string; by: string[] },
  length: number,
): Row[] {
  const groups = Map.groupBy(rows, ({ metric }) => JSON.stringify(by.map((label) => metric[label] ?? "")));
  return [...groups.values()].map((group) => ({
    metric: Object.fromEntries(
      by.flatMap((label) => (group[0]?.metric[label] ? [[label, group[0].metric[label]]] : [])),
    ),
    values: Array.from({ length }, (_, index) =>
      reduce(
        name,
        group.map((row) => row.values[index]).filter((value) => value !== undefined),
      ),
    ),
  }));
}

function reduce(name: string, values: number[]): number | undefined {
  if (values.length === 0) return undefined;
  switch (name) {
    case "count":
      return values.length;
    case "min":
      return Math.min(...values);
    case "max":
      return Math.max(...values);
    case "last":
      return values.at(-1);
    default: {
      const sum = values.reduce((total, value) => total + value, 0);
      return name === "sum" ? sum : sum / values.length;
    }
  }
}

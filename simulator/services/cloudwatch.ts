import {
  BALANCERS,
  ENDPOINTS,
  findSeries,
  type Metric,
  type MetricScope,
  metricsOf,
  NAT_GATEWAYS,
  SERVICES,
} from "../fleet/metric-catalog.ts";
import type { Series } from "../fleet/series.ts";
import { AwsError } from "../protocols/errors.ts";
import { decodeToken, encodeToken, paginate } from "../protocols/paging.ts";
import type { WireObject } from "../protocols/xml.ts";
import type { Call, Operations, Silence } from "./context.ts";

const MAX_QUERIES = 500;
const MAX_DATAPOINTS = 100_800;
/** Data of a minute can be read this many minutes later. */
const LATENCY_MINUTES = 5;
const DAY = 1440;
const NAMESPACES = [ENDPOINTS, SERVICES, BALANCERS, NAT_GATEWAYS];

interface MetricQuery {
  Id: string;
  Label?: string;
  Expression?: string;
  ReturnData?: boolean | string;
  MetricStat?: {
    Metric: { Namespace: string; MetricName: string; Dimensions?: { Name: string; Value: string }[] };
    Period: number | string;
    Stat: string;
  };
}

export const cloudwatch: Operations = {
  GetMetricData: (call) => {
    const queries = (call.json.MetricDataQueries ?? []) as MetricQuery[];
    const { start, end } = timeRange(call);
    checkQueries(queries);
    const limit = Math.min(Number(call.json.MaxDatapoints ?? MAX_DATAPOINTS), MAX_DATAPOINTS);
    const token = call.json.NextToken as string | undefined;
    const position = token ? decodeToken("GetMetricData", token, "InvalidNextToken") : 0;
    return collect(call, queries, { start, end, limit, position });
  },

  ListMetrics: (call) => {
    const listed = listMetrics(call);
    const request = { maxResults: undefined, nextToken: call.json.NextToken as string | undefined };
    const action = `ListMetrics/${call.accountId}/${call.region}`;
    const rules = { action, defaultSize: 500, min: 1, max: 500, tokenError: "InvalidParameterValue" };
    const page = call.plain ? { items: listed, nextToken: undefined } : paginate(listed, request, rules);
    return { Metrics: page.items as never, NextToken: page.nextToken };
  },
};

type ListedMetric = { Namespace: string; MetricName: string; Dimensions: Metric["dimensions"] };

/** The last lists asked for: the pages of one listing should not each make it anew. */
const recentLists = new WeakMap<Call["traffic"], Map<string, ListedMetric[]>>();
const KEPT_LISTS = 8;

function listMetrics(call: Call): ListedMetric[] {
  const { NextToken: _token, ...wanted } = call.json;
  const minute = Math.floor(call.now / 60_000);
  const scope = [call.accountId, call.region, minute, call.subnetGrainOnly, call.traffic.version];
  const key = JSON.stringify([...scope, wanted]);
  const lists = recentLists.get(call.traffic) ?? new Map<string, ListedMetric[]>();
  recentLists.set(call.traffic, lists);
  let list = lists.get(key);
  if (!list) {
    const namespace = call.json.Namespace as string | undefined;
    list = [];
    for (const one of namespace === undefined ? NAMESPACES : [namespace]) {
      for (const metric of metricsOf(scopeOf(call), one)) list.push(...activeMetrics(call, metric));
    }
    if (lists.size >= KEPT_LISTS) lists.delete(lists.keys().next().value as string);
    lists.set(key, list);
  }
  return list;
}

function scopeOf(call: Call): MetricScope {
  const { fleet, traffic, accountId, region, now, subnetGrainOnly } = call;
  return { fleet, traffic, accountId, region, now, subnetGrainOnly };
}

/** Metric names of one set of dimensions that pass the filters and had data in the last two weeks. */
function activeMetrics(call: Call, metric: Metric): ListedMetric[] {
  const { MetricName, Dimensions, RecentlyActive } = call.json as {
    MetricName?: string;
    Dimensions?: { Name: string; Value?: string }[];
    RecentlyActive?: string;
  };
  const wanted = (Dimensions ?? []).every((filter) =>
    metric.dimensions.some(
      ({ Name, Value }) => Name === filter.Name && (filter.Value === undefined || filter.Value === Value),
    ),
  );
  const names = [...metric.series.keys()].filter((name) => MetricName === undefined || MetricName === name);
  if (!wanted || names.length === 0) return [];
  const until = availableUntil(call.now);
  const since = until - (RecentlyActive === "PT3H" ? 180 : 14 * DAY);
  const series = metric.series.get(names[0] as string)?.();
  if (!series?.hasData(since, until)) return [];
  return names.map((name) => ({
    Namespace: metric.namespace,
    MetricName: name,
    Dimensions: metric.dimensions,
  }));
}

function availableUntil(now: number): number {
  return Math.floor(now / 60_000) - LATENCY_MINUTES;
}

function timeRange(call: Call): { start: number; end: number } {
  const start = readTime(call.json.StartTime);
  const end = readTime(call.json.EndTime);
  if (!(start < end))
    throw new AwsError("ValidationError", "The parameter StartTime must be less than the parameter EndTime.");
  return { start, end };
}

/** JSON carries seconds, the older query protocol ISO text. Answers minutes since 1970. */
function readTime(value: unknown): number {
  const seconds = typeof value === "number" ? value : Date.parse(String(value)) / 1000;
  if (!Number.isFinite(seconds))
    throw new AwsError("ValidationError", `Timestamp ${String(value)} is invalid`);
  return seconds / 60;
}

function checkQueries(queries: MetricQuery[]): void {
  if (queries.length === 0)
    throw new AwsError("ValidationError", "The parameter MetricDataQueries is required.");
  if (queries.length > MAX_QUERIES)
    throw new AwsError(
      "ValidationError",
      `The collection MetricDataQueries must not have a size greater than ${MAX_QUERIES}.`,
    );
  if (new Set(queries.map((query) => query.Id)).size !== queries.length)
    throw new AwsError("ValidationError", "The parameter MetricDataQueries contains duplicate Ids.");
  for (const { Id, MetricStat, Expression } of queries) {
    if (!/^[a-z][a-zA-Z0-9_]*$/.test(Id))
      throw new AwsError(
        "ValidationError",
        `The value ${Id} for parameter Id is not matching the expected pattern.`,
      );
    if (!MetricStat)
      throw new AwsError(
        "ValidationError",
        `Error in expression '${Id}': ${Expression ?? "no metric"} is not supported.`,
      );
    const period = Number(MetricStat.Period);
    if (!(period > 0) || period % 60 !== 0)
      throw new AwsError("ValidationError", `Period ${MetricStat.Period} must be a multiple of 60.`);
  }
}

interface Window {
  start: number;
  end: number;
  /** Datapoints of one answer at most. */
  limit: number;
  /** Where this page begins: a query, and so many of its datapoints further. */
  position: number;
}

/** No query has as many datapoints as this. */
const QUERY_SPAN = 1_000_000;

/** Works through the queries until the page is full; a query that goes on carries PartialData. */
function collect(call: Call, queries: MetricQuery[], { start, end, limit, position }: Window) {
  const scope = scopeOf(call);
  const ascending = call.json.ScanBy === "TimestampAscending";
  const first = Math.floor(position / QUERY_SPAN);
  const results = [];
  let room = limit;
  for (const [index, query] of queries.entries()) {
    if (index < first) continue;
    if (room === 0) return page(results, index * QUERY_SPAN);
    const points = readPoints(scope, query, start, end, ascending, call.silences);
    const skip = index === first ? position % QUERY_SPAN : 0;
    const take = Math.min(room, points.values.length - skip);
    const partial = skip + take < points.values.length;
    results.push({
      Id: query.Id,
      Label: query.Label ?? query.MetricStat?.Metric.MetricName,
      Timestamps: wireTimes(points.timestamps.slice(skip, skip + take), call),
      Values: points.values.slice(skip, skip + take),
      StatusCode: partial ? "PartialData" : "Complete",
    });
    room -= take;
    if (partial) return page(results, index * QUERY_SPAN + skip + take);
  }
  return page(results, undefined);
}

function page(MetricDataResults: WireObject[], next: number | undefined): WireObject {
  return {
    MetricDataResults,
    NextToken: next === undefined ? undefined : encodeToken("GetMetricData", next),
    Messages: [],
  };
}

/** JSON carries seconds, XML dates. */
function wireTimes(seconds: number[], call: Call): (number | Date)[] {
  return call.xml ? seconds.map((time) => new Date(time * 1000)) : seconds;
}

function readPoints(
  scope: MetricScope,
  query: MetricQuery,
  start: number,
  end: number,
  ascending: boolean,
  silences: readonly Silence[],
) {
  const { Metric, Period, Stat } = query.MetricStat as NonNullable<MetricQuery["MetricStat"]>;
  const series = findSeries(scope, Metric.Namespace, Metric.MetricName, Metric.Dimensions ?? []);
  const points = { timestamps: [] as number[], values: [] as number[] };
  if (!series) return points;
  const minutes = Number(Period) / 60;
  readSeries(
    withSilences(series, silences),
    Stat,
    minutes,
    Math.max(start, oldest(scope.now, minutes)),
    end,
    scope.now,
    points,
  );
  if (!ascending) {
    points.timestamps.reverse();
    points.values.reverse();
  }
  return points;
}

type Values = Pick<Series, "value">;

/** The series without what lies in silences. */
function withSilences(series: Values, silences: readonly Silence[]): Values {
  if (silences.length === 0) return series;
  return {
    value(statistic, from, to) {
      let [start, end] = [from, to];
      for (const silence of silences) {
        const [begins, ends] = [silence.from / 60_000, silence.to / 60_000];
        if (start >= begins && start < ends) start = ends;
        else if (start < begins && end > begins) end = begins;
      }
      return start < end ? series.value(statistic, start, end) : undefined;
    },
  };
}

/** CloudWatch keeps minutes 15 days, five minutes 63 days, hours 455 days. */
function oldest(now: number, minutes: number): number {
  const days = minutes % 60 === 0 ? 455 : minutes % 5 === 0 ? 63 : 15;
  return Math.floor(now / 60_000) - days * DAY;
}

function readSeries(
  series: Values,
  statistic: string,
  minutes: number,
  start: number,
  end: number,
  now: number,
  into: { timestamps: number[]; values: number[] },
): void {
  const until = availableUntil(now);
  for (let from = Math.floor(start / minutes) * minutes; from < end && from < until; from += minutes) {
    const value = series.value(statistic, from, Math.min(from + minutes, until));
    if (value === undefined) continue;
    into.timestamps.push(from * 60);
    into.values.push(value);
  }
}

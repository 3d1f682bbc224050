import type { AnsweredUnit } from "#lib/metrics/answered.ts";
import type { Values } from "#lib/metrics/rollup.ts";
import type { Resolution } from "#lib/metrics/schema.ts";
import { storeAnswers } from "#lib/metrics/storeAnswers.ts";
import type { ScopeContext } from "../collector.ts";
import type { Buckets } from "./fetch.ts";
import type { Period, Plan, Series, Unit } from "./plan.ts";

const resolutionOf: Record<Period, Resolution> = { 60: "1m", 300: "5m", 3600: "1h", 86400: "1d" };

/** A unit and what is asked for it. */
export interface Planned {
  unit: Unit;
  plan: Plan;
}

/** Counts over all units of a run. */
export interface Tally {
  metricsRequested: number;
  datapoints: number;
  units: number;
  /** Resource ids by grain that published anything in this run. */
  published: Map<string, Set<string>>;
  /** Resource ids by grain that were asked for. */
  asked: Map<string, Set<string>>;
}

export function newTally(): Tally {
  return { metricsRequested: 0, datapoints: 0, units: 0, published: new Map(), asked: new Map() };
}

/** Found buckets of series, by period. */
export type Found = Map<Series, Map<Period, Buckets>>;

/** Stores what was found of units of one namespace, with their rollups and watermarks, in one transaction. */
export async function store(
  context: ScopeContext,
  planned: Planned[],
  found: Found,
  tally: Tally,
): Promise<void> {
  const family = planned[0]?.unit.series[0]?.kind.family;
  if (!family) return;
  const answers = planned.map((one) => answerOf(one, found));
  await storeAnswers(context.db.pool, family, context.scope, answers, context.now);
  for (const { grain, resourceId, span } of answers) {
    note(tally.asked, grain, resourceId);
    if (span) note(tally.published, grain, resourceId);
  }
  tally.units += planned.length;
}

function answerOf({ unit, plan }: Planned, found: Found): AnsweredUnit {
  const { resourceId, grain, series } = unit;
  const columns = series.map(columnsOf);
  const all = series.flatMap((one) => [...(found.get(one)?.values() ?? [])]);
  return {
    namespace: series[0]?.kind.namespace ?? "",
    ...{ resourceId, grain, to: plan.to },
    ranges: plan.windows.map(({ periodSeconds, from, to }) => ({
      resolution: resolutionOf[periodSeconds],
      from: from.getTime(),
      to: to.getTime(),
      series: series.map(({ key, labels }, i) => ({
        ...{ key, labels },
        columns: columns[i]?.names ?? [],
        buckets: reordered(found.get(series[i] as Series)?.get(periodSeconds), columns[i]?.places ?? []),
      })),
    })),
    collectedFrom: Object.fromEntries(
      Object.entries(plan.collectedFrom).map(([period, from]) => [
        resolutionOf[Number(period) as Period],
        from,
      ]),
    ),
    span: spanOf(all),
  };
}

/** The columns that a series fills, in the family's order, and the places of their values in its buckets. */
function columnsOf({ kind }: Series): { names: string[]; places: number[] } {
  const names = (kind.family?.values ?? [])
    .map(({ column }) => column)
    .filter((column) => kind.statistics.some((statistic) => statistic.column === column));
  return {
    names,
    places: names.map((name) => kind.statistics.findIndex(({ column }) => column === name)),
  };
}

function reordered(buckets: Buckets | undefined, places: number[]): Map<number, Values> {
  if (!buckets || places.every((place, i) => place === i)) return buckets ?? new Map();
  return new Map([...buckets].map(([time, values]) => [time, places.map((place) => values[place])]));
}

/** First and last time among buckets; undefined for none. */
function spanOf(all: Iterable<Buckets>): { first: Date; last: Date } | undefined {
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (const buckets of all) {
    for (const time of buckets.keys()) {
      if (time < first) first = time;
      if (time > last) last = time;
    }
  }
  return first <= last ? { first: new Date(first), last: new Date(last) } : undefined;
}

function note(into: Map<string, Set<string>>, grain: string, resourceId: string): void {
  const ids = into.get(grain) ?? new Set();
  into.set(grain, ids.add(resourceId));
}

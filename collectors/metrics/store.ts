import { ensurePartitions } from "#lib/db/partitions.ts";
import { inTransaction } from "#lib/db/transaction.ts";
import { rollUp, storeBuckets, type Watermark, writeWatermarks } from "#lib/metrics/mutations.ts";
import { partitioning } from "#lib/metrics/partitions.ts";
import type { Resolution } from "#lib/metrics/schema.ts";
import type { ScopeContext } from "../collector.ts";
import type { Namespace } from "./catalog.ts";
import type { Buckets } from "./fetch.ts";
import type { Period, Plan, Series, Unit } from "./plan.ts";
import { copyLines, spanOf } from "./rows.ts";

const resolutionOf: Record<Period, Resolution> = { 60: "1m", 300: "5m", 3600: "1h", 86400: "1d" };
const periods: Period[] = [86_400, 3600, 300, 60];

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
  /** The oldest end among the units that were brought up to date. */
  watermark?: Date;
  /** Resource ids by grain that published anything in this run. */
  published: Map<string, Set<string>>;
  /** Resource ids by grain that were asked for. */
  asked: Map<string, Set<string>>;
}

export function newTally(): Tally {
  return { metricsRequested: 0, datapoints: 0, units: 0, published: new Map(), asked: new Map() };
}

/**
 * Stores what was found of units, rolls it up and moves their watermarks, in one transaction. Rows of 1 minute make
 * those of 5, those the hours, those the days; what was asked for at a coarser period goes to its own table.
 */
export async function store(
  context: ScopeContext,
  planned: Planned[],
  found: Map<Series, Map<Period, Buckets>>,
  tally: Tally,
): Promise<void> {
  const [first] = planned;
  const family = first?.unit.series[0]?.kind.family;
  if (!first || !family) return;
  const { accountId, region } = context.scope;
  const { pool } = context.db;
  const { to } = first.plan;
  const windows = planned.flatMap(({ plan }) => plan.windows);
  const fromOf = (finest: Period) =>
    earliest(windows.filter(({ periodSeconds }) => periodSeconds <= finest).map(({ from }) => from));
  for (const period of periods) {
    const from = fromOf(period);
    if (from) await ensurePartitions(pool, partitioning(family, resolutionOf[period]), from, to);
  }
  const ids = [...new Set(planned.flatMap(({ unit }) => unit.series.map(({ key }) => key[0] as string)))];
  await inTransaction(pool, async (client) => {
    for (const period of periods) {
      const lines: string[] = [];
      for (const { unit } of planned) {
        for (const series of unit.series) {
          const buckets = found.get(series)?.get(period);
          if (buckets) for (const line of copyLines(accountId, series, buckets)) lines.push(line);
        }
      }
      await storeBuckets(client, family, resolutionOf[period], lines);
    }
    for (const [fine, coarse] of [
      [60, 300],
      [300, 3600],
      [3600, 86_400],
    ] as const) {
      const from = fromOf(fine);
      if (from)
        await rollUp(client, family, resolutionOf[fine], resolutionOf[coarse], { accountId, ids, from, to });
    }
    const reached = planned.flatMap((one) => marksOf(one, found, tally));
    await writeWatermarks(client, accountId, region, reached, context.now);
  });
  tally.units += planned.length;
  tally.watermark = earliest([to, ...(tally.watermark ? [tally.watermark] : [])]);
}

function earliest(times: Date[]): Date | undefined {
  return times.length > 0 ? new Date(Math.min(...times.map((time) => time.getTime()))) : undefined;
}

/** Watermarks of a unit after its windows: for the period asked, and for the coarser buckets made from it. */
function marksOf(
  { unit, plan }: Planned,
  found: Map<Series, Map<Period, Buckets>>,
  tally: Tally,
): Watermark[] {
  const { resourceId, grain } = unit;
  const namespace: Namespace | undefined = unit.series[0]?.kind.namespace;
  if (!namespace) return [];
  const buckets = unit.series.flatMap((series) => [...(found.get(series)?.values() ?? [])]);
  const span = spanOf(buckets);
  note(tally.asked, grain, resourceId);
  if (span) note(tally.published, grain, resourceId);
  const mark = (periodSeconds: number, collectedFrom: Date): Watermark => ({
    namespace,
    resourceId,
    grain,
    periodSeconds,
    watermark: plan.to,
    collectedFrom,
    firstDatapointAt: span?.first ?? null,
    lastDatapointAt: span?.last ?? null,
  });
  return periods.flatMap((period) => {
    const collectedFrom = plan.collectedFrom[period];
    return collectedFrom ? [mark(period, collectedFrom)] : [];
  });
}

function note(into: Map<string, Set<string>>, grain: string, resourceId: string): void {
  const ids = into.get(grain) ?? new Set();
  into.set(grain, ids.add(resourceId));
}

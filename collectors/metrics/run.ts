import { inTransaction } from "#lib/db/transaction.ts";
import { readWatermarks, refreshTraffic, sumSubnets, type Watermark } from "#lib/metrics/mutations.ts";
import { AwsError } from "../aws/errors.ts";
import type { ScopeContext } from "../collector.ts";
import { readFinestWatermarks } from "./facts.ts";
import { type Buckets, callsFor, fetchSeries } from "./fetch.ts";
import { type Known, type Period, planUnit, pointsOf, type Series, type Unit, type Window } from "./plan.ts";
import { type Planned, store, type Tally } from "./store.ts";

/** Watermarks by unit and period. */
export class Marks {
  readonly #marks = new Map<string, Watermark>();
  readonly #context: ScopeContext;

  constructor(context: ScopeContext) {
    this.#context = context;
  }

  /** Reads those of the whole scope. */
  async read(): Promise<void> {
    const { db, scope } = this.#context;
    this.#keep(await readWatermarks(db.pool, scope.accountId, scope.region));
  }

  /** Reads anew how far units are known that this run has asked for. */
  async readAgain(units: Unit[]): Promise<void> {
    const { db, scope } = this.#context;
    this.#keep(await readFinestWatermarks(db.pool, scope.accountId, units));
  }

  #keep(marks: Watermark[]): void {
    for (const mark of marks) this.#marks.set(`${mark.grain} ${mark.resourceId} ${mark.periodSeconds}`, mark);
  }

  of({ grain, resourceId }: Pick<Unit, "grain" | "resourceId">): Known {
    const at = (period: Period) => this.#marks.get(`${grain} ${resourceId} ${period}`);
    return { 60: at(60), 300: at(300), 3600: at(3600), 86400: at(86_400) };
  }

  /** Up to where the newest of them reaches; undefined where nothing was ever asked for. */
  newest(): Date | undefined {
    const times = [...this.#marks.values()].map(({ watermark }) => watermark.getTime());
    return times.length > 0 ? new Date(times.reduce((a, b) => Math.max(a, b))) : undefined;
  }

  /** The mark that polling goes by. */
  last(unit: Pick<Unit, "grain" | "resourceId">): Watermark | undefined {
    return this.#marks.get(`${unit.grain} ${unit.resourceId} 60`);
  }
}

const mostQueries = 500;
// So that a batch is a transaction of some seconds, and several of them fit in memory together.
const mostPoints = 150_000;
const mostUnits = 500;

/**
 * Brings units up to date in batches that fill whole calls: each is asked for, stored, rolled up and given its
 * watermarks in one transaction of its own, so that a run that is cut short keeps what it has. A batch whose calls
 * fail is a failed part; its watermarks stay.
 */
export async function collectUnits(
  context: ScopeContext,
  part: string,
  units: Unit[],
  marks: Marks,
  tally: Tally,
): Promise<void> {
  const planned = units
    .filter(({ series }) => series.length > 0)
    .map((unit): Planned => ({ unit, plan: planUnit(marks.of(unit), unit.depth, context.now, unit.until) }));
  for (const batch of batchesOf(planned)) {
    await context.parts.read(part, async () => {
      await collectBatch(context, batch, tally);
      return batch;
    });
  }
}

/**
 * Units of like windows together, so that they share calls, in batches that fit. Groups of metrics stay apart: two of
 * one resource would be two halves of one row.
 */
export function batchesOf(planned: Planned[]): Planned[][] {
  const keyOf = ({ unit, plan }: Planned) =>
    [unit.series[0]?.kind.namespace, unit.group, ...plan.windows.map(keyOfWindow)].join(" ");
  const batches: Planned[][] = [];
  for (const alike of Map.groupBy(planned, keyOf).values()) {
    let batch: Planned[] = [];
    let queries = 0;
    let points = 0;
    for (const one of alike) {
      const own = one.unit.series.reduce((sum, { kind }) => sum + kind.statistics.length, 0);
      const ownPoints = own * one.plan.windows.reduce((sum, window) => sum + pointsOf(window), 0);
      const full =
        queries + own > mostQueries || points + ownPoints > mostPoints || batch.length >= mostUnits;
      if (batch.length > 0 && full) {
        batches.push(batch);
        [batch, queries, points] = [[], 0, 0];
      }
      batch.push(one);
      queries += own;
      points += ownPoints;
    }
    batches.push(batch);
  }
  return batches;
}

async function collectBatch(context: ScopeContext, planned: Planned[], tally: Tally): Promise<void> {
  const found = new Map<Series, Map<Period, Buckets>>();
  const failed = new Set<Series>();
  for (const [window, series] of byWindow(planned)) {
    for (const call of callsFor(series, window)) {
      const answer = await fetchSeries(context.aws, call, window, tally);
      for (const [one, buckets] of answer) {
        if (!buckets) failed.add(one);
        else if (buckets.size > 0)
          found.set(one, (found.get(one) ?? new Map()).set(window.periodSeconds, buckets));
      }
    }
  }
  const whole = planned.filter(({ unit }) => !unit.series.some((one) => failed.has(one)));
  await store(context, whole, found, tally);
  if (failed.size > 0) {
    const message = `CloudWatch could not answer for ${failed.size} series of ${planned.length} resources`;
    throw new AwsError({ errorClass: "unavailable", code: "InternalError", message });
  }
}

const keyOfWindow = ({ periodSeconds, from, to }: Window) =>
  `${periodSeconds} ${from.getTime()} ${to.getTime()}`;

/** Series by the window they need; most share one. */
function byWindow(planned: Planned[]): Map<Window, Series[]> {
  const keyed = new Map<string, { window: Window; series: Series[] }>();
  for (const { unit, plan } of planned) {
    for (const window of plan.windows) {
      const key = keyOfWindow(window);
      const entry = keyed.get(key) ?? { window, series: [] };
      entry.series.push(...unit.series);
      keyed.set(key, entry);
    }
  }
  return new Map([...keyed.values()].map(({ window, series }) => [window, series]));
}

/** After endpoints and their subnets: fills in whole endpoints that are published per subnet only, renews summaries. */
export async function finishEndpoints(
  context: ScopeContext,
  ids: string[],
  subnetsOnly: string[],
  from: Date,
): Promise<void> {
  const { accountId } = context.scope;
  await inTransaction(context.db.pool, async (client) => {
    for (const resolution of ["1m", "5m", "1h", "1d"] as const) {
      await sumSubnets(client, resolution, { accountId, ids: subnetsOnly, from, to: context.now });
    }
    await refreshTraffic(client, accountId, ids, context.now);
  });
}

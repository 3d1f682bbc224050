import { inTransaction } from "#lib/db/transaction.ts";
import {
  refreshTraffic,
  rollUp,
  storeBuckets,
  sumSubnets,
  type Watermark,
  writeWatermarks,
} from "#lib/metrics/mutations.ts";
import { ensurePartitions } from "#lib/metrics/partitions.ts";
import type { Resolution } from "#lib/metrics/schema.ts";
import { AwsError } from "../aws/errors.ts";
import type { ScopeContext } from "../collector.ts";
import type { Namespace } from "./catalog.ts";
import { type Buckets, callsFor, fetchSeries } from "./fetch.ts";
import {
  isDue,
  type Known,
  type Period,
  type Plan,
  planUnit,
  type Series,
  type Unit,
  type Window,
} from "./plan.ts";
import { copyLines, spanOf } from "./rows.ts";

const resolutionOf: Record<Period, Resolution> = { 300: "5m", 3600: "1h", 86400: "1d" };
const periods: Period[] = [86_400, 3600, 300];
const unitsAtOnce = 60;

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

/** Watermarks by unit and period. */
export class Marks {
  readonly #marks: Map<string, Watermark>;

  constructor(marks: Watermark[]) {
    this.#marks = new Map(
      marks.map((mark) => [`${mark.grain} ${mark.resourceId} ${mark.periodSeconds}`, mark]),
    );
  }

  of({ grain, resourceId }: Pick<Unit, "grain" | "resourceId">): Known {
    const at = (period: Period) => this.#marks.get(`${grain} ${resourceId} ${period}`);
    return { 300: at(300), 3600: at(3600), 86400: at(86_400) };
  }
}

/**
 * Brings units up to date, some dozens at a time: each such group is asked for, stored, rolled up and given its
 * watermarks in one transaction of its own, so that a run that is cut short keeps what it has. A group whose calls
 * fail is a failed part; its watermarks stay.
 */
export async function collectUnits(
  context: ScopeContext,
  part: string,
  units: Unit[],
  marks: Marks,
  tally: Tally,
): Promise<void> {
  const due = units.filter((unit) => unit.series.length > 0 && isDue(marks.of(unit)[300], context.now));
  for (let i = 0; i < due.length; i += unitsAtOnce) {
    const group = due.slice(i, i + unitsAtOnce);
    await context.parts.read(part, async () => {
      await collectGroup(context, group, marks, tally);
      return group;
    });
  }
}

interface Planned {
  unit: Unit;
  plan: Plan;
}

async function collectGroup(context: ScopeContext, units: Unit[], marks: Marks, tally: Tally): Promise<void> {
  const planned = units.map(
    (unit): Planned => ({ unit, plan: planUnit(marks.of(unit), unit.depth, context.now) }),
  );
  const found = new Map<Series, Map<Period, Buckets>>();
  let failed: Series[] = [];
  for (const [window, series] of byWindow(planned)) {
    for (const call of callsFor(series, window)) {
      const answer = await fetchSeries(context.aws, call, window);
      tally.metricsRequested += answer.metricsRequested;
      tally.datapoints += answer.datapoints;
      for (const [one, buckets] of answer.buckets) {
        if (!buckets) failed.push(one);
        else if (buckets.size > 0)
          found.set(one, (found.get(one) ?? new Map()).set(window.periodSeconds, buckets));
      }
    }
  }
  failed = [...new Set(failed)];
  const whole = planned.filter(({ unit }) => !unit.series.some((one) => failed.includes(one)));
  await store(context, whole, found, tally);
  if (failed.length > 0) {
    const message = `CloudWatch could not answer for ${failed.length} of ${units.length} series`;
    throw new AwsError({ errorClass: "unavailable", code: "InternalError", message });
  }
}

/** Series by the window they need; most share one. */
function byWindow(planned: Planned[]): Map<Window, Series[]> {
  const keyed = new Map<string, { window: Window; series: Series[] }>();
  for (const { unit, plan } of planned) {
    for (const window of plan.windows) {
      const key = `${window.periodSeconds} ${window.from.getTime()} ${window.to.getTime()}`;
      const entry = keyed.get(key) ?? { window, series: [] };
      entry.series.push(...unit.series);
      keyed.set(key, entry);
    }
  }
  return new Map([...keyed.values()].map(({ window, series }) => [window, series]));
}

async function store(
  context: ScopeContext,
  planned: Planned[],
  found: Map<Series, Map<Period, Buckets>>,
  tally: Tally,
): Promise<void> {
  if (planned.length === 0) return;
  const { accountId, region } = context.scope;
  const { pool } = context.db;
  const family = (planned[0] as Planned).unit.series[0]?.kind.family;
  if (!family) return;
  const from = earliest(planned.flatMap(({ plan }) => plan.windows.map((window) => window.from)));
  const to = (planned[0] as Planned).plan.to;
  const fineFrom = earliest(planned.flatMap(({ plan }) => fineWindow(plan).from));
  await ensurePartitions(pool, family, "5m", fineFrom, to);
  await ensurePartitions(pool, family, "1h", from, to);
  await ensurePartitions(pool, family, "1d", from, to);
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
    await rollUp(client, family, "5m", "1h", { accountId, ids, from: fineFrom, to });
    await rollUp(client, family, "1h", "1d", { accountId, ids, from, to });
    const reached = planned.flatMap((one) => marksOf(one, found, tally));
    await writeWatermarks(client, accountId, region, reached, context.now);
  });
  tally.units += planned.length;
  tally.watermark = earliest([to, ...(tally.watermark ? [tally.watermark] : [])]);
}

const fineWindow = (plan: Planned["plan"]) =>
  plan.windows.find(({ periodSeconds }) => periodSeconds === 300) as Window;

function earliest(times: Date[]): Date {
  return new Date(Math.min(...times.map((time) => time.getTime())));
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
  return periods.map((period) => mark(period, plan.collectedFrom[period]));
}

function note(into: Map<string, Set<string>>, grain: string, resourceId: string): void {
  const ids = into.get(grain) ?? new Set();
  into.set(grain, ids.add(resourceId));
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
    for (const resolution of ["5m", "1h", "1d"] as const) {
      await sumSubnets(client, resolution, { accountId, ids: subnetsOnly, from, to: context.now });
    }
    await refreshTraffic(client, accountId, ids, context.now);
  });
}

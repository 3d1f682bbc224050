import { inTransaction } from "#lib/db/transaction.ts";
import { refreshTraffic, sumSubnets, type Watermark } from "#lib/metrics/mutations.ts";
import { AwsError } from "../aws/errors.ts";
import type { ScopeContext } from "../collector.ts";
import { type Buckets, callsFor, fetchSeries } from "./fetch.ts";
import { isDue, type Known, type Period, planUnit, type Series, type Unit, type Window } from "./plan.ts";
import { type Planned, store, type Tally } from "./store.ts";

const unitsAtOnce = 60;

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
    return { 60: at(60), 300: at(300), 3600: at(3600), 86400: at(86_400) };
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

import type { MetricGroup } from "#lib/polling/schema.ts";
import { newestMinuteEnd } from "./due.ts";
import type { Unit } from "./plan.ts";
import type { Polling } from "./polling.ts";
import { collectUnits, finishEndpoints } from "./run.ts";
import { type GoneTarget, goneEndpointTargets } from "./targets.ts";

const minuteMs = 60_000;
const dayMs = 86_400_000;
const trafficKeptMs = 40 * dayMs;
const ceilTo = (time: Date, step: number) => new Date(Math.ceil(time.getTime() / step) * step);

/**
 * Up to when a resource that was found gone is asked for: twice at most. Up to that moment once CloudWatch has published
 * it, for what flowed since it was last asked for; and up to the end of that day, for its last hour and day to be
 * closed. Undefined while there is nothing to ask for yet.
 */
export function lastUntil(goneAt: Date, published: Date): Date | undefined {
  const ends = [ceilTo(goneAt, dayMs), ceilTo(goneAt, minuteMs)];
  return ends.find((end) => end <= published);
}

interface Ending {
  target: GoneTarget;
  until: Date;
}

/** Endpoints that inventory no longer finds: what flowed between their last poll and their end is asked for. */
export async function pollGone({ context, marks, tally, around }: Polling): Promise<void> {
  const { db, scope, now } = context;
  const published = newestMinuteEnd(now);
  const behind = ({ target, until }: Ending, group: MetricGroup): Unit[] =>
    target.units.flatMap((unit) => {
      const mark = marks.last(unit)?.watermark;
      return unit.group === group && (!mark || mark < until) ? [{ ...unit, until }] : [];
    });
  const targets = await goneEndpointTargets(db, scope.accountId, scope.region, now);
  const ending = targets
    .flatMap((target): Ending[] => {
      const until = lastUntil(target.goneAt, published);
      return until ? [{ target, until }] : [];
    })
    .filter((one) => behind(one, "traffic").length + behind(one, "detail").length > 0);
  if (ending.length === 0) return;
  const collect = async (part: string, group: MetricGroup, among: Ending[]) => {
    const units = among.flatMap((one) => behind(one, group));
    if (units.length === 0) return;
    await collectUnits(context, part, units, marks, tally);
    await marks.readAgain(units);
  };
  const hadData = ({ target }: Ending, groups: MetricGroup[]) =>
    target.units.some((unit) => groups.includes(unit.group) && marks.last(unit)?.lastDatapointAt);

  await collect("endpoints that are gone", "traffic", ending);
  // Zones have data only where the whole has, but for places whose whole is not published.
  const zoned = around.zonesKnown ? ending.filter((one) => hadData(one, ["traffic", "zones"])) : [];
  await collect("subnets of endpoints that are gone", "zones", zoned);
  await collect("other metrics of subnets that are gone", "zone-detail", zoned);
  // Last, because by it an endpoint counts as done.
  const done = ending.filter((one) => {
    const groups: MetricGroup[] = zoned.includes(one) ? ["traffic", "zones", "zone-detail"] : ["traffic"];
    return groups.every((group) => behind(one, group).length === 0);
  });
  await collect("other metrics of endpoints that are gone", "detail", done);
  const idsOf = (endings: Ending[]) => endings.map(({ target }) => target.id);
  const zonesOnly = zoned.filter((one) => !hadData(one, ["traffic"]));
  await finishEndpoints(context, idsOf(ending), idsOf(zonesOnly), new Date(now.getTime() - trafficKeptMs));
}

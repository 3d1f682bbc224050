import { judgeProviders, type Needs } from "./judge.ts";
import type { Unit } from "./plan.ts";
import { type PolledUnit, type Polling, withNeeds } from "./polling.ts";
import { serviceZoneUnits } from "./serviceZones.ts";
import { loadBalancerTargets, providerDepth, serviceTargets, type Target, zoneIds } from "./targets.ts";

/** Endpoint services and network load balancers of the account, in the same manner as endpoints. */
export async function pollProviders(polling: Polling): Promise<void> {
  const { db, scope } = polling.context;
  const { accountId, region } = scope;
  const zones = await zoneIds(db, accountId, region);
  await pollServices(polling, await serviceTargets(db, accountId, region), zones);
  await pollBalancers(polling, await loadBalancerTargets(db, accountId, region, zones));
}

async function pollServices(polling: Polling, targets: Target[], zones: Map<string, string>): Promise<void> {
  const needs = await pollWhole(polling, targets, "services");
  const perZone = targets.flatMap(({ id }) => zoneUnits(id, needs));
  if (perZone.some((one) => polling.isDue(one))) {
    const { aws, parts } = polling.context;
    const ids = targets.map(({ id }) => id);
    const units = await parts.read("ListMetrics", () => serviceZoneUnits(aws, ids, zones));
    const polled = (units ?? []).flatMap((unit): PolledUnit[] => {
      const known = perZone.find(
        (one) => one.unit.grain === unit.grain && one.unit.resourceId === unit.resourceId,
      );
      return known ? [{ ...known, unit }] : [];
    });
    await polling.collect("services per AZ", polled);
  }
  await polling.keep("service", targets, needs);
}

/** The units of a service's zones before it is known which there are: their watermarks tell whether any is due. */
function zoneUnits(id: string, needs: Needs): PolledUnit[] {
  const known = needs.get(id);
  if (!known || known.need === "unmeasurable") return [];
  const { need, lastTrafficAt } = known;
  const groups = { az: "zones", "az-detail": "zone-detail" } as const;
  return Object.entries(groups).map(([grain, group]) => {
    const unit: Unit = { resourceId: id, grain, group, depth: providerDepth, series: [] };
    return { unit, need, lastTrafficAt };
  });
}

async function pollBalancers(polling: Polling, targets: Target[]): Promise<void> {
  const needs = await pollWhole(polling, targets, "load balancers");
  const zones = withNeeds(targets, needs, "zones").map(
    // Targets are healthy or not whether anything flows or not.
    (one): PolledUnit => (one.unit.grain === "target-group-az" ? { ...one, as: "detail" } : one),
  );
  await polling.collect("load balancers per AZ", [...zones, ...withNeeds(targets, needs, "zone-detail")]);
  await polling.keep("load-balancer", targets, needs);
}

/** What shows traffic, then the rest of the whole. Returns the needs after it. */
async function pollWhole(polling: Polling, targets: Target[], part: string): Promise<Needs> {
  const { context, marks, around } = polling;
  if (targets.length === 0) return new Map();
  let needs = await judgeProviders(context, targets, marks, around);
  const changed = await polling.collect(part, withNeeds(targets, needs, "traffic"));
  if (changed) needs = await judgeProviders(context, targets, marks, around);
  await polling.collect(`other metrics of ${part}`, withNeeds(targets, needs, "detail"));
  polling.schedule(withNeeds(targets, needs, "traffic"));
  return needs;
}

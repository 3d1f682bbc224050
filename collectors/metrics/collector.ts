import { readWatermarks } from "#lib/metrics/mutations.ts";
import type { Collected, Collector, ScopeContext } from "../collector.ts";
import { metricsCostUsd } from "./catalog.ts";
import { isAwake, type Unit } from "./plan.ts";
import { collectUnits, finishEndpoints, Marks } from "./run.ts";
import { newTally, type Tally } from "./store.ts";
import {
  type EndpointUnits,
  endpointUnits,
  loadBalancerUnits,
  serviceUnits,
  serviceZoneUnits,
  zoneIds,
} from "./targets.ts";

/** Traffic. Rows are stored group by group while it runs (`collectUnits`); what is left for the end is the tally. */
export const metrics: Collector = {
  name: "metrics",
  phase: "metrics",
  after: ["endpoints", "network", "services", "load-balancers"],
  async collect(context): Promise<Collected> {
    const { db, scope, aws, parts } = context;
    const { accountId, region } = scope;
    const marks = new Marks(await readWatermarks(db.pool, accountId, region));
    const tally = newTally();
    const endpoints = await endpointUnits(db, accountId, region);
    await collectEndpoints(context, endpoints, marks, tally);

    const zones = await zoneIds(db, accountId, region);
    const services = await serviceUnits(db, accountId, region);
    await collectUnits(context, "services", services, marks, tally);
    if (services.length > 0) {
      const perZone = await parts.read("ListMetrics", () => serviceZoneUnits(aws, services, zones));
      await collectUnits(context, "services per AZ", perZone ?? [], marks, tally);
    }
    const balancers = await loadBalancerUnits(db, accountId, region, zones);
    const isGroup = ({ grain }: { grain: string }) => grain === "target-group";
    await collectUnits(
      context,
      "load balancers",
      balancers.filter((unit) => !isGroup(unit)),
      marks,
      tally,
    );
    await collectUnits(context, "target groups", balancers.filter(isGroup), marks, tally);
    return {
      resources: tally.units,
      metricsRequested: tally.metricsRequested,
      datapoints: tally.datapoints,
      costUsd: metricsCostUsd(tally.metricsRequested),
      watermark: tally.watermark,
    };
  },
};

const lastOf = (marks: Marks, unit: Unit) => marks.of(unit)[300]?.lastDatapointAt;

/** Endpoints as a whole first; then the subnets of those that carry traffic. */
async function collectEndpoints(context: ScopeContext, all: EndpointUnits[], marks: Marks, tally: Tally) {
  if (all.length === 0) return;
  await collectUnits(
    context,
    "endpoints",
    all.map(({ whole }) => whole),
    marks,
    tally,
  );
  const published = tally.published.get("endpoint") ?? new Set();
  // Whether the series without a subnet always exists is not documented: where not one endpoint of the scope has
  // ever had it, the subnets are asked in its place.
  const wholeExists = published.size > 0 || all.some(({ whole }) => lastOf(marks, whole));
  const awake = all.filter(({ whole, subnets }) => {
    if (!wholeExists || published.has(whole.resourceId)) return true;
    return isAwake(lastOf(marks, whole) ?? lastOf(marks, subnets), context.now);
  });
  await collectUnits(
    context,
    "subnets of endpoints with traffic",
    awake.map(({ subnets }) => subnets),
    marks,
    tally,
  );
  const asked = [...new Set([...(tally.asked.get("endpoint") ?? []), ...(tally.asked.get("subnet") ?? [])])];
  const subnetsOnly = wholeExists ? [] : [...(tally.published.get("subnet") ?? [])];
  const oldest = new Date(context.now.getTime() - 40 * 86_400_000);
  await finishEndpoints(context, asked, subnetsOnly, oldest);
}

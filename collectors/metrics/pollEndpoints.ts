import { judgeEndpoints } from "./judge.ts";
import { type Polling, withNeeds } from "./polling.ts";
import { finishEndpoints } from "./run.ts";
import { endpointTargets, type Target } from "./targets.ts";

const trafficKeptMs = 40 * 86_400_000;

/**
 * Endpoints: first the one metric that shows traffic, for those whose turn it is; then, knowing who has any, the other
 * metrics and the subnets of those that need it. What wakes up is asked for everything since its watermarks at once.
 */
export async function pollEndpoints(polling: Polling): Promise<void> {
  const { context, marks, tally, around } = polling;
  const { db, scope, now } = context;
  const targets = await endpointTargets(db, scope.accountId, scope.region);
  let needs = await judgeEndpoints(context, targets, marks, around);
  const judge = async (changed: boolean) => {
    if (changed) needs = await judgeEndpoints(context, targets, marks, around);
  };
  await judge(await polling.collect("endpoints", withNeeds(targets, needs, "traffic")));

  // Whether the series without a subnet always exists is not documented: where not one endpoint of the scope has
  // ever had it, the subnets are asked in its place; as long as they have none either, once a day.
  const wholeExists = everPublished(polling, targets, "traffic");
  const zonesAs = () => (everPublished(polling, targets, "zones") ? "traffic" : "detail");
  const zones = withNeeds(targets, needs, "zones", wholeExists ? undefined : zonesAs());
  await judge((await polling.collect("subnets of endpoints with traffic", zones)) && !wholeExists);
  const zonesOnly = !wholeExists && zonesAs() === "traffic";
  if (!zonesOnly) await polling.collect("other metrics of endpoints", withNeeds(targets, needs, "detail"));
  const zoneDetail = withNeeds(targets, needs, "zone-detail", zonesOnly ? "detail" : undefined);
  await polling.collect("other metrics of subnets", zoneDetail);

  polling.schedule(withNeeds(targets, needs, "traffic"));
  await polling.keep("endpoint", targets, needs);
  const grains = ["endpoint", "endpoint-detail", "subnet", "subnet-detail"];
  const asked = [...new Set(grains.flatMap((grain) => [...(tally.asked.get(grain) ?? [])]))];
  const summed = zonesOnly
    ? [...new Set(["subnet", "subnet-detail"].flatMap((grain) => [...(tally.published.get(grain) ?? [])]))]
    : [];
  if (asked.length > 0)
    await finishEndpoints(context, asked, summed, new Date(now.getTime() - trafficKeptMs));
}

function everPublished({ marks }: Polling, targets: Target[], group: "traffic" | "zones"): boolean {
  return targets.some(({ units }) =>
    units.some((unit) => unit.group === group && marks.last(unit)?.lastDatapointAt),
  );
}

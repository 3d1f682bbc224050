import { touchLastTraffic } from "#lib/polling/mutations.ts";
import { judgeEndpoints, type Needs } from "./judge.ts";
import { type Polling, withNeeds } from "./polling.ts";
import { finishEndpoints } from "./run.ts";
import { endpointTargets, type Target } from "./targets.ts";

const hourMs = 3_600_000;
const trafficKeptMs = 40 * 24 * hourMs;

/**
 * Endpoints: first the one metric that shows traffic, for those whose turn it is; then, knowing who has any, the other
 * metrics and the subnets of those that need it. What wakes up is asked for everything since its watermarks at once.
 */
export async function pollEndpoints(polling: Polling): Promise<void> {
  const { context, marks, around } = polling;
  const { db, scope } = context;
  const targets = await endpointTargets(db, scope.accountId, scope.region);
  const before = new Map(
    targets.map(({ id, units }) => [id, units[0] && marks.last(units[0])?.watermark] as const),
  );
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
  await renewSummaries(polling, needs, { reached: before, zonesOnly });
}

const hourOf = (time: Date | undefined) => time && Math.floor(time.getTime() / hourMs);

/**
 * Summaries of those that were asked for: once an hour in full, since that reads a month of each; in between only when
 * it last had traffic.
 */
async function renewSummaries(
  { context, marks, tally }: Polling,
  needs: Needs,
  { reached, zonesOnly }: { reached: Map<string, Date | undefined>; zonesOnly: boolean },
): Promise<void> {
  const { db, scope, now } = context;
  const among = (of: Map<string, Set<string>>, grains: string[]) => [
    ...new Set(grains.flatMap((grain) => [...(of.get(grain) ?? [])])),
  ];
  const asked = among(tally.asked, ["endpoint", "endpoint-detail", "subnet", "subnet-detail"]);
  if (asked.length === 0) return;
  const mark = (resourceId: string) => marks.last({ grain: "endpoint", resourceId })?.watermark;
  const full = asked.filter((id) => hourOf(reached.get(id)) !== hourOf(mark(id)));
  const rest = asked.filter((id) => hourOf(reached.get(id)) === hourOf(mark(id)));
  const published = zonesOnly ? among(tally.published, ["subnet", "subnet-detail"]) : [];
  await finishEndpoints(context, full, published, new Date(now.getTime() - trafficKeptMs));
  const last = rest.flatMap((id) => {
    const lastTrafficAt = needs.get(id)?.lastTrafficAt;
    return lastTrafficAt ? [{ id, lastTrafficAt }] : [];
  });
  await touchLastTraffic(db.pool, scope.accountId, last);
}

function everPublished({ marks }: Polling, targets: Target[], group: "traffic" | "zones"): boolean {
  return targets.some(({ units }) =>
    units.some((unit) => unit.group === group && marks.last(unit)?.lastDatapointAt),
  );
}

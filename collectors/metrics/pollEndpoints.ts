import { summariesBehind } from "#lib/metrics/mutations.ts";
import { touchLastTraffic } from "#lib/polling/mutations.ts";
import { judgeEndpoints, type Needs } from "./judge.ts";
import { type Polling, withNeeds } from "./polling.ts";
import { finishEndpoints } from "./run.ts";
import { endpointTargets, type Target } from "./targets.ts";

const trafficKeptMs = 40 * 86_400_000;

/**
 * Endpoints: first the one metric that shows traffic, for those whose turn it is; then, knowing who has any, the other
 * metrics and the subnets of those that need it. What wakes up is asked for everything since its watermarks at once.
 */
export async function pollEndpoints(polling: Polling): Promise<void> {
  const { context, marks, around } = polling;
  const { db, scope } = context;
  const targets = await endpointTargets(db, scope.accountId, scope.region);
  let needs = await judgeEndpoints(context, targets, marks, around);
  const judge = async (changed: boolean) => {
    if (changed) needs = await judgeEndpoints(context, targets, marks, around);
  };
  await judge(await polling.collect("endpoints", withNeeds(targets, needs, "traffic")));

  // Whether the series without a subnet always exists is not documented: where not one endpoint of the scope has
  // ever had it, the subnets are asked in its place; as long as they have none either, once a day.
  const wholeExists = !everyAsked(polling, targets) || everPublished(polling, targets, "traffic");
  const zonesAs = () => (everPublished(polling, targets, "zones") ? "traffic" : "detail");
  const zones = withNeeds(targets, needs, "zones", wholeExists ? undefined : zonesAs());
  await judge((await polling.collect("subnets of endpoints with traffic", zones)) && !wholeExists);
  const zonesOnly = !wholeExists && zonesAs() === "traffic";
  if (!zonesOnly) await polling.collect("other metrics of endpoints", withNeeds(targets, needs, "detail"));
  const zoneDetail = withNeeds(targets, needs, "zone-detail", zonesOnly ? "detail" : undefined);
  await polling.collect("other metrics of subnets", zoneDetail);

  polling.schedule(withNeeds(targets, needs, "traffic"));
  await polling.keep("endpoint", targets, needs);
  await renewSummaries(polling, needs, zonesOnly);
}

/**
 * Summaries of those that were asked for: once an hour in full, since that reads a month of each; in between only when
 * it last had traffic. What a run before left behind, because it was killed or a part of it failed, is made good.
 */
async function renewSummaries({ context, tally }: Polling, needs: Needs, zonesOnly: boolean): Promise<void> {
  const { db, scope, now } = context;
  const among = (of: Map<string, Set<string>>, grains: string[]) => [
    ...new Set(grains.flatMap((grain) => [...(of.get(grain) ?? [])])),
  ];
  const zones = ["subnet", "subnet-detail"];
  // Zones are asked for together with the whole; those that come alone were missed when it was summed up.
  const late = among(tally.asked, zones).filter((id) => !tally.asked.get("endpoint")?.has(id));
  const full = new Set([...(await summariesBehind(db.pool, scope)), ...late]);
  const published = zonesOnly ? among(tally.published, zones) : [];
  if (full.size > 0 || published.length > 0)
    await finishEndpoints(context, [...full], published, new Date(now.getTime() - trafficKeptMs));
  const last = [...needs].flatMap(([id, { lastTrafficAt }]) =>
    lastTrafficAt && !full.has(id) ? [{ id, lastTrafficAt }] : [],
  );
  await touchLastTraffic(db.pool, scope.accountId, last);
}

/** False while a failure keeps one of them from being asked: it may be the one that publishes. */
function everyAsked({ marks }: Polling, targets: Target[]): boolean {
  return targets.every(({ units }) => units.every((unit) => unit.group !== "traffic" || marks.last(unit)));
}

function everPublished({ marks }: Polling, targets: Target[], group: "traffic" | "zones"): boolean {
  return targets.some(({ units }) =>
    units.some((unit) => unit.group === group && marks.last(unit)?.lastDatapointAt),
  );
}

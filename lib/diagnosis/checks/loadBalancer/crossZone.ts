import type { PathCheck, ProviderSide } from "../../evidenceSchema.ts";
import type { CheckAnswer, EvidenceItem } from "../../schema.ts";
import { listWords } from "../../sentence.ts";
import { fail, item, notApplicable, pass, unknown } from "../shared/answers.ts";
import { awsCommand, cli, lastOf, providerOf } from "../shared/commands.ts";
import type { CheckIdentity } from "../shared/consumer.ts";
import { type Behind, behindService, zonesWith } from "../shared/lanes.ts";
import { type Pool, type PoolPieces, poolNeeds, takesCalls } from "../shared/pools.ts";
import { balancerArnsOf, nameOfArn, onService } from "../shared/provider.ts";
import { failingIn, lanesOf } from "../shared/zones.ts";

const check: CheckIdentity = {
  ...{ id: "cross-zone-off", hop: "load-balancer", role: "cause", severity: "page" },
  title: "Cross-zone load balancing is off, and a zone has nobody to send to",
  source: "D 4",
};

/**
 * A used zone without a registered target, where other zones have some and cross-zone is off. Where the zone has targets
 * and all are unhealthy, that is `targets-unhealthy`; this one then stands beside and says what cross-zone would restore.
 */
export const crossZoneOff: PathCheck = {
  ...check,
  evaluate: (evidence) =>
    onService(check, evidence, { needs: poolNeeds }, (given, side) => {
      const behind = behindService(evidence, side, given);
      if (behind.used.azIds.length === 0) return [unknown(check, "Which zones the path enters is not told.")];
      if (behind.ports.length === 0)
        return [unknown(check, "No target group behind the service has been seen.")];
      const pools = behind.ports.flatMap(({ pools }) => pools);
      if (pools.every(({ crossZone }) => crossZone === true))
        return [pass(check, "Cross-zone load balancing is on.", { evidence: settings(given, pools) })];
      if (pools.every(({ all }) => all.length === 0))
        return [notApplicable(check, "No zone has a target that cross-zone load balancing could reach.")];
      return judge(behind, given, side);
    }),
  confirm: (evidence) => {
    const place = providerOf(evidence);
    const [arn] = targetGroupsOf(place);
    const [balancer] = balancersOf(place);
    if (!place) return [];
    return [
      ...(balancer
        ? [
            awsCommand(
              place,
              "Whether cross-zone load balancing is on",
              `elbv2 describe-load-balancer-attributes --load-balancer-arn ${balancer} --query "Attributes[?Key=='load_balancing.cross_zone.enabled']"`,
              "`true`; `false` confirms the finding, unless the target group says otherwise.",
            ),
          ]
        : []),
      ...(arn
        ? [
            awsCommand(
              place,
              "Targets by zone, and their health",
              `elbv2 describe-target-health --target-group-arn ${arn} --query 'TargetHealthDescriptions[].{Target:Target.Id,Zone:Target.AvailabilityZone,State:TargetHealth.State}'`,
              "A healthy target in each zone that is used.",
            ),
          ]
        : []),
    ];
  },
  fix: (evidence) => {
    const place = providerOf(evidence);
    const balancers = balancersOf(place);
    const names = listWords(balancers.map(nameOfArn)) || "the load balancer";
    return {
      owner: "provider",
      summary: `Register targets in each zone, or turn cross-zone load balancing on for ${names} (AWS bills the load balancer's owner for each GB that crosses).`,
      console: `EC2 › Load balancers › ${names} › Attributes › Edit › Cross-zone load balancing.`,
      cli: place
        ? balancers.map((arn) =>
            cli(
              place,
              `elbv2 modify-load-balancer-attributes --load-balancer-arn ${arn} --attributes Key=load_balancing.cross_zone.enabled,Value=true`,
            ),
          )
        : [],
      terraform: `resource "aws_lb" "this" {
  # ${names}
  enable_cross_zone_load_balancing = true
}`,
    };
  },
};

type Given = PoolPieces & { service: Parameters<typeof behindService>[2]["service"] };

function judge(behind: Behind, given: Given, side: ProviderSide): CheckAnswer[] {
  const { used, ports } = behind;
  const bare = zonesWith(behind, "none-here");
  const spare = zonesWith(behind, "none-here", false).filter((azId) => !bare.includes(azId));
  const sick = ports.filter(({ outcome, pools }) => outcome === "unhealthy" && pools.some(restorable));
  const open = zonesWith(behind, "unknown").filter((azId) => !bare.includes(azId));
  const sickZones = [...new Set(sick.map(({ azId }) => azId))].filter((azId) => !bare.includes(azId));
  const rest = used.azIds.filter((azId) => ![...bare, ...spare, ...sickZones, ...open].includes(azId));
  const inZones = (azIds: readonly string[]) =>
    ports
      .flatMap((one) => (azIds.includes(one.azId) ? one.pools : []))
      .filter(({ crossZone }) => crossZone !== true);
  const found: CheckAnswer[] = [];
  if (bare.length > 0) {
    const said = failingIn(bare, used);
    found.push(
      fail(
        check,
        `Cross-zone load balancing is off, and no target is registered in ${listWords(bare.toSorted())}; other zones have some.`,
        {
          ...said,
          evidence: [...settings(given, inZones(bare)), ...restored(given, side, inZones(bare), bare)],
          severity: said.lanes.length > 0 || said.role ? "ticket" : "page",
        },
      ),
    );
  }
  if (spare.length > 0)
    found.push(
      fail(
        check,
        `Cross-zone load balancing is off, and a port that nobody is seen to call has no target in ${listWords(spare.toSorted())}.`,
        {
          ...{ lanes: lanesOf(spare, used), role: "advisory", severity: "info" },
          evidence: settings(given, inZones(spare)),
        },
      ),
    );
  if (sickZones.length > 0)
    found.push(
      fail(
        check,
        `Cross-zone load balancing is off: turned on, healthy targets of other zones would serve ${listWords(sickZones.toSorted())}.`,
        {
          ...{ lanes: lanesOf(sickZones, used), role: "contributing", severity: "info" },
          evidence: [
            ...settings(given, inZones(sickZones)),
            ...restored(given, side, inZones(sickZones), sickZones),
          ],
        },
      ),
    );
  if (open.length > 0)
    found.push(
      unknown(
        check,
        `Which zone the targets are in, or whether cross-zone is on, is not told for all of ${listWords(open.toSorted())}.`,
        {
          lanes: lanesOf(open, used),
        },
      ),
    );
  if (rest.length > 0)
    found.push(
      pass(check, "Zones are kept apart, and each of these has targets of its own.", {
        lanes: lanesOf(rest, used),
        evidence: settings(given, inZones(rest)),
      }),
    );
  return found;
}

/** Whether targets of other zones would take what this zone cannot. */
const restorable = ({ crossZone, all }: Pool) =>
  crossZone === false && all.some((one) => takesCalls(one) === true);

function settings(given: Given, pools: readonly Pool[]): EvidenceItem[] {
  const balancers = new Map(pools.map(({ balancer }) => [balancer.loadBalancerArn, balancer]));
  const groups = new Map(pools.map(({ group, crossZone }) => [group.targetGroupArn, { group, crossZone }]));
  return [
    ...[...balancers.entries()]
      .toSorted(byKey)
      .map(([arn, { loadBalancerName, crossZoneEnabled }]) =>
        item(given.loadBalancers, `Cross-zone on ${loadBalancerName}`, onOrOff(crossZoneEnabled), arn),
      ),
    ...[...groups.entries()]
      .toSorted(byKey)
      .map(([arn, { group, crossZone }]) =>
        item(
          given.targetGroups,
          `Cross-zone in effect for ${group.targetGroupName}`,
          onOrOff(crossZone),
          arn,
        ),
      ),
  ];
}

/** What turning it on would restore, and what would cross zones then. */
function restored(
  given: Given,
  side: ProviderSide,
  pools: readonly Pool[],
  azIds: readonly string[],
): EvidenceItem[] {
  const groups = new Map(pools.map(({ group, all }) => [group.targetGroupArn, all]));
  const healthy = [...groups.values()].flat().filter((one) => takesCalls(one) === true).length;
  const items = [
    item(given.targetHealth, "Healthy targets of other zones that would serve", String(healthy), null),
  ];
  const bytes = monthlyBytes(side, azIds);
  if (bytes !== null)
    items.push(
      item(
        { ...side.loadBalancerMetrics, source: "estimated from the zone's bytes of the last hour" },
        "Would cross zones in a month, billed to the load balancer's owner",
        `${(bytes / 1e9).toFixed(1)} GB`,
      ),
    );
  return items;
}

/** Null where nobody counted the zones' bytes: a dead zone carries none, which says nothing about what it would carry. */
function monthlyBytes({ loadBalancerMetrics }: ProviderSide, azIds: readonly string[]): number | null {
  if (loadBalancerMetrics.state !== "fresh") return null;
  const counted = loadBalancerMetrics.value.flatMap(({ recent, from, to }) => {
    const bytes = recent.flatMap(({ azId, processedBytes }) =>
      azId !== null && azIds.includes(azId) && processedBytes !== null ? [processedBytes] : [],
    );
    const seconds = (to.getTime() - from.getTime()) / 1000;
    return bytes.length > 0 && seconds > 0
      ? [(bytes.reduce((sum, one) => sum + one, 0) / seconds) * 730 * 3600]
      : [];
  });
  const sum = counted.reduce((total, one) => total + one, 0);
  return sum > 0 ? sum : null;
}

const onOrOff = (flag: boolean | null) => (flag === null ? "not told" : flag ? "on" : "off");
const byKey = (a: [string, unknown], b: [string, unknown]) => (a[0] < b[0] ? -1 : 1);

function balancersOf(place: ProviderSide | undefined): string[] {
  const service = place && lastOf(place.service);
  return service ? balancerArnsOf(service) : [];
}
const targetGroupsOf = (place: ProviderSide | undefined): string[] =>
  ((place && lastOf(place.targetGroups)) ?? []).map(({ targetGroupArn }) => targetGroupArn).sort();

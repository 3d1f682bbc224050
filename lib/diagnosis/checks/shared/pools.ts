import { type AddressRange, overlaps, rangeOf } from "../../addresses.ts";
import type { ProviderSide } from "../../evidenceSchema.ts";
import type {
  ListenerFacts,
  LoadBalancerFacts,
  ServiceFacts,
  SubnetFacts,
  TargetGroupFacts,
  TargetHealthFacts,
} from "../../factsSchema.ts";
import type { Fresh } from "./consumer.ts";
import { standing } from "./provider.ts";

/**
 * What a listener finds in one zone, best first:
 * - `serving`: a target that takes calls. `unknown`: none, but of some it is not told.
 * - `unhealthy`: targets, none of which takes calls.
 * - `none-here`: no target of this zone, and cross-zone is off, while other zones have some.
 * - `empty`: no target at all.
 */
export const outcomes = ["serving", "unknown", "unhealthy", "none-here", "empty"] as const;
export type Outcome = (typeof outcomes)[number];

/** A target group as one zone of a load balancer reaches it. */
export interface Pool {
  group: TargetGroupFacts;
  balancer: LoadBalancerFacts;
  listener: ListenerFacts;
  azId: string;
  /** The group's own setting, else the load balancer's; null: neither is told. */
  crossZone: boolean | null;
  outcome: Outcome;
  /** Those that the zone reaches, and all of the group. */
  reached: TargetHealthFacts[];
  all: TargetHealthFacts[];
}

export interface PoolPieces {
  loadBalancers: Fresh<ProviderSide["loadBalancers"]>;
  listeners: Fresh<ProviderSide["listeners"]>;
  targetGroups: Fresh<ProviderSide["targetGroups"]>;
  targetHealth: Fresh<ProviderSide["targetHealth"]>;
}
export const poolNeeds = ["loadBalancers", "listeners", "targetGroups", "targetHealth"] as const;

/** What was made of pieces that many paths share: a service's targets are looked at once, not once for each consumer. */
const made = new WeakMap<object, { from: readonly unknown[]; pools: Map<string, Pool[]> }>();

/** Every target group behind the service, once for each used zone that its load balancer is in. In one order. */
export function poolsOf(
  pieces: PoolPieces,
  service: ServiceFacts,
  zones: readonly string[],
  subnets: ProviderSide["subnets"],
): Pool[] {
  const from = [pieces.loadBalancers, pieces.listeners, pieces.targetGroups, service, subnets];
  const before = made.get(pieces.targetHealth);
  const known = before?.from.every((one, i) => one === from[i]) ? before : { from, pools: new Map() };
  made.set(pieces.targetHealth, known);
  const key = zones.join(" ");
  const pools = known.pools.get(key) ?? makePools(pieces, service, zones, subnets);
  known.pools.set(key, pools);
  return pools;
}

function makePools(
  pieces: PoolPieces,
  service: ServiceFacts,
  zones: readonly string[],
  subnets: ProviderSide["subnets"],
): Pool[] {
  const known = blocksOf(subnets.state === "fresh" ? subnets.value : []);
  const groups = new Map(pieces.targetGroups.value.map((group) => [group.targetGroupArn, group]));
  const health = Map.groupBy(pieces.targetHealth.value, ({ targetGroupArn }) => targetGroupArn);
  return standing(service, pieces.loadBalancers.value).flatMap((balancer) =>
    listenersOf(balancer, pieces.listeners.value).flatMap((listener) =>
      listener.targetGroupArns.toSorted().flatMap((arn): Pool[] => {
        const group = groups.get(arn);
        if (!group) return [];
        const all = (health.get(arn) ?? []).toSorted(byTarget);
        const crossZone = crossZoneOf(group, balancer);
        const placed = all.map((target) => ({ target, zone: zoneOf(target, group, known) }));
        return zones
          .filter((azId) => balancer.azIds.length === 0 || balancer.azIds.includes(azId))
          .map((azId) => {
            const { outcome, reached } = reach(placed, azId, crossZone);
            return { group, balancer, listener, azId, crossZone, outcome, reached, all };
          });
      }),
    ),
  );
}

export const listenersOf = ({ loadBalancerArn }: LoadBalancerFacts, listeners: readonly ListenerFacts[]) =>
  listeners
    .filter((one) => one.loadBalancerArn === loadBalancerArn)
    .toSorted((a, b) => (a.port ?? 0) - (b.port ?? 0) || (a.listenerArn < b.listenerArn ? -1 : 1));

const byTarget = (a: TargetHealthFacts, b: TargetHealthFacts) =>
  a.targetId === b.targetId ? a.port - b.port : a.targetId < b.targetId ? -1 : 1;

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/network/target-group-cross-zone.html */
function crossZoneOf(
  { attributes }: TargetGroupFacts,
  { crossZoneEnabled }: LoadBalancerFacts,
): boolean | null {
  const own = attributes["load_balancing.cross_zone.enabled"];
  return own === "true" ? true : own === "false" ? false : crossZoneEnabled;
}

/** `everywhere`: AWS reaches it from every zone (an address outside of the VPC, a load balancer); null: not told. */
type Zone = string | null;
const everywhere = "everywhere";

interface Block {
  azId: string | null;
  range: AddressRange;
}

const blocksOf = (subnets: readonly SubnetFacts[]): Block[] =>
  subnets.flatMap(({ azId, cidrBlock, ipv6CidrBlocks }) =>
    [...(cidrBlock === null ? [] : [cidrBlock]), ...ipv6CidrBlocks].flatMap((block) => {
      const range = rangeOf(block);
      return range ? [{ azId, range }] : [];
    }),
  );

function zoneOf(target: TargetHealthFacts, group: TargetGroupFacts, blocks: readonly Block[]): Zone {
  if (target.azId !== null) return target.azId;
  if (target.availabilityZone === "all" || group.targetType === "alb") return everywhere;
  const address = rangeOf(target.targetId);
  return (address && blocks.find(({ range }) => overlaps(range, address))?.azId) ?? null;
}

/** Whether it takes calls; null where that is not told. Without health checks AWS sends to all. */
export function takesCalls({ state, reason }: TargetHealthFacts): boolean | null {
  const lower = (state ?? "").toLowerCase();
  if (lower === "healthy" || (lower === "unavailable" && reason === "Target.HealthCheckDisabled"))
    return true;
  return lower === "" || lower === "unavailable" ? null : false;
}

function reach(
  placed: readonly { target: TargetHealthFacts; zone: Zone }[],
  azId: string,
  crossZone: boolean | null,
): { outcome: Outcome; reached: TargetHealthFacts[] } {
  const all = placed.map(({ target }) => target);
  if (all.length === 0) return { outcome: "empty", reached: [] };
  const here = placed.flatMap(({ target, zone }) => (zone === azId || zone === everywhere ? [target] : []));
  const unplaced = placed.flatMap(({ target, zone }) => (zone === null ? [target] : []));
  const whole = healthOf(all);
  // Nobody takes calls anywhere, or cross-zone reaches all of them: zones do not matter.
  if (crossZone === true || whole === "unhealthy") return { outcome: whole, reached: all };
  const own = here.length === 0 ? "none-here" : healthOf(here);
  if (own === "serving") return { outcome: "serving", reached: here };
  // One that may be in this zone, or a setting that is not told, leaves it open.
  const open = crossZone === null || unplaced.some((target) => takesCalls(target) !== false);
  const unseen = here.length === 0 && unplaced.length > 0;
  return { outcome: open || unseen ? "unknown" : own, reached: here };
}

function healthOf(targets: readonly TargetHealthFacts[]): Outcome {
  const found = targets.map(takesCalls);
  return found.includes(true) ? "serving" : found.includes(null) ? "unknown" : "unhealthy";
}

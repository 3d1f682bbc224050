import type { FleetSize } from "../generate.ts";
import type { FleetPlan, Planted } from "../types.ts";
import { changeFaults } from "./changes.ts";
import { clientFaults } from "./client.ts";
import { endpointFaults } from "./endpoint.ts";
import { hygieneFaults } from "./hygiene.ts";
import { loadBalancerFaults, targetFaults } from "./loadBalancer.ts";
import { moneyFaults } from "./money.ts";
import { privateDnsFaults } from "./privateDns.ts";
import type { Fault, Told } from "./schema.ts";
import { serviceFaults } from "./service.ts";
import type { Shape } from "./shapes.ts";
import { soundFleet } from "./sound.ts";
import { World } from "./world.ts";

/** Everything that can be put out of order, in the order of the playbook. */
export const catalogue: readonly Fault[] = [
  ...clientFaults,
  ...privateDnsFaults,
  ...endpointFaults,
  ...serviceFaults,
  ...loadBalancerFaults,
  ...targetFaults,
  ...hygieneFaults,
  ...moneyFaults,
  ...changeFaults,
];

/** How many faults, of whatever kinds; or exactly these kinds, by the checks that find them. */
export type FaultOrder = number | readonly string[];

/** A sound fleet with faults in it; the same for the same seed, size, order and clock. */
export function faultyFleet(
  seed: string,
  size: FleetSize & { shape?: Shape },
  order: FaultOrder,
  now: number,
): FleetPlan {
  const plan = soundFleet(seed, size);
  plan.planted =
    typeof order === "number"
      ? plantFaults(plan, order, now)
      : plantFaults(
          plan,
          order.length,
          now,
          catalogue.filter(({ check }) => order.includes(check)),
        );
  return plan;
}

/**
 * Puts a sound fleet out of order in so many ways, each kind as often as any other; fewer where it has no sound resource
 * left that fits.
 */
export function plantFaults(plan: FleetPlan, count: number, now: number, from = catalogue): Planted[] {
  const world = new World(plan, now);
  const planted: Planted[] = [];
  let left = [...from];
  while (planted.length < count && left.length > 0) {
    for (const fault of drawn(world, left, count - planted.length)) {
      const told = fault.plant(world);
      if (told) planted.push(plantedBy(fault, told));
      else left = left.filter((one) => one !== fault);
    }
  }
  return planted;
}

/** So many kinds, in rounds; those that need the most sound resources come first, for each one planted leaves fewer. */
function drawn(world: World, kinds: readonly Fault[], count: number): Fault[] {
  const found: Fault[] = [];
  let round: Fault[] = [];
  while (found.length < count) {
    if (round.length === 0) round = [...kinds];
    found.push(...round.splice(Math.floor(world.draw() * round.length), 1));
  }
  return found.sort((a, b) => widths.indexOf(a.needs ?? "endpoint") - widths.indexOf(b.needs ?? "endpoint"));
}

const widths = ["service", "vpc", "endpoint"];

function plantedBy(fault: Fault, told: Told): Planted {
  const foundOn = told.foundOn ?? [told.resourceId];
  const rest = { azIds: [], since: null, implied: [], impliedOn: foundOn };
  return { checkId: fault.check, ...rest, ...told, foundOn };
}

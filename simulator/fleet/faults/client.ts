/** Hops 1 and 2 seen by probes: clients that do not get out, calls that fail or are slow, names that lead astray. */
import { privateNames } from "../dns.ts";
import type { EndpointSpec, ProbeTrouble } from "../types.ts";
import { CALLS_HANG, type Fault, GOES_SILENT } from "./schema.ts";
import { idsOf, isMeasured, iso, silence, type World } from "./world.ts";

export const clientFaults: readonly Fault[] = [
  {
    check: "client-egress-blocked",
    needs: "vpc",
    plant(world) {
      const found = world.vpc(
        (vpc, endpoints) => world.isProduction(vpc) && endpoints.some((one) => world.isProbed(one)),
      );
      if (!found) return undefined;
      const { vpc, endpoints } = found;
      const since = world.recently();
      vpc.clientsLocked = true;
      for (const endpoint of endpoints) silence(endpoint, since);
      return {
        resourceId: vpc.id,
        since: iso(since),
        sentence: `The group of the workloads in ${vpc.id} has no outbound rule left.`,
        foundOn: idsOf(endpoints.filter((one) => world.isProbed(one))),
        implied: [...CALLS_HANG, ...GOES_SILENT],
        impliedOn: idsOf(endpoints),
      };
    },
  },
  probed(
    "probe-connect-failing",
    { failures: 0.5 },
    ["error-rate-high"],
    "half of its probes get no connection",
  ),
  probed("probe-latency-high", { slowness: 120 }, [], "its probes take 120 times as long as they should"),
  {
    check: "cross-region-latency",
    plant(world) {
      const endpoint = world.endpoint((one) => isProbeable(world, one));
      const others = world.fleet.regions.filter((region) => region !== endpoint?.region);
      const farRegion = world.pick(others) ?? "ap-southeast-1";
      if (!endpoint) return undefined;
      endpoint.probes = { since: 0, farRegion };
      return {
        resourceId: endpoint.id,
        sentence: `Clients in ${farRegion} call ${endpoint.id} in ${endpoint.region}.`,
      };
    },
  },
  {
    check: "resolver-stale",
    plant(world) {
      const endpoint = world.endpoint((one) => isNamed(world, one) && one.azIds.length > 1);
      if (!endpoint) return undefined;
      const azId = world.pick(endpoint.azIds) as string;
      endpoint.probes = { since: world.recently(), azIds: [azId], strayName: true };
      return {
        resourceId: endpoint.id,
        azIds: [azId],
        since: iso(endpoint.probes.since),
        sentence: `The resolver in ${azId} still answers an old public address for ${endpoint.id}.`,
      };
    },
  },
  {
    check: "dns-public-answer",
    plant(world) {
      const endpoint = world.endpoint((one) => isNamed(world, one));
      if (!endpoint) return undefined;
      endpoint.probes = { since: world.recently(), strayName: true };
      return {
        resourceId: endpoint.id,
        since: iso(endpoint.probes.since),
        sentence: `Another zone of the VPC answers the name of ${endpoint.id} with a public address.`,
      };
    },
  },
];

/** What probes alone tell: calls go wrong, and nothing says why. */
function probed(
  check: string,
  trouble: Omit<ProbeTrouble, "since">,
  implied: readonly string[],
  words: string,
): Fault {
  return {
    check,
    plant(world) {
      // From afar, everything takes longer: how long it may is told within a region.
      const near = check === "probe-latency-high";
      const endpoint = world.endpoint((one) => isProbeable(world, one) && (!near || isMeasured(one)));
      if (!endpoint) return undefined;
      endpoint.probes = { since: world.recently(), ...trouble };
      return {
        resourceId: endpoint.id,
        since: iso(endpoint.probes.since),
        sentence: `${endpoint.id}: ${words}.`,
        implied: [...implied],
      };
    },
  };
}

/** Production's endpoints are probed where that is of interest. */
export function isProbeable(world: World, endpoint: EndpointSpec): boolean {
  return world.isProduction(endpoint) && !endpoint.requesterManaged && endpoint.state === "available";
}

/** Probed by a private name that one host has. */
function isNamed(world: World, endpoint: EndpointSpec): boolean {
  const names = privateNames(world.fleet, endpoint).filter((name) => !name.startsWith("*"));
  return isProbeable(world, endpoint) && endpoint.privateDns && names.length > 0;
}

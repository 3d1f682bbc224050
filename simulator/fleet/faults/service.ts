/** Hop 4: who may connect to a service, and who is told of it. */
import { accountId } from "../make.ts";
import type { EndpointSpec, ServiceSpec } from "../types.ts";
import { askForAcceptance, byAcceptance } from "./endpoint.ts";
import { CALLS_HANG, type Fault, GOES_SILENT, type Told } from "./schema.ts";
import { idsOf, iso, silence, type World } from "./world.ts";

const SHUT = [...CALLS_HANG, ...GOES_SILENT];
/** Of the 50 that a service may allow. */
const NEARLY_ALL_PRINCIPALS = 43;

export const serviceFaults: readonly Fault[] = [
  {
    check: "principal-not-allowed",
    needs: "service",
    plant(world) {
      const found = world.service((service) => strangers(world, service).length > 0);
      if (!found) return undefined;
      const { service } = found;
      const out = (world.pick(strangers(world, service)) as EndpointSpec).accountId;
      const cut = found.consumers.filter((one) => one.accountId === out);
      service.allowedPrincipals = service.allowedPrincipals.filter((one) => !one.includes(`::${out}:`));
      return {
        resourceId: service.id,
        sentence: `${out} was taken off the list of those who may connect to ${service.id}.`,
        foundOn: idsOf(cut),
        implied: [...SHUT, "permission-change"],
      };
    },
  },
  ofService("allowed-principals-quota", [], ({ service }) => {
    while (service.allowedPrincipals.length < NEARLY_ALL_PRINCIPALS) {
      const guest = accountId(`guest/${service.id}/${service.allowedPrincipals.length}`);
      service.allowedPrincipals.push(`arn:aws:iam::${guest}:root`);
    }
    return `${NEARLY_ALL_PRINCIPALS} principals may connect to it, of 50`;
  }),
  ofService("service-not-available", SHUT, ({ service, consumers }, since) => {
    service.state = "Failed";
    for (const endpoint of consumers) silence(endpoint, since);
    return "its state is Failed";
  }),
  {
    check: "connection-rejected",
    plant(world) {
      const endpoint = world.ownEndpoint((one) => byAcceptance(world, one));
      if (!endpoint) return undefined;
      endpoint.state = "rejected";
      askForAcceptance(world, endpoint);
      return {
        resourceId: endpoint.id,
        sentence: `The provider rejected the connection of ${endpoint.id}.`,
        implied: [...SHUT, "endpoint-rejected", "dns-public-answer", "resolver-stale"],
      };
    },
  },
  ofService("notifications-missing", [], ({ service }) => {
    service.acceptanceRequired = true;
    service.notificationTopic = undefined;
    return "connections wait for acceptance, and nobody is told of them";
  }),
  ofService("open-service", [], ({ service }) => {
    service.acceptanceRequired = false;
    service.allowedPrincipals = ["*"];
    return "everybody may connect, and nobody has to accept";
  }),
  ofService("principal-too-wide", [], ({ service }) => {
    service.acceptanceRequired = true;
    service.notificationTopic = `arn:aws:sns:${service.region}:${service.accountId}:connections`;
    service.allowedPrincipals = ["*"];
    return "everybody may ask for a connection";
  }),
];

/** Consumers of other accounts than the service's own, which is always allowed. */
function strangers(world: World, service: ServiceSpec): EndpointSpec[] {
  return world.fleet.consumersOf(service).filter((one) => one.accountId !== service.accountId);
}

type Found = NonNullable<ReturnType<World["service"]>>;

/** A fault of a service and its load balancer that every consumer's path shows. */
export function ofService(
  check: string,
  implied: readonly string[],
  spoil: (found: Found, since: number, world: World) => string | (Partial<Told> & { what: string }),
  wanted?: (world: World) => Parameters<World["service"]>[0],
): Fault {
  return {
    check,
    needs: "service",
    plant(world) {
      const found = world.service(wanted?.(world));
      if (!found) return undefined;
      const since = world.recently();
      const told = spoil(found, since, world);
      const { what, ...more } = typeof told === "string" ? { what: told } : told;
      return {
        resourceId: found.service.id,
        since: implied.includes("idle-endpoint") ? iso(since) : null,
        sentence: `${found.service.id}: ${what}.`,
        foundOn: idsOf(found.consumers),
        implied: [...implied],
        impliedOn: [found.service.id, found.balancer.arn, ...idsOf(found.consumers)],
        ...more,
      };
    },
  };
}

/** Hop 2: what keeps a private name from leading to its endpoint. */
import { privateNames } from "../dns.ts";
import { CALLS_HANG, type Fault, GOES_SILENT } from "./schema.ts";
import { idsOf, iso, silence, type World } from "./world.ts";

/** Names that lead nowhere or past the endpoint are seen by those who probe them. */
const ASTRAY = ["dns-public-answer", "resolver-stale", ...CALLS_HANG, ...GOES_SILENT];

export const privateDnsFaults: readonly Fault[] = [
  {
    check: "private-dns-off",
    plant(world) {
      const endpoint = world.endpoint((one) => one.privateDns && privateNames(world.fleet, one).length > 0);
      if (!endpoint) return undefined;
      const since = world.recently();
      endpoint.privateDns = false;
      silence(endpoint, since);
      return {
        resourceId: endpoint.id,
        since: iso(since),
        sentence: `Private DNS of ${endpoint.id} was switched off, and calls go to the public name.`,
        implied: ASTRAY,
      };
    },
  },
  {
    check: "private-dns-unverified",
    needs: "service",
    plant(world) {
      const found = world.service(({ privateDnsState }) => privateDnsState === "verified");
      if (!found) return undefined;
      const { service, consumers } = found;
      service.privateDnsState = world.draw() < 0.5 ? "failed" : "pendingVerification";
      return {
        resourceId: service.id,
        sentence: `The private name of ${service.id} is not verified (${service.privateDnsState}).`,
        foundOn: idsOf(consumers),
        implied: ASTRAY,
      };
    },
  },
  vpcAttribute("vpc-dns-support-off", "dnsSupport", () => true),
  vpcAttribute("vpc-dns-hostnames-off", "dnsHostnames", ({ privateDns }) => privateDns),
  {
    check: "dns-name-conflict",
    plant(world) {
      const endpoint = world.awsEndpoint((one) => one.privateDns);
      if (!endpoint) return undefined;
      const { id: _id, key, ...rest } = endpoint;
      const name = `${key.split("/").at(-1)}-again`;
      const rival = world.add({ ...rest, name, tags: { ...rest.tags, Name: name } });
      return {
        resourceId: endpoint.id,
        sentence: `${rival.id} claims the names of ${endpoint.id} in ${endpoint.vpc.id}.`,
        foundOn: [endpoint.id, rival.id],
        implied: ["duplicate-endpoint", "dns-public-answer", "resolver-stale"],
      };
    },
  },
  {
    check: "dns-entries-missing",
    plant(world) {
      const endpoint = world.endpoint(({ state }) => state === "available");
      if (!endpoint) return undefined;
      endpoint.withoutNames = true;
      return { resourceId: endpoint.id, sentence: `AWS lists no DNS name for ${endpoint.id}.` };
    },
  },
];

function vpcAttribute(
  check: string,
  attribute: "dnsSupport" | "dnsHostnames",
  concerns: (endpoint: { privateDns: boolean }) => boolean,
): Fault {
  return {
    check,
    needs: "vpc",
    plant(world: World) {
      const found = world.vpc((_vpc, endpoints) => endpoints.some(concerns));
      if (!found) return undefined;
      const { vpc, endpoints } = found;
      const since = world.recently();
      vpc[attribute] = false;
      for (const endpoint of endpoints) silence(endpoint, since);
      return {
        resourceId: vpc.id,
        since: iso(since),
        sentence: `${vpc.id} has ${attribute === "dnsSupport" ? "DNS support" : "DNS hostnames"} off.`,
        foundOn: idsOf(endpoints.filter(concerns)),
        implied: ASTRAY,
        impliedOn: idsOf(endpoints),
      };
    },
  };
}

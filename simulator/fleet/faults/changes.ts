/**
 * What somebody set by hand in the last days, and nobody has reviewed yet: the trail alone tells of it at the first look,
 * so none is planted where the trail cannot be read.
 */

import type { Fault } from "./schema.ts";
import { ofService } from "./service.ts";
import { iso, type World } from "./world.ts";

const HOUR = 3_600_000;
const check = "permission-change";

export const changeFaults: readonly Fault[] = [
  {
    check,
    plant(world) {
      const endpoint = world.awsEndpoint(
        ({ createdAt, accountId }) => createdAt < world.now - 30 * 24 * HOUR && world.isPlain(accountId),
      );
      if (!endpoint) return undefined;
      world.keepPlain(endpoint.accountId);
      endpoint.policySetAt = lately(world);
      return {
        resourceId: endpoint.id,
        since: iso(endpoint.policySetAt),
        sentence: `Somebody set the policy of ${endpoint.id}.`,
      };
    },
  },
  onService((service, at) => {
    service.allowListSetAt = at;
    return "somebody set who may connect";
  }),
  onService((service, at) => {
    service.acceptanceSetAt = at;
    return "somebody set whether connections have to be accepted";
  }),
];

type Change = Parameters<Parameters<typeof ofService>[2]>[0]["service"];

function onService(set: (service: Change, at: number) => string): Fault {
  return ofService(
    check,
    [],
    ({ service }, _since, world) => {
      world.keepPlain(service.accountId);
      return { what: set(service, lately(world)), foundOn: [service.id] };
    },
    (world) => (service) =>
      service.createdAt < world.now - 30 * 24 * HOUR && world.isPlain(service.accountId),
  );
}

/** One to six days ago, to the second. */
const lately = (world: World) => Math.floor((world.now - (24 + 120 * world.draw()) * HOUR) / 1000) * 1000;

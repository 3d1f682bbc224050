import type { EndpointSpec, ServiceSpec } from "#simulator/fleet/types.ts";
import { type Simulator, startSimulator } from "#simulator/server.ts";

const begin = Date.parse("2026-11-18T22:50:00Z");
const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** Some of the demo company: every type of endpoint, services, load balancers, a suspended account. */
const part = {
  accounts: ["management", "partner-gateway-prod", "mobile-api-prod", "acquired-shopfront"],
  regions: 2,
  endpoints: 4,
};

/** One round of collecting: the true time, and what people did to the fleet since the round before. */
export interface Cycle {
  at: number;
  change(simulator: Simulator): void;
}

const interfaceOf = ({ fleet }: Simulator, n: number): EndpointSpec => {
  const all = fleet.plan.endpoints.filter(({ type }) => type === "Interface");
  return all[n % all.length] as EndpointSpec;
};

/** At first sight, a short step later, and on the next day; endpoints come, go, come back and change. */
export const cycles: readonly Cycle[] = [
  { at: begin, change: () => {} },
  {
    at: begin + 20 * minute,
    change(simulator) {
      const { control } = simulator;
      const home = interfaceOf(simulator, 3).vpc;
      control.addEndpoint({
        name: "new-busy",
        vpcId: home.id,
        serviceName: `com.amazonaws.${home.region}.kms`,
        tags: { team: "new", Name: "new-busy" },
        bytesPerDay: 50_000_000,
      });
      control.modifyEndpoint(interfaceOf(simulator, 0).id, { tags: { team: "moved", env: "prod" } });
      control.removeEndpoint(interfaceOf(simulator, 5).id);
      control.removeEndpoint(interfaceOf(simulator, 9).id);
      const service = ownService(simulator);
      service.acceptanceRequired = !service.acceptanceRequired;
      service.allowedPrincipals.push("arn:aws:iam::999999999999:root");
    },
  },
  {
    at: begin + 3 * hour,
    change(simulator) {
      const { control, fleet } = simulator;
      control.modifyEndpoint(interfaceOf(simulator, 9).id, { deletedAt: undefined });
      const policyDocument = JSON.stringify({ Statement: [{ Effect: "Deny", Action: "*", Resource: "*" }] });
      control.modifyEndpoint(interfaceOf(simulator, 1).id, { policyDocument, groups: ["wrong-port"] });
      control.modifyEndpoint((fleet.plan.endpoints.at(-1) as EndpointSpec).id, { tags: {} });
      control.removeEndpoint(interfaceOf(simulator, 12).id);
      ownService(simulator).allowedPrincipals.pop();
      for (const balancer of fleet.plan.loadBalancers.slice(0, 2)) balancer.crossZone = !balancer.crossZone;
      const target = fleet.plan.loadBalancers[0]?.targetGroups[0]?.targets[0];
      if (target) target.condition = "failed-checks";
    },
  },
];

function ownService({ fleet }: Simulator): ServiceSpec {
  return fleet.plan.services.find(({ accountId }) => fleet.account(accountId)) as ServiceSpec;
}

// Of each width that first sight asks for there is a little: more of the same would only take longer.
const lastHour = Math.floor(begin / hour) * hour;
const silences = [
  { from: lastHour - 29 * day, to: lastHour - 26 * hour },
  { from: lastHour - 22 * hour, to: lastHour - 4 * hour },
];

/** The simulator at the beginning of the timeline. Listings come in short pages, so that there are tokens. */
export async function startTimeline(): Promise<Simulator> {
  const simulator = await startSimulator({ part, now: begin });
  simulator.control.silences = silences;
  simulator.control.pageSize = 12;
  simulator.control.costPageSize = 1000;
  return simulator;
}

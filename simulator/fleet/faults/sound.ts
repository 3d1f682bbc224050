/** A generated fleet with everything in order: what remains to be found in it was planted. */
import { AWS_SERVICES, awsServiceName, awsServiceOf } from "../aws-services.ts";
import { type FleetSize, generateFleet } from "../generate.ts";
import { hashString, unit } from "../hash.ts";
import type { AccountSpec, EndpointSpec, FleetPlan, ServiceSpec } from "../types.ts";
import { type Shape, takeShape } from "./shapes.ts";

/** Well under the quota of endpoints per VPC, and services enough that a broken one leaves others whole. */
const DENSITY = { perVpc: 30, perService: 12 };
const INTERFACE_SERVICES = AWS_SERVICES.filter(({ type }) => type === "Interface");

/**
 * Accounts and regions as asked for; endpoints that would be second to one service in their VPC are left out.
 * By nature it still shows, at most as information: endpoints to one AWS service in many VPCs of a region, principals
 * that are whole accounts, now and then one lost probe, and a port scanner refused at ports that are no service's.
 */
export function soundFleet(seed: string, size: FleetSize & { shape?: Shape }): FleetPlan {
  const plan = generateFleet(seed, size, DENSITY);
  plan.incidents = [];
  plan.calm = true;
  for (const account of plan.accounts) {
    account.networkActivity = true;
    if (account.tags.env === "development") account.tags.env = "staging";
  }
  for (const vpc of plan.vpcs) {
    Object.assign(vpc, { dnsSupport: true, dnsHostnames: true, flowLogs: true });
    // One VPC of three names its clients by prefix lists.
    vpc.byPrefixLists = (hashString(`lists/${vpc.id}`) >>> 0) % 3 === 0;
  }
  const accounts = new Map(plan.accounts.map((account) => [account.id, account]));
  const services = new Map(plan.services.map((service) => [service.serviceName, service]));
  plan.endpoints = distinct(plan).map((one) =>
    mendEndpoint(one, accounts.get(one.accountId), services.get(one.serviceName)),
  );
  const consumers = Map.groupBy(plan.endpoints, ({ serviceName }) => serviceName);
  plan.services = plan.services.filter(({ serviceName }) => consumers.has(serviceName));
  for (const [index, service] of plan.services.entries())
    mendService(service, consumers.get(service.serviceName) ?? [], index);
  plan.loadBalancers = plan.services.flatMap(({ loadBalancers }) => loadBalancers);
  if (size.shape) takeShape(plan, size.shape);
  return plan;
}

/** One endpoint to each service in each VPC: a second one goes to a service of AWS that has none there yet. */
function distinct(plan: FleetPlan): EndpointSpec[] {
  const byVpc = Map.groupBy(plan.endpoints, ({ vpc }) => vpc);
  return [...byVpc.values()].flatMap((endpoints) => {
    const names = new Set<string>();
    return endpoints.filter((endpoint) => {
      if (names.has(endpoint.serviceName)) {
        const free = INTERFACE_SERVICES.map(({ name }) => awsServiceName(endpoint.region, name)).find(
          (name) => !names.has(name) && !endpoints.some(({ serviceName }) => serviceName === name),
        );
        if (free === undefined || endpoint.type !== "Interface") return false;
        endpoint.serviceName = free;
      }
      names.add(endpoint.serviceName);
      return true;
    });
  });
}

function mendEndpoint(
  endpoint: EndpointSpec,
  account: AccountSpec | undefined,
  service: ServiceSpec | undefined,
): EndpointSpec {
  const name = endpoint.key.split("/").at(-1) as string;
  const { team = "platform", env = "production" } = account?.tags ?? {};
  const mended = { ...endpoint, state: "available", tags: { Name: name, team, env, app: name } };
  if (endpoint.type !== "Interface") return { ...mended, policy: "scoped" };
  const aws = awsServiceOf(endpoint.serviceName);
  const zones = endpoint.vpc.azIds.filter((azId) => service?.azIds.includes(azId) ?? true);
  const hash = hashString(`traffic/${endpoint.id}`);
  return {
    ...mended,
    azIds: zones.slice(0, Math.max(2, endpoint.azIds.length)),
    groups: [aws ? "endpoints" : "private-link"],
    privateDns: true,
    policy: aws ? "scoped" : "none",
    traffic: {
      rhythm: "steady",
      bytesPerDay: Math.round(10 ** (8 + 1.5 * unit(hash))),
      bytesPerConnection: aws?.bytesPerConnection ?? 20_000,
    },
  };
}

function mendService(service: ServiceSpec, consumers: readonly EndpointSpec[], index: number): void {
  const accounts = [...new Set(consumers.map(({ accountId }) => accountId))].sort();
  const [team, env] = [service.tags.team ?? "platform", "production"];
  service.tags = { Name: service.name, team, env, app: service.name };
  service.allowedPrincipals = accounts.map((id) => `arn:aws:iam::${id}:root`);
  service.privateDnsName = `${service.name}.generated.internal`;
  service.privateDnsState = "verified";
  if (service.acceptanceRequired)
    service.notificationTopic = `arn:aws:sns:${service.region}:${service.accountId}:connections`;
  for (const balancer of service.loadBalancers) {
    balancer.tags = { ...service.tags };
    balancer.crossZone = index % 3 === 0;
    for (const target of balancer.targetGroups.flatMap(({ targets }) => targets))
      target.condition = "healthy";
  }
}

/** The fleet's own checks: quotas, money, things left lying about, rules of the house. */
import { awsServiceName } from "../aws-services.ts";
import { hashString } from "../hash.ts";
import { accountId, makeLoadBalancer, makeService } from "../make.ts";
import { appliedValue, QUOTAS } from "../quotas.ts";
import type { EndpointSpec } from "../types.ts";
import type { Fault, Told } from "./schema.ts";
import { idsOf, isMeasured, iso, silence, type World } from "./world.ts";

const DAY = 86_400_000;
const ENDPOINTS_PER_VPC = "L-29B6F2EB";

export const hygieneFaults: readonly Fault[] = [
  {
    check: "provisioning-failing",
    plant(world) {
      const vpc = world.place();
      if (!vpc) return undefined;
      const message = "You are not authorized to perform this operation.";
      vpc.refusesCreations = { everyDays: 2, code: "Client.UnauthorizedOperation", message };
      return {
        resourceId: `${vpc.accountId}/${vpc.region}`,
        sentence: `CreateVpcEndpoint in ${vpc.id} is refused every other day.`,
      };
    },
  },
  {
    check: "telemetry-gap",
    plant(world) {
      const place = world.place();
      const account = place && world.plan.accounts.find(({ id }) => id === place.accountId);
      if (!account) return undefined;
      account.denied = ["cloudtrail:LookupEvents"];
      return {
        resourceId: account.id,
        sentence: `The reader role of ${account.id} may not read its events.`,
        foundOn: world.plan.regions.map((region) => `${account.id}/${region}/trail`),
      };
    },
  },
  {
    check: "endpoint-quota",
    needs: "vpc",
    plant(world) {
      const quota = QUOTAS.find(({ code }) => code === ENDPOINTS_PER_VPC);
      if (!quota) return undefined;
      const found = world.vpc(
        ({ accountId, region }) => appliedValue(quota, accountId, region) === quota.value,
      );
      if (!found) return undefined;
      const { vpc } = found;
      const value = appliedValue(quota, vpc.accountId, vpc.region);
      const wanted = Math.ceil(value * 0.86);
      const added: EndpointSpec[] = [];
      while (found.endpoints.length + added.length < wanted)
        added.push(vendorEndpoint(world, found.endpoints[0] as EndpointSpec, added.length));
      return {
        resourceId: `${ENDPOINTS_PER_VPC}/${vpc.id}`,
        sentence: `${vpc.id} has ${wanted} of ${value} interface endpoints.`,
      };
    },
  },
  {
    check: "idle-endpoint",
    plant(world) {
      const endpoint = world.awsEndpoint(isMeasured);
      if (!endpoint) return undefined;
      const since = world.now - Math.floor(60 + 60 * world.draw()) * DAY;
      silence(endpoint, since);
      return {
        resourceId: endpoint.id,
        since: iso(since),
        sentence: `Nothing goes through ${endpoint.id} since ${iso(since).slice(0, 10)}.`,
        implied: ["idle-az"],
      };
    },
  },
  {
    check: "idle-az",
    plant(world) {
      const endpoint = world.awsEndpoint(
        (one) => one.azIds.length > 1 && one.traffic !== undefined && isMeasured(one),
      );
      if (!endpoint?.traffic) return undefined;
      const count = endpoint.azIds.length;
      const zoneShares = endpoint.azIds.map((_, index) => (index === count - 1 ? 0 : 1 / (count - 1)));
      endpoint.traffic = { ...endpoint.traffic, zoneShares };
      return {
        resourceId: endpoint.id,
        azIds: endpoint.azIds.slice(-1),
        sentence: `Nothing goes through the last zone of ${endpoint.id}.`,
      };
    },
  },
  {
    check: "idle-service",
    plant(world) {
      const vpc = world.place(({ azIds }) => azIds.length > 1);
      if (!vpc) return undefined;
      const name = `forsaken-${(hashString(vpc.id) >>> 0) % 1000}`;
      const [team, env] = ["platform", "production"];
      const tags = { Name: name, team, env, app: name };
      const createdAt = world.now - 300 * DAY;
      const { seed } = world.plan;
      const balancer = makeLoadBalancer(seed, { name, vpc, azIds: vpc.azIds, createdAt, port: 443, tags });
      const { accountId, region, azIds } = vpc;
      const service = makeService(seed, {
        ...{ name, accountId, region, azIds, createdAt, port: 443, tags },
        loadBalancers: [balancer],
      });
      world.addService(service);
      world.plan.loadBalancers.push(balancer);
      return {
        resourceId: service.id,
        sentence: `Nobody is connected to ${service.id}.`,
        implied: ["orphan-nlb"],
        impliedOn: [service.id, balancer.arn],
      };
    },
  },
  {
    check: "orphan-nlb",
    plant(world) {
      const vpc = world.place(({ azIds }) => azIds.length > 1);
      if (!vpc) return undefined;
      const name = `left-over-${(hashString(vpc.id) >>> 0) % 1000}`;
      const balancer = makeLoadBalancer(world.plan.seed, {
        ...{ name, vpc, azIds: vpc.azIds, port: 443, createdAt: world.now - 300 * DAY },
        tags: { Name: name, team: "platform", env: "staging", app: name },
      });
      world.plan.loadBalancers.push(balancer);
      return { resourceId: balancer.arn, sentence: `${name} stands behind no service and carries nothing.` };
    },
  },
  {
    check: "missing-gateway-endpoint",
    needs: "vpc",
    plant(world) {
      const found = world.vpc((vpc) => world.endpointsIn(vpc).some(isGatewayToS3));
      if (!found) return undefined;
      const { vpc, endpoints } = found;
      const model = endpoints[0] as EndpointSpec;
      for (const gateway of world.endpointsIn(vpc).filter(isGatewayToS3)) world.remove(gateway);
      const paid = world.add({
        ...{ vpc, name: "s3-paid", serviceName: awsServiceName(vpc.region, "s3"), azIds: vpc.azIds },
        ...{
          createdAt: model.createdAt,
          tags: { ...model.tags, Name: "s3-paid" },
          policy: "scoped" as const,
        },
        traffic: { rhythm: "steady" as const, bytesPerDay: 4e9, bytesPerConnection: 200_000 },
      });
      return {
        resourceId: vpc.id,
        sentence: `${vpc.id} sends to S3 through ${paid.id}, which is paid for, and has no gateway endpoint.`,
        impliedOn: [paid.id],
      };
    },
  },
  {
    check: "duplicate-endpoint",
    plant(world) {
      const endpoint = world.awsEndpoint();
      if (!endpoint) return undefined;
      const { id: _id, key, ...rest } = endpoint;
      const name = `${key.split("/").at(-1)}-second`;
      const tags = { ...rest.tags, Name: name };
      const second = world.add({ ...rest, name, privateDns: false, createdAt: rest.createdAt + DAY, tags });
      return {
        resourceId: second.id,
        sentence: `${second.id} leads where ${endpoint.id} of the same VPC leads already.`,
        implied: ["private-dns-off", "dns-public-answer"],
      };
    },
  },
  {
    check: "endpoint-policy-open",
    plant(world) {
      const endpoint = world.awsEndpoint(({ policy }) => policy === "scoped");
      if (!endpoint) return undefined;
      endpoint.policy = "full";
      return { resourceId: endpoint.id, sentence: `The policy of ${endpoint.id} allows everything.` };
    },
  },
  {
    check: "untagged-owner",
    plant(world) {
      const endpoint = world.endpoint(({ tags }) => tags.team !== undefined);
      if (!endpoint) return undefined;
      const { team: _team, ...tags } = endpoint.tags;
      endpoint.tags = tags;
      return { resourceId: endpoint.id, sentence: `No tag says whose ${endpoint.id} is.` };
    },
  },
  {
    check: "flow-logs-off",
    needs: "vpc",
    plant(world) {
      const found = world.vpc(({ flowLogs }) => flowLogs);
      if (!found) return undefined;
      found.vpc.flowLogs = false;
      return {
        resourceId: found.vpc.id,
        sentence: `${found.vpc.id} has no flow logs.`,
        foundOn: idsOf(found.endpoints),
      };
    },
  },
  {
    check: "deletion-protection-off",
    needs: "service",
    plant(world): Told | undefined {
      const found = world.service((_service, { deletionProtection }) => deletionProtection);
      if (!found) return undefined;
      found.balancer.deletionProtection = false;
      return {
        resourceId: found.balancer.arn,
        sentence: `The load balancer of ${found.service.id} can be deleted by accident.`,
      };
    },
  },
];

const isGatewayToS3 = ({ type, serviceName }: EndpointSpec) =>
  type === "Gateway" && serviceName.endsWith(".s3");

/** An endpoint to the service of a vendor, one more for each number. */
function vendorEndpoint(world: World, model: EndpointSpec, number: number): EndpointSpec {
  const { vpc, createdAt, azIds, tags } = model;
  const name = `vendor-${number}`;
  const service = makeService(world.plan.seed, {
    ...{ name: `${name}/${vpc.id}`, accountId: accountId(`vendor/${number}`), region: vpc.region, port: 443 },
    ...{ azIds: vpc.azIds, createdAt: createdAt - DAY },
    allowedPrincipals: [`arn:aws:iam::${vpc.accountId}:root`],
  });
  world.addService(service);
  return world.add({
    ...{ name, vpc, azIds, createdAt, serviceName: service.serviceName, groups: ["private-link"] },
    ...{ policy: "none", tags: { ...tags, Name: name, app: name } },
    traffic: { rhythm: "steady", bytesPerDay: 3e8, bytesPerConnection: 20_000 },
  });
}

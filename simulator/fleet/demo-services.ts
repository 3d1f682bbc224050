import * as demo from "./demo.ts";
import { accountWeight, creationTime, type DemoContext, demoTags, regionOf } from "./demo-shared.ts";
import { awsId, hashString, hex, unit } from "./hash.ts";
import { accountId, makeEndpoint, makeLoadBalancer, makeService } from "./make.ts";
import type { AccountSpec, LoadBalancerSpec, ServiceSpec, TargetCondition, VpcSpec } from "./types.ts";

export interface DemoServices {
  /** By `name/region code`. */
  services: Map<string, ServiceSpec>;
  thirdParty: ServiceSpec[];
  balancers: LoadBalancerSpec[];
}

/** The company's own services with their load balancers, and every endpoint that connects to them. */
export function buildDemoServices(context: DemoContext): DemoServices {
  const built: DemoServices = { services: new Map(), thirdParty: [], balancers: [] };
  for (const service of demo.SERVICES) {
    for (const code of service.regions.split(" ")) {
      built.services.set(`${service.name}/${code}`, buildService(context, service, code, built.balancers));
      for (const consumer of consumersOf(service.consumers)) connect(context, built, service, code, consumer);
    }
  }
  for (const path of demo.ORPHAN_BALANCERS) built.balancers.push(orphan(context, path));
  addThirdParty(context, built);
  for (const extra of demo.EXTRAS) addExtra(context, built, extra);
  return built;
}

function consumersOf(consumers: string): string[] {
  return (demo.CONSUMER_GROUPS[consumers] ?? consumers).split(" ").filter((name) => name !== "");
}

function buildService(
  context: DemoContext,
  spec: demo.DemoService,
  code: string,
  balancers: LoadBalancerSpec[],
): ServiceSpec {
  const oddity = demo.SERVICE_ODDITIES.find((entry) => entry.service === `${spec.name}/${code}`);
  const owner = context.accounts.get(spec.owner) as AccountSpec;
  const vpc = context.vpcs.get(`${spec.owner}/${code}/main`) as VpcSpec;
  const azIds = vpc.azIds.slice(0, oddity?.azCount ?? 3);
  const createdAt = creationTime(`${spec.name}/${code}`) - 60 * 86_400_000;
  const own = Array.from({ length: spec.balancers ?? 1 }, (_, index) =>
    buildBalancer(context, spec, vpc, azIds, createdAt, index, oddity),
  );
  const made = oddity?.replaced ? own.map((balancer) => madeAnew(context, balancer)) : own;
  balancers.push(...made);
  const acceptanceRequired = oddity?.acceptance ?? spec.acceptance ?? false;
  return makeService(context.seed, {
    name: spec.name,
    accountId: owner.id,
    region: vpc.region,
    azIds,
    createdAt,
    port: spec.port,
    type: spec.type ?? "Interface",
    state: oddity?.state ?? "Available",
    acceptanceRequired,
    allowedPrincipals: oddity?.allowed ?? principalsOf(context, spec, code, oddity),
    privateDnsName: spec.privateDns,
    privateDnsState: spec.privateDns ? (oddity?.privateDnsState ?? "verified") : undefined,
    supportedRegions: oddity?.supportedRegions ?? [vpc.region],
    notificationTopic:
      acceptanceRequired && !oddity?.noNotifications
        ? `arn:aws:sns:${vpc.region}:${owner.id}:${spec.name}-connections`
        : undefined,
    tags: {
      ...demoTags(`${spec.owner}/${code}/main`, spec.name),
      ...(oddity?.wantsAddresses ? { "client-ip": "required" } : {}),
    },
    loadBalancers: own,
    outsideConsumers: outsideConsumers(context.seed, spec, code),
  });
}

/** Consumers and partners, but for whom was left out, and guests up to so many. */
function principalsOf(
  context: DemoContext,
  spec: demo.DemoService,
  code: string,
  oddity: demo.ServiceOddity | undefined,
): string[] {
  const consumers = consumersOf(spec.consumers).filter((name) => name !== oddity?.without);
  const ids = consumers.map((name) => context.accounts.get(name)?.id as string);
  const partners = outsideConsumers(context.seed, spec, code).map((one) => one.accountId);
  const missing = Math.max(0, (oddity?.principals ?? 0) - ids.length - partners.length);
  const guests = Array.from({ length: missing }, (_, index) => accountId(`guest/${spec.name}/${index}`));
  return [...ids, ...partners, ...guests].map((id) => `arn:aws:iam::${id}:root`);
}

/** The load balancer that stands in the place of one that is gone: the service still names the old one. */
function madeAnew({ seed }: DemoContext, balancer: LoadBalancerSpec): LoadBalancerSpec {
  const id = balancer.arn.split("/").at(-1) as string;
  const again = hex(`${seed}/${balancer.arn}/again`, 16);
  const listeners = balancer.listeners.map((one) => ({ ...one, arn: one.arn.replace(id, again) }));
  const inItsPlace = { ...balancer, arn: balancer.arn.replace(id, again), listeners, service: undefined };
  balancer.listeners = [];
  return inItsPlace;
}

function buildBalancer(
  context: DemoContext,
  spec: demo.DemoService,
  vpc: VpcSpec,
  azIds: string[],
  createdAt: number,
  index: number,
  oddity: demo.ServiceOddity | undefined,
): LoadBalancerSpec {
  const zones: Record<string, TargetCondition | "none"> = {};
  for (const [zone, condition] of Object.entries(oddity?.zones ?? {}))
    zones[azIds[Number(zone)] as string] = condition;
  const hash = unit(hashString(`${spec.name}/${vpc.region}/lb${index}`));
  const balancer = makeLoadBalancer(context.seed, {
    name: index === 0 ? spec.name : `${spec.name}-${index + 1}`,
    vpc,
    azIds,
    createdAt: createdAt - 3_600_000,
    port: spec.port,
    protocol: spec.protocol,
    targetsPerZone: hash < 0.4 ? 3 : 2,
    zones,
    tags: demoTags(`${spec.owner}/`, spec.name),
    patch: {
      type: spec.type === "GatewayLoadBalancer" ? "gateway" : "network",
      crossZone: oddity?.crossZone ?? hash < 0.5,
      deletionProtection: oddity?.deletionProtection ?? true,
      scheme: oddity?.scheme ?? "internal",
      enforcePrivateLinkRules: oddity?.shut ? true : hash > 0.7 ? hash > 0.85 : undefined,
      groups: oddity?.shut ? ["wrong-port"] : undefined,
      directBytesPerDay: spec.megabytesPerDay * 2e5,
      pressure: oddity?.pressure,
    },
    targetPatch: {
      crossZone: oddity?.targetGroupCrossZone,
      proxyProtocol: hash < 0.25 && !oddity?.wantsAddresses,
      ...(oddity?.albCheckPort
        ? {
            targetType: "alb" as const,
            healthCheck: { protocol: "HTTPS", port: oddity.albCheckPort, path: "/healthz" },
          }
        : {}),
      ...(oddity?.healthCheckPort ? { healthCheck: { protocol: "TCP", port: oddity.healthCheckPort } } : {}),
    },
  });
  if (oddity?.noListener) balancer.listeners = [];
  return balancer;
}

/** Partner companies that connect from their own organizations. */
function outsideConsumers(
  seed: string,
  spec: demo.DemoService,
  code: string,
): ServiceSpec["outsideConsumers"] {
  if (spec.name !== "partner-edge") return [];
  const states = ["available", "available", "available", "pendingAcceptance", "rejected"];
  return states.map((state, index) => ({
    vpcEndpointId: awsId("vpce", `${seed}/outside/${spec.name}/${code}/${index}`),
    accountId: accountId(`partner/${index}`),
    state,
    createdAt: creationTime(`outside/${index}`),
  }));
}

function connect(
  context: DemoContext,
  built: DemoServices,
  spec: demo.DemoService,
  code: string,
  consumer: string,
): void {
  const vpcKey = `${consumer}/${code}/main`;
  const vpc = context.vpcs.get(vpcKey);
  const service = built.services.get(`${spec.name}/${code}`) as ServiceSpec;
  if (!vpc) return;
  const key = `${vpcKey}/${spec.name}`;
  const share = (0.3 + unit(hashString(key))) / consumersOf(spec.consumers).length;
  const gateway = service.type === "GatewayLoadBalancer";
  context.endpoints.set(
    key,
    makeEndpoint(context.seed, {
      name: spec.name,
      vpc,
      type: service.type,
      serviceName: service.serviceName,
      azIds: gateway ? vpc.azIds.slice(0, 2) : vpc.azIds,
      createdAt: Math.max(creationTime(key), service.createdAt + 86_400_000),
      groups: gateway ? [] : ["private-link"],
      privateDns: service.privateDnsState === "verified",
      policy: "none",
      tags: demoTags(vpcKey, spec.name),
      traffic: {
        rhythm: spec.rhythm,
        bytesPerDay: Math.round(spec.megabytesPerDay * 1e6 * share * accountWeight(vpcKey)),
        bytesPerConnection: spec.bytesPerConnection,
      },
    }),
  );
}

function orphan(context: DemoContext, path: string): LoadBalancerSpec {
  const [account, code, name] = path.split("/") as [string, string, string];
  const vpc = context.vpcs.get(`${account}/${code}/main`) as VpcSpec;
  return makeLoadBalancer(context.seed, {
    name,
    vpc,
    azIds: vpc.azIds.slice(0, 2),
    createdAt: creationTime(path),
    port: 443,
    zones: { [vpc.azIds[0] as string]: "unused", [vpc.azIds[1] as string]: "unused" },
    tags: demoTags(`${account}/`, name),
    patch: { deletionProtection: false },
  });
}

function addThirdParty(context: DemoContext, built: DemoServices): void {
  for (const vendor of demo.THIRD_PARTY) {
    for (const code of vendor.regions.split(" ")) {
      const consumers = vendor.consumers
        .split(" ")
        .filter((name) => context.vpcs.has(`${name}/${code}/main`));
      const first = context.vpcs.get(`${consumers[0]}/${code}/main`) as VpcSpec;
      const service = makeService(context.seed, {
        name: vendor.name,
        accountId: vendor.account,
        region: regionOf(code),
        azIds: first.azIds,
        createdAt: Date.UTC(2022, 4, 3),
        port: vendor.port,
        acceptanceRequired: true,
        allowedPrincipals: consumers.map((name) => `arn:aws:iam::${context.accounts.get(name)?.id}:root`),
      });
      built.thirdParty.push(service);
      const { name, port, megabytesPerDay } = vendor;
      const spec = { name, port, megabytesPerDay, owner: "", regions: code, consumers: vendor.consumers };
      const shaped: demo.DemoService = { ...spec, rhythm: "steady", bytesPerConnection: 300_000 };
      const services = new Map([[`${name}/${code}`, service]]);
      for (const consumer of consumers) connect(context, { ...built, services }, shaped, code, consumer);
    }
  }
}

function addExtra(context: DemoContext, built: DemoServices, extra: demo.ExtraEndpoint): void {
  const [account, code, vpcName, name] = extra.endpoint.split("/") as [string, string, string, string];
  const vpcKey = `${account}/${code}/${vpcName}`;
  const vpc = context.vpcs.get(vpcKey) as VpcSpec;
  const service = extra.service === undefined ? undefined : built.services.get(extra.service);
  const lattice = extra.type === "Resource" ? "resourceconfiguration/rcfg-0" : "servicenetwork/sn-0";
  const arn = `arn:aws:vpc-lattice:${vpc.region}:${vpc.accountId}:${lattice}${awsId("x", extra.endpoint).slice(3)}`;
  context.endpoints.set(
    extra.endpoint,
    makeEndpoint(context.seed, {
      name,
      vpc,
      type: extra.type,
      serviceName: service?.serviceName ?? "",
      serviceRegion: service && service.region !== vpc.region ? service.region : undefined,
      latticeArn: service ? undefined : arn,
      azIds: vpc.azIds.slice(0, extra.zones),
      createdAt: creationTime(extra.endpoint),
      groups: ["private-link"],
      policy: "none",
      tags: demoTags(vpcKey, name),
      traffic: { rhythm: "office", bytesPerDay: extra.bytesPerDay, bytesPerConnection: 120_000 },
    }),
  );
}

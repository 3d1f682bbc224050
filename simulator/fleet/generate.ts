/** Fleets of any size, for benchmarks and for checks with other numbers than the demo's. */
import { AWS_SERVICES, awsServiceName } from "./aws-services.ts";
import { fold, hashString, unit } from "./hash.ts";
import {
  accountId,
  MANAGEMENT_ACCOUNT,
  makeEndpoint,
  makeLoadBalancer,
  makeService,
  makeVpc,
} from "./make.ts";
import { REGIONS } from "./regions.ts";
import type { AccountSpec, EndpointSpec, FleetPlan, RhythmName, ServiceSpec, VpcSpec } from "./types.ts";

export interface FleetSize {
  accounts: number;
  regions: number;
  endpoints: number;
  /** Share of all endpoints that one account holds in one region; spread out when absent. */
  skew?: number;
}

const DENSITY = { perVpc: 45, perService: 100 };
const TEAMS = [
  "payments",
  "search",
  "orders",
  "data",
  "identity",
  "mobile",
  "risk",
  "platform",
  "media",
  "supply",
];
const ENVIRONMENTS = ["production", "production", "staging", "development"];
const RHYTHMS: RhythmName[] = ["consumer", "office", "steady", "consumer", "nightly", "sparse"];
const INTERFACE_SERVICES = AWS_SERVICES.filter((service) => service.type === "Interface");
const FIRST_DAY = Date.UTC(2023, 0, 9);
const DAY = 86_400_000;

/** How many endpoints there are at most to a VPC, and to an endpoint service. */
interface Density {
  perVpc: number;
  perService: number;
}

interface Generator extends Density {
  seed: string;
  vpcs: VpcSpec[];
  endpoints: EndpointSpec[];
  services: ServiceSpec[];
}

/** A fleet with exactly so many accounts (the management account is one), regions and endpoints. */
export function generateFleet(seed: string, size: FleetSize, density: Partial<Density> = {}): FleetPlan {
  const regions = REGIONS.slice(0, size.regions).map((region) => region.name);
  const accounts = Array.from({ length: size.accounts }, (_, index) => generateAccount(seed, index));
  const generator: Generator = { seed, ...DENSITY, ...density, vpcs: [], endpoints: [], services: [] };
  const scopes = accounts.flatMap((account) => regions.map((region) => ({ account, region })));
  const counts = shareOut(seed, scopes.length, size);
  const vpcsOf = scopes.map(({ account, region }, index) =>
    generateVpcs(generator, account, region, counts[index] as number),
  );
  generateServices(generator, size.endpoints, vpcsOf);
  const byRegion = new Map(
    regions.map((name) => [name, generator.services.filter((one) => one.region === name)]),
  );
  for (const [index, { account, region }] of scopes.entries()) {
    const services = byRegion.get(region) as ServiceSpec[];
    generateEndpoints(generator, account, vpcsOf[index] as VpcSpec[], counts[index] as number, services);
  }
  return {
    name: "generated",
    seed,
    regions,
    accounts,
    vpcs: generator.vpcs,
    endpoints: generator.endpoints,
    services: generator.services,
    loadBalancers: generator.services.flatMap((service) => service.loadBalancers),
    incidents: generator.services
      .filter((_, index) => index % 10 === 3)
      .map((service, index) => ({
        name: "reset-storm",
        target: service.id,
        everyMinutes: 2880,
        offsetMinutes: 60 * (index % 48),
        lastsMinutes: 40,
        factors: { resets: 30 },
      })),
  };
}

function generateAccount(seed: string, index: number): AccountSpec {
  const team = TEAMS[index % TEAMS.length] as string;
  const environment = ENVIRONMENTS[Math.floor(index / TEAMS.length) % ENVIRONMENTS.length] as string;
  const name =
    index === 0 ? "management" : `${team}-${environment.slice(0, 4)}-${String(index).padStart(4, "0")}`;
  return {
    id: index === 0 ? MANAGEMENT_ACCOUNT : accountId(`${seed}/account/${index}`),
    name,
    email: `aws+${name}@generated.example`,
    status: "ACTIVE",
    joinedAt: FIRST_DAY - (index % 400) * DAY,
    networkActivity: index % 5 < 2,
    tags: { team, env: environment },
  };
}

/** How many endpoints each scope gets: uneven, and exactly so many in all. */
function shareOut(seed: string, scopes: number, { endpoints, skew = 0 }: FleetSize): number[] {
  const weights = Array.from(
    { length: scopes },
    (_, index) => 0.4 + 3 * unit(hashString(`${seed}/share/${index}`)) ** 3,
  );
  const heavy = Math.round(endpoints * skew);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let reached = 0;
  let placed = 0;
  return weights.map((weight, index) => {
    reached += weight;
    const upTo =
      index === scopes - 1 ? endpoints - heavy : Math.round(((endpoints - heavy) * reached) / total);
    const count = upTo - placed + (index === Math.min(1, scopes - 1) ? heavy : 0);
    placed = upTo;
    return count;
  });
}

function generateVpcs(
  generator: Generator,
  account: AccountSpec,
  region: string,
  endpoints: number,
): VpcSpec[] {
  const count = Math.ceil(endpoints / generator.perVpc);
  const vpcs = Array.from({ length: count }, (_, index) => {
    const hash = hashString(`${generator.seed}/${account.id}/${region}/${index}`);
    const patch = { dnsSupport: unit(hash) > 0.01, flowLogs: unit(fold(hash, 1)) > 0.2 };
    return makeVpc(generator.seed, account, region, `vpc-${index}`, unit(fold(hash, 2)) < 0.3 ? 2 : 3, patch);
  });
  generator.vpcs.push(...vpcs);
  return vpcs;
}

function generateServices(generator: Generator, endpoints: number, vpcsOf: VpcSpec[][]): void {
  const homes = vpcsOf.flatMap((vpcs) => vpcs.slice(0, 1));
  const count = Math.min(homes.length, Math.ceil(endpoints / generator.perService));
  for (let index = 0; index < count; index++) {
    const vpc = homes[Math.floor((index * homes.length) / count)] as VpcSpec;
    const name = `service-${String(index).padStart(4, "0")}`;
    const createdAt = FIRST_DAY + (index % 200) * DAY;
    const zones = index % 17 === 5 ? { [vpc.azIds[0] as string]: "timeout" as const } : undefined;
    const tags = { Name: name, team: TEAMS[index % TEAMS.length] as string };
    const balancer = makeLoadBalancer(generator.seed, {
      name,
      vpc,
      azIds: vpc.azIds,
      createdAt,
      port: 443,
      zones,
      tags,
      patch: { crossZone: index % 3 === 0 },
    });
    generator.services.push(
      makeService(generator.seed, {
        name,
        accountId: vpc.accountId,
        region: vpc.region,
        azIds: vpc.azIds,
        createdAt,
        port: 443,
        allowedPrincipals: ["*"],
        acceptanceRequired: index % 4 === 0,
        tags,
        loadBalancers: [balancer],
      }),
    );
  }
}

function generateEndpoints(
  generator: Generator,
  account: AccountSpec,
  vpcs: VpcSpec[],
  count: number,
  services: ServiceSpec[],
): void {
  for (let index = 0; index < count; index++) {
    const vpc = vpcs[Math.floor(index / generator.perVpc)] as VpcSpec;
    const hash = hashString(`${generator.seed}/${account.id}/${vpc.region}/endpoint/${index}`);
    const within = index % generator.perVpc;
    generator.endpoints.push(generateEndpoint(generator, account, vpc, within, hash, services));
  }
}

function generateEndpoint(
  generator: Generator,
  account: AccountSpec,
  vpc: VpcSpec,
  index: number,
  hash: number,
  services: ServiceSpec[],
): EndpointSpec {
  const own =
    unit(fold(hash, 1)) < 0.2 ? services[(fold(hash, 2) >>> 0) % Math.max(1, services.length)] : undefined;
  const gateway = index < 2;
  const aws = gateway ? AWS_SERVICES[index] : INTERFACE_SERVICES[index % INTERFACE_SERVICES.length];
  const service = gateway ? undefined : own;
  const name = `${index}-${service?.name ?? aws?.name}`;
  const zones = vpc.azIds.filter((azId) => !service || service.azIds.includes(azId));
  return makeEndpoint(generator.seed, {
    name,
    vpc,
    type: gateway ? "Gateway" : "Interface",
    serviceName: service?.serviceName ?? awsServiceName(vpc.region, aws?.name as string),
    azIds: gateway ? [] : zones.slice(0, unit(fold(hash, 3)) < 0.15 ? 1 : 3),
    createdAt: FIRST_DAY + Math.floor(unit(fold(hash, 4)) * 900) * DAY + 3_600_000,
    groups: gateway ? [] : [service ? "private-link" : "endpoints"],
    privateDns: !gateway && !service,
    policy: service ? "none" : "full",
    state: stateOf(unit(fold(hash, 5))),
    tags: tagsOf(account, name, fold(hash, 6)),
    traffic: gateway
      ? undefined
      : trafficOf(fold(hash, 7), service ? 20_000 : (aws?.bytesPerConnection ?? 20_000)),
  });
}

function stateOf(draw: number): string {
  if (draw > 0.01) return "available";
  return ["pendingAcceptance", "rejected", "failed", "expired"][Math.floor(draw * 400)] as string;
}

function tagsOf(account: AccountSpec, name: string, hash: number): Record<string, string> {
  if (unit(hash) < 0.05) return {};
  return {
    Name: name,
    team: account.tags.team as string,
    env: account.tags.env as string,
    app: name.slice(2),
  };
}

/** One in eight never carried or no longer carries anything; the rest spread over five orders of magnitude. */
function trafficOf(hash: number, bytesPerConnection: number): EndpointSpec["traffic"] {
  const draw = unit(hash);
  const rhythm = RHYTHMS[(fold(hash, 1) >>> 0) % RHYTHMS.length] as RhythmName;
  if (draw < 0.06) return { rhythm, bytesPerDay: 0, bytesPerConnection };
  const bytesPerDay = Math.round(10 ** (5.5 + 5 * unit(fold(hash, 2))));
  const idleSince = draw < 0.12 ? FIRST_DAY + (910 + Math.floor(draw * 1000)) * DAY : undefined;
  return { rhythm, bytesPerDay, bytesPerConnection, idleSince };
}

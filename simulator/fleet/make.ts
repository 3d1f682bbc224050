import { awsId, hashString, hex } from "./hash.ts";
import { regionInfo } from "./regions.ts";
import type {
  AccountSpec,
  EndpointSpec,
  LoadBalancerSpec,
  ServiceSpec,
  TargetCondition,
  TargetGroupSpec,
  VpcSpec,
} from "./types.ts";

/** The organization's own account in every fleet; unknown credentials act for it. */
export const MANAGEMENT_ACCOUNT = "111111111111";

/** A 12-digit account id drawn from a key; never the management account's. */
export function accountId(key: string): string {
  const number = Number.parseInt(hex(`account|${key}`, 12), 16) % 1e12;
  const id = String(number).padStart(12, "2");
  return id.startsWith("0") || id === MANAGEMENT_ACCOUNT ? `3${id.slice(1)}` : id;
}

export function makeVpc(
  seed: string,
  account: AccountSpec,
  region: string,
  name: string,
  azCount: number,
  patch: Partial<VpcSpec> = {},
): VpcSpec {
  const key = `${seed}/${account.id}/${region}/${name}`;
  const zones = regionInfo(region).azIds;
  return {
    id: awsId("vpc", key),
    name,
    accountId: account.id,
    region,
    prefix: `10.${(hashString(key) >>> 0) % 250}`,
    azIds: zones.slice(0, Math.min(azCount, zones.length)),
    dnsSupport: true,
    dnsHostnames: true,
    flowLogs: true,
    tags: { Name: `${name}-${region}` },
    ...patch,
  };
}

type EndpointInput = Pick<EndpointSpec, "vpc" | "serviceName" | "azIds" | "createdAt" | "tags"> &
  Partial<EndpointSpec> & { name: string };

export function makeEndpoint(seed: string, input: EndpointInput): EndpointSpec {
  const { name, ...rest } = input;
  const key = `${rest.vpc.accountId}/${rest.vpc.region}/${rest.vpc.name}/${name}`;
  return {
    id: awsId("vpce", `${seed}/${key}`),
    key,
    accountId: rest.vpc.accountId,
    region: rest.vpc.region,
    type: "Interface",
    state: "available",
    groups: ["endpoints"],
    privateDns: false,
    policy: "full",
    ...rest,
  };
}

interface BalancerInput {
  name: string;
  vpc: VpcSpec;
  azIds: string[];
  createdAt: number;
  port: number;
  protocol?: string;
  targetsPerZone?: number;
  /** Condition of the targets per zone; `none` registers no target there. */
  zones?: Record<string, TargetCondition | "none">;
  tags?: Record<string, string>;
  patch?: Partial<LoadBalancerSpec>;
  targetPatch?: Partial<TargetGroupSpec>;
}

/** A load balancer with one listener and one target group. */
export function makeLoadBalancer(seed: string, input: BalancerInput): LoadBalancerSpec {
  const { vpc, name } = input;
  const type = input.patch?.type ?? "network";
  const key = `${seed}/${vpc.accountId}/${vpc.region}/lb/${name}`;
  const arnBase = `arn:aws:elasticloadbalancing:${vpc.region}:${vpc.accountId}`;
  const short = type === "network" ? "net" : "gwy";
  const arn = `${arnBase}:loadbalancer/${short}/${name}/${hex(key, 16)}`;
  const protocol = type === "gateway" ? "GENEVE" : (input.protocol ?? "TCP");
  const targetGroup: TargetGroupSpec = {
    name: `${name}-tg`.slice(0, 32),
    arn: `${arnBase}:targetgroup/${`${name}-tg`.slice(0, 32)}/${hex(`${key}/tg`, 16)}`,
    protocol: protocol === "TLS" ? "TCP" : protocol,
    port: input.port,
    targetType: "ip",
    healthCheck: { protocol: "TCP", port: "traffic-port" },
    proxyProtocol: false,
    targets: targetsOf(key, input),
    ...input.targetPatch,
  };
  return {
    name,
    arn,
    type,
    accountId: vpc.accountId,
    region: vpc.region,
    vpc,
    azIds: input.azIds,
    scheme: "internal",
    crossZone: false,
    deletionProtection: true,
    createdAt: input.createdAt,
    targetGroups: [targetGroup],
    listeners: [
      {
        arn: `${arn.replace(":loadbalancer/", ":listener/")}/${hex(`${key}/l`, 16)}`,
        port: input.port,
        protocol,
        targetGroup,
      },
    ],
    tags: input.tags ?? {},
    directBytesPerDay: 0,
    ...input.patch,
  };
}

function targetsOf(key: string, input: BalancerInput): TargetGroupSpec["targets"] {
  return input.azIds.flatMap((azId) => {
    const condition = input.zones?.[azId] ?? "healthy";
    if (condition === "none") return [];
    const zoneIndex = input.vpc.azIds.indexOf(azId);
    return Array.from({ length: input.targetsPerZone ?? 2 }, (_, index) => {
      const last = 20 + ((hashString(`${key}/${azId}/${index}`) >>> 0) % 220);
      return {
        id: `${input.vpc.prefix}.${16 * zoneIndex + 1 + index}.${last}`,
        port: input.port,
        azId,
        condition,
      };
    });
  });
}

type ServiceInput = Pick<ServiceSpec, "name" | "accountId" | "region" | "azIds" | "createdAt" | "port"> &
  Partial<ServiceSpec>;

export function makeService(seed: string, input: ServiceInput): ServiceSpec {
  const id = awsId("vpce-svc", `${seed}/${input.accountId}/${input.region}/service/${input.name}`);
  const service: ServiceSpec = {
    id,
    serviceName: `com.amazonaws.vpce.${input.region}.${id}`,
    type: "Interface",
    state: "Available",
    acceptanceRequired: false,
    allowedPrincipals: [],
    supportedRegions: [input.region],
    tags: {},
    loadBalancers: [],
    outsideConsumers: [],
    ...input,
  };
  for (const balancer of service.loadBalancers) balancer.service = service;
  return service;
}

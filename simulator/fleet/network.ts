import { awsId, hashString, hex } from "./hash.ts";
import { ownPrefixListId } from "./prefix-lists.ts";
import type { EndpointSpec, GroupName, LoadBalancerSpec, SubnetSpec, VpcSpec } from "./types.ts";

/** A rule of a security group; a CIDR, another group, or a prefix list at the far end. */
export interface GroupRule {
  id: string;
  egress: boolean;
  protocol: string;
  fromPort: number;
  toPort: number;
  cidr?: string;
  groupId?: string;
  prefixListId?: string;
  description?: string;
}

export interface GroupSpec {
  id: string;
  name: GroupName;
  description: string;
  rules: GroupRule[];
}

export interface VpcNetwork {
  subnets: SubnetSpec[];
  groups: GroupSpec[];
}

const networks = new WeakMap<VpcSpec, VpcNetwork>();

/** Subnets and security groups of a VPC; derived once, on first use. */
export function vpcNetwork(vpc: VpcSpec): VpcNetwork {
  let network = networks.get(vpc);
  if (!network) {
    network = { subnets: subnetsOf(vpc), groups: groupsOf(vpc) };
    networks.set(vpc, network);
  }
  return network;
}

function subnetsOf(vpc: VpcSpec): SubnetSpec[] {
  const subnets: SubnetSpec[] = [];
  for (const [index, azId] of vpc.azIds.entries()) {
    const key = `${vpc.id}/${azId}`;
    const free = 3_400 - ((hashString(key) >>> 0) % 1_200);
    subnets.push(
      {
        id: awsId("subnet", `${key}/private`),
        azId,
        cidr: `${vpc.prefix}.${16 * index}.0/20`,
        tier: "private",
        freeAddresses: vpc.fullZones?.includes(azId) ? 0 : vpc.tags["ip-space"] === "tight" ? 3 : free,
      },
      {
        id: awsId("subnet", `${key}/public`),
        azId,
        cidr: `${vpc.prefix}.${200 + index}.0/24`,
        tier: "public",
        freeAddresses: 240,
      },
    );
  }
  return subnets;
}

const GROUPS: [GroupName, string, [protocol: string, from: number, to: number, source: string][]][] = [
  ["default", "default VPC security group", [["-1", -1, -1, "self"]]],
  ["app", "Workloads", [["tcp", 8080, 8080, "vpc"]]],
  [
    "endpoints",
    "Interface endpoints, HTTPS from the VPC",
    [
      ["tcp", 443, 443, "vpc"],
      ["tcp", 443, 443, "app"],
    ],
  ],
  ["private-link", "Endpoints to our own services", [["tcp", 1, 65535, "vpc"]]],
  ["wrong-port", "Left over from the old proxy", [["tcp", 3128, 3128, "vpc"]]],
  ["wide-open", "Temporary, remove after migration", [["-1", -1, -1, "0.0.0.0/0"]]],
];
const PARTNERS_ONLY: (typeof GROUPS)[number] = [
  "partners-only",
  "Partners, by their list",
  [["tcp", 1, 65535, "partners"]],
];

function groupsOf(vpc: VpcSpec): GroupSpec[] {
  const idOf = (name: string) => awsId("sg", `${vpc.id}/${name}`);
  const groups = vpc.byPrefixLists ? [...GROUPS, PARTNERS_ONLY] : GROUPS;
  return groups.map(([name, description, ingress]) => {
    const rules = ingress.map(([protocol, fromPort, toPort, source], index): GroupRule => {
      const rule = {
        id: awsId("sgr", `${vpc.id}/${name}/${index}`),
        egress: false,
        protocol,
        fromPort,
        toPort,
      };
      if (source === "partners") return { ...rule, prefixListId: ownPrefixListId(vpc, "partners") };
      if (source === "vpc" && vpc.byPrefixLists)
        return {
          ...rule,
          prefixListId: ownPrefixListId(vpc, "clients"),
          description: "clients by their list",
        };
      if (source === "vpc") return { ...rule, cidr: `${vpc.prefix}.0.0/16`, description: "from the VPC" };
      if (source === "self") return { ...rule, groupId: idOf(name) };
      return source === "app" ? { ...rule, groupId: idOf("app") } : { ...rule, cidr: source };
    });
    const all = { protocol: "-1", fromPort: -1, toPort: -1, cidr: "0.0.0.0/0" };
    if (name !== "app" || !vpc.clientsLocked)
      rules.push({ id: awsId("sgr", `${vpc.id}/${name}/egress`), egress: true, ...all });
    return { id: idOf(name), name, description, rules };
  });
}

export function groupId(vpc: VpcSpec, name: GroupName): string {
  return awsId("sg", `${vpc.id}/${name}`);
}

/** The private subnet of a VPC in one zone. @throws Error when the VPC has none there. */
export function privateSubnet(vpc: VpcSpec, azId: string): SubnetSpec {
  const subnet = vpcNetwork(vpc).subnets.find((entry) => entry.azId === azId && entry.tier === "private");
  if (!subnet) throw new Error(`${vpc.name} has no subnet in ${azId}`);
  return subnet;
}

export function routeTableIds(vpc: VpcSpec): { main: string; private: string } {
  return { main: awsId("rtb", `${vpc.id}/main`), private: awsId("rtb", `${vpc.id}/private`) };
}

/** A network interface of an endpoint or a load balancer; what it is called is worked out when asked. */
export class InterfaceSpec {
  readonly subnet: SubnetSpec;
  readonly #key: string;

  constructor(owner: string, subnet: SubnetSpec) {
    this.subnet = subnet;
    this.#key = `${owner}/${subnet.id}`;
  }

  get id(): string {
    return awsId("eni", this.#key);
  }

  get address(): string {
    const hash = hashString(this.#key) >>> 0;
    const octets = this.subnet.cidr.split(".");
    return `${octets[0]}.${octets[1]}.${Number(octets[2]) + (hash % 16)}.${5 + ((hash >>> 4) % 245)}`;
  }

  get mac(): string {
    return `0e:${(hex(this.#key, 10).match(/../g) as string[]).join(":")}`;
  }
}

/** Network interfaces of an endpoint, one per zone that has one. */
export function endpointInterfaces(endpoint: EndpointSpec): InterfaceSpec[] {
  if (endpoint.type === "Gateway" || ABSENT_ENDPOINT_STATES.has(endpoint.state)) return [];
  return endpoint.azIds
    .filter((azId) => !endpoint.missingInterfaces?.includes(azId))
    .map((azId) => new InterfaceSpec(endpoint.id, privateSubnet(endpoint.vpc, azId)));
}

/** States in which AWS keeps no network interface for an endpoint. */
export const ABSENT_ENDPOINT_STATES = new Set(["failed", "rejected", "expired", "deleted"]);

/** Interfaces of workloads, one in each zone; only where something is to be seen of them. */
export function clientInterfaces(vpc: VpcSpec): InterfaceSpec[] {
  if (!vpc.clientsLocked) return [];
  return vpc.azIds.map((azId) => new InterfaceSpec(`${vpc.id}/app`, privateSubnet(vpc, azId)));
}

export function loadBalancerInterfaces(balancer: LoadBalancerSpec): InterfaceSpec[] {
  return balancer.azIds.map((azId) => new InterfaceSpec(balancer.arn, privateSubnet(balancer.vpc, azId)));
}

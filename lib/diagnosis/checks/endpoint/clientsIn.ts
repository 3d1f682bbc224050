import { overlaps, rangeOf } from "../../addresses.ts";
import type { ConsumerSide } from "../../evidenceSchema.ts";
import type { ClientSubnetFacts, EndpointFacts, SecurityGroupFacts, VpcFacts } from "../../factsSchema.ts";
import type { CheckAnswer } from "../../schema.ts";
import { entriesOf, evaluateGroups, type GroupAnswer } from "../../securityGroups.ts";
import { listWords } from "../../sentence.ts";
import { fail, item, pass, unknown } from "../shared/answers.ts";
import { clientSubnetsOf, endpointOf, lastOf } from "../shared/commands.ts";
import type { CheckIdentity, Fresh } from "../shared/consumer.ts";
import { knownLists, listsGap } from "../shared/prefixLists.ts";
import { portWords, type ServicePorts } from "../shared/servicePorts.ts";
import { carriesTraffic } from "../shared/traffic.ts";

export const check: CheckIdentity = {
  ...{ id: "endpoint-sg-blocks-port", hop: "endpoint", role: "cause", severity: "page" },
  title: "The endpoint's security groups block the service port",
  source: "D 2, O 5",
};

/** Clients call an endpoint by the families that it has. */
const families = (endpoint: EndpointFacts | undefined, v4: string[], v6: string[]): string[] => {
  const type = (endpoint?.ipAddressType ?? "ipv4").toLowerCase();
  return type === "ipv6" ? v6 : type === "dualstack" ? [...v4, ...v6] : v4;
};
const subnetRanges = (
  endpoint: EndpointFacts | undefined,
  { cidrBlock, ipv6CidrBlocks }: ClientSubnetFacts,
) => families(endpoint, cidrBlock ? [cidrBlock] : [], ipv6CidrBlocks);
const vpcRanges = (endpoint: EndpointFacts | undefined, { cidrBlocks, ipv6CidrBlocks }: VpcFacts) =>
  families(endpoint, cidrBlocks, ipv6CidrBlocks);

/** Ranges of the known clients, else of the VPC. */
export function clientRanges(side: ConsumerSide): string[] {
  const endpoint = endpointOf(side);
  const subnets = clientSubnetsOf(side).flatMap((subnet) => subnetRanges(endpoint, subnet));
  const vpc = lastOf(side.vpc);
  return subnets.length > 0 ? subnets : vpc ? vpcRanges(endpoint, vpc) : [];
}

type Given = {
  endpoint: Fresh<ConsumerSide["endpoint"]>;
  securityGroups: Fresh<ConsumerSide["securityGroups"]>;
};
type KnownPorts = Extract<ServicePorts, { known: true }>;

/** The best answer over the service's ports: one that gets in is enough. */
function bestOf(answers: readonly GroupAnswer[]): GroupAnswer | undefined {
  const order = ["allow", "partly", "unknown", "block"] as const;
  return answers.toSorted((a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict))[0];
}

const ask = (
  side: ConsumerSide,
  groups: readonly SecurityGroupFacts[],
  ports: KnownPorts,
  ranges: string[],
  peers: string[] | null,
) =>
  bestOf(
    ports.ports.map(({ port, protocol }) =>
      evaluateGroups({
        ...{ direction: "ingress", groups, port, protocol, ranges, peerGroupIds: peers },
        prefixLists: knownLists(side),
      }),
    ),
  );

/** Endpoints of a VPC mostly carry the same groups, and see the same lists: what these let in is asked once, not once for each. */
const answered = new WeakMap<SecurityGroupFacts, Map<string, GroupAnswer | undefined>>();

/** Whether anybody in these ranges gets in, whatever groups they carry. */
function askOfAll(
  side: ConsumerSide,
  groups: readonly SecurityGroupFacts[],
  ports: KnownPorts,
  ranges: string[],
): GroupAnswer | undefined {
  const [first] = groups;
  if (!first) return ask(side, groups, ports, ranges, []);
  const known = answered.get(first) ?? new Map<string, GroupAnswer | undefined>();
  answered.set(first, known);
  const key = [...groups.map(({ groupId }) => groupId), ...ports.ports.map(portWords), ...ranges].join(" ");
  if (!known.has(key)) known.set(key, ask(side, groups, ports, ranges, []));
  return known.get(key);
}

/** An answer for the clients that get in, one for those that do not, one for those of whom it is not known. */
export function byClient(
  { endpoint, securityGroups }: Given,
  side: ConsumerSide,
  groups: readonly SecurityGroupFacts[],
  ports: KnownPorts,
  clients: readonly ClientSubnetFacts[],
): CheckAnswer[] {
  const judged = clients
    .toSorted((a, b) => (a.subnetId < b.subnetId ? -1 : 1))
    .map((subnet) => ({
      subnet,
      answer: ask(side, groups, ports, subnetRanges(endpoint.value, subnet), carriedBy(subnet)),
    }));
  const words = listWords(ports.ports.map(portWords));
  const part = (verdicts: (string | undefined)[], say: (names: string) => string, make: typeof pass) => {
    const own = judged.filter(({ answer }) => verdicts.includes(answer?.verdict));
    if (own.length === 0) return [];
    const evidence = own.map(({ subnet, answer }) =>
      item(
        securityGroups,
        `Clients in ${subnet.subnetId} (${subnet.cidrBlock ?? "range not told"})`,
        toldOf(answer),
        subnet.subnetId,
      ),
    );
    return [
      make(check, say(listWords(own.map(({ subnet }) => subnet.subnetId))), {
        evidence: [ports.evidence, ...evidence],
        lanes: own.length === judged.length ? [] : own.flatMap(({ subnet }) => subnet.azId ?? []),
      }),
    ];
  };
  const nearest = judged.find(({ answer }) => answer?.verdict === "block")?.answer?.nearest;
  const ids = listWords(endpoint.value.securityGroupIds.toSorted());
  const gap = listsGap(
    side,
    judged.map(({ answer }) => answer),
  );
  return [
    ...part(
      ["block"],
      (names) =>
        `${ids} lets no client from ${names} in on ${words}${nearest ? `; the nearest rule is ${nearest}` : ": there is no inbound rule"}.`,
      fail,
    ),
    ...part(
      ["partly", "unknown", undefined],
      (names) => `Whether all clients in ${names} get in on ${words} is not known${gap}.`,
      unknown,
    ),
    ...part(["allow"], (names) => `Clients in ${names} get in on ${words}.`, pass),
  ];
}

/** A probe runs where no interface is known: what its own carries has not been seen. */
const carriedBy = ({ securityGroupIds }: ClientSubnetFacts) =>
  securityGroupIds && securityGroupIds.length > 0 ? securityGroupIds : null;

const toldOf = (answer: GroupAnswer | undefined) =>
  !answer
    ? "no port to judge by"
    : answer.verdict === "block"
      ? `not let in; nearest rule: ${answer.nearest ?? "none"}`
      : answer.verdict === "partly"
        ? `not let in: ${answer.uncovered.join(", ")}`
        : answer.verdict === "unknown"
          ? `not resolved: ${answer.unresolved.join(", ")}`
          : `let in by ${answer.nearest}`;

/** Nobody says where clients are: does a rule let anybody in at all? */
export function anybody(
  { endpoint, securityGroups }: Given,
  side: ConsumerSide,
  groups: readonly SecurityGroupFacts[],
  ports: KnownPorts,
): CheckAnswer {
  if (side.vpc.state !== "fresh")
    return unknown(check, `The VPC's ranges are not known: ${side.vpc.reason}.`);
  const answer = askOfAll(side, groups, ports, vpcRanges(endpoint.value, side.vpc.value));
  const words = listWords(ports.ports.map(portWords));
  const ids = listWords(endpoint.value.securityGroupIds.toSorted());
  const told = {
    evidence: [
      ports.evidence,
      item(securityGroups, `Anybody in ${side.vpc.value.vpcId}`, toldOf(answer), ids),
    ],
  };
  if (answer?.verdict === "allow" || answer?.verdict === "partly")
    return pass(check, `${ids} lets clients of the VPC in on ${words}.`, told);
  const members = membersOf(side, answer?.referencedGroupIds ?? []);
  if (members.some((count) => count !== null && count > 0))
    return pass(check, `${ids} lets the interfaces that carry a group in on ${words}.`, told);
  const elsewhere = (answer?.portRules ?? []).length > 0;
  if (elsewhere && carriesTraffic(side.metrics))
    return pass(check, `Connections arrive, so ${ids} lets somebody in on ${words}.`, told);
  if (ports.assumed && carriesTraffic(side.metrics))
    return unknown(
      check,
      `Connections arrive though ${ids} has no rule for ${words}: the service may listen elsewhere.`,
      told,
    );
  if (answer?.verdict === "unknown" || members.includes(null))
    return unknown(
      check,
      `Whom ${ids} lets in on ${words} could not be resolved${listsGap(side, [answer])}.`,
      told,
    );
  const others = answer?.portRanges ?? [];
  const reach = others.length > 0 ? reachable(side, others) : false;
  if (reach !== false)
    return unknown(
      check,
      `${ids} lets nobody of the VPC in on ${words}, only others${reach === null ? "" : " that a route leads to"}; nobody says where the clients are.`,
      told,
    );
  const nearest = answer?.nearest;
  const why = elsewhere
    ? others.length > 0
      ? `the rules are for others, whom no route of the VPC leads back to (${answer?.portRules[0]})`
      : `the only rule is for a group that no client carries (${answer?.portRules[0]})`
    : nearest
      ? `the nearest rule is ${nearest}`
      : "there is no inbound rule";
  return fail(check, `${ids} lets nobody in on ${words}: ${why}.`, told);
}

/**
 * Whether somebody in these ranges can be answered: the VPC has a route there that is neither its own nor the way to the
 * internet. Null where that is not known.
 */
function reachable(side: ConsumerSide, ranges: readonly string[]): boolean | null {
  const { routeTables } = side;
  if (routeTables.state !== "fresh" || routeTables.value.length === 0) return null;
  const wanted = ranges.map(rangeOf);
  if (wanted.includes(undefined)) return null;
  return routeTables.value
    .flatMap(({ routes }) => routes)
    .some((route) => {
      if (String(route.State ?? "active").toLowerCase() !== "active") return false;
      const by = neighbourKeys.some((key) => typeof route[key] === "string" && route[key] !== "");
      const gateway = typeof route.GatewayId === "string" && route.GatewayId.startsWith("vgw-");
      if (!by && !gateway) return false;
      return destinationsOf(route, side).some((to) => {
        const range = rangeOf(to);
        // A list of prefixes that nobody has read may hold them.
        return range === undefined || wanted.some((one) => one !== undefined && overlaps(range, one));
      });
    });
}

function destinationsOf(route: Record<string, unknown>, side: ConsumerSide): string[] {
  const to = route.DestinationCidrBlock ?? route.DestinationIpv6CidrBlock;
  if (typeof to === "string") return [to];
  return entriesOf(knownLists(side), String(route.DestinationPrefixListId));
}

/** What a route to other networks leads through. */
const neighbourKeys = [
  ...["TransitGatewayId", "VpcPeeringConnectionId", "LocalGatewayId", "CarrierGatewayId", "CoreNetworkArn"],
  ...["NetworkInterfaceId", "InstanceId"],
];

/** How many interfaces carry each group; null where nobody knows. */
const membersOf = ({ groupMembers }: ConsumerSide, groupIds: readonly string[]): (number | null)[] =>
  groupIds.map((id) =>
    groupMembers.state === "fresh"
      ? (groupMembers.value.find(({ groupId }) => groupId === id)?.interfaces ?? null)
      : null,
  );

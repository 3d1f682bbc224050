import type { ConsumerSide } from "../../evidenceSchema.ts";
import type { ClientSubnetFacts, NetworkInterfaceFacts, SecurityGroupFacts } from "../../factsSchema.ts";
import type { CheckAnswer } from "../../schema.ts";
import { evaluateGroups } from "../../securityGroups.ts";
import { listWords } from "../../sentence.ts";
import { fail, item, pass, unknown } from "../shared/answers.ts";
import { clientSubnetsOf } from "../shared/commands.ts";
import type { CheckIdentity, lanesFrom } from "../shared/consumer.ts";
import { knownLists } from "../shared/prefixLists.ts";
import { portWords, type ServicePort } from "../shared/servicePorts.ts";

export const check: CheckIdentity = {
  ...{ id: "client-egress-blocked", hop: "client", role: "cause", severity: "page" },
  title: "Clients may not send to the endpoint",
  source: "D path, G F7",
};

/** Refused packets older than this say nothing about now. */
const recentMs = 60 * 60_000;

const interfaceAddresses = (interfaces: readonly NetworkInterfaceFacts[]) =>
  interfaces.flatMap(({ privateIpAddresses, ipv6Addresses }) => [...privateIpAddresses, ...ipv6Addresses]);

/** Flows that the clients' own flow logs show refused; its lanes are the zones of the interfaces they were for. */
export function refusedFlows(
  { clientRejects }: ConsumerSide,
  interfaces: readonly NetworkInterfaceFacts[],
  ports: ServicePort[] | null,
  now: Date,
): CheckAnswer | undefined {
  if (clientRejects.state !== "fresh") return undefined;
  const owners = new Map(
    interfaces.flatMap((one) => interfaceAddresses([one]).map((address) => [address, one] as const)),
  );
  const rows = clientRejects.value.filter(
    ({ dstAddress, dstPort, lastAt }) =>
      owners.has(dstAddress) &&
      now.getTime() - lastAt.getTime() <= recentMs &&
      (ports === null || ports.some(({ port }) => port === dstPort)),
  );
  if (rows.length === 0) return undefined;
  const flows = rows.reduce((sum, one) => sum + one.flows, 0);
  const sources = [...new Set(rows.map(({ srcAddress }) => srcAddress))].sort();
  const first = Math.min(...rows.map(({ firstAt }) => firstAt.getTime()));
  return fail(
    check,
    `${flows} flows of ${listWords(sources.slice(0, 3))}${sources.length > 3 ? " and others" : ""} toward the endpoint were refused before they left the client.`,
    {
      evidence: rows
        .map(({ networkInterfaceId, srcAddress, dstAddress, dstPort, flows }) =>
          item(
            clientRejects,
            "Refused leaving the client",
            `${flows} flows from ${srcAddress} to ${dstAddress}:${dstPort}`,
            networkInterfaceId,
          ),
        )
        .sort((a, b) => (a.value < b.value ? -1 : 1)),
      lanes: rows.flatMap(({ dstAddress }) => owners.get(dstAddress)?.azId ?? []),
      since: new Date(first),
    },
  );
}

type Verdict = "open" | "blocked" | "unknown";

/** An answer for the subnets that may send, one for those that may not, one for those of which it is not known. */
export function bySubnet(
  side: ConsumerSide,
  interfaces: readonly NetworkInterfaceFacts[],
  endpoint: Parameters<typeof lanesFrom>[1],
  ports: ServicePort[],
): CheckAnswer[] {
  const { clientSubnets, securityGroups } = side;
  if (clientSubnets.state !== "fresh")
    return [unknown(check, `Where clients are is not known: ${clientSubnets.reason}.`)];
  if (clientSubnets.value.length === 0)
    return [unknown(check, "Nobody says which subnets the clients are in: no probe reports from one.")];
  if (securityGroups.state !== "fresh")
    return [unknown(check, `The clients' security groups cannot be judged: ${securityGroups.reason}.`)];
  const judged = clientSubnetsOf(side).map((subnet) => ({
    subnet,
    ...judgeSubnet(side, subnet, securityGroups.value, interfaces, endpoint.securityGroupIds, ports),
  }));
  const said = (wanted: Verdict) => judged.filter(({ verdict }) => verdict === wanted);
  const lanesOf = (wanted: Verdict) =>
    said(wanted).length === judged.length
      ? []
      : [...new Set(said(wanted).flatMap(({ subnet }) => subnet.azId ?? []))];
  const evidence = (wanted: Verdict) =>
    said(wanted).map(({ subnet, told }) =>
      item(securityGroups, "Egress of the clients", told, subnet.subnetId),
    );
  const names = (wanted: Verdict) => listWords(said(wanted).map(({ subnet }) => subnet.subnetId));
  const words = listWords(ports.map(portWords));
  return [
    ...(said("blocked").length > 0
      ? [
          fail(check, `No security group in ${names("blocked")} lets ${words} out to the endpoint.`, {
            ...{ evidence: evidence("blocked"), lanes: lanesOf("blocked") },
          }),
        ]
      : []),
    ...(said("unknown").length > 0
      ? [
          unknown(check, `What the clients in ${names("unknown")} may send is not known.`, {
            ...{ evidence: evidence("unknown"), lanes: lanesOf("unknown") },
          }),
        ]
      : []),
    ...(said("open").length > 0
      ? [
          pass(check, `Clients in ${names("open")} may send ${words} to the endpoint.`, {
            ...{ evidence: evidence("open"), lanes: lanesOf("open") },
          }),
        ]
      : []),
  ];
}

/** A subnet is open where one of its groups lets one of the ports out to one of the endpoint's addresses. */
function judgeSubnet(
  side: ConsumerSide,
  { securityGroupIds }: ClientSubnetFacts,
  groups: readonly SecurityGroupFacts[],
  interfaces: readonly NetworkInterfaceFacts[],
  endpointGroupIds: readonly string[],
  ports: ServicePort[],
): { verdict: Verdict; told: string } {
  if (securityGroupIds === null || securityGroupIds.length === 0)
    return { verdict: "unknown", told: "no security group of its interfaces is known" };
  const answers = securityGroupIds.toSorted().flatMap((groupId) =>
    ports.map(({ port, protocol }) => {
      const group = groups.find((one) => one.groupId === groupId);
      return group
        ? evaluateGroups({
            ...{ direction: "egress", groups: [group], port, protocol },
            ranges: interfaceAddresses(interfaces),
            peerGroupIds: endpointGroupIds,
            prefixLists: knownLists(side),
          })
        : { verdict: "unknown" as const, nearest: null, unresolved: [`${groupId} has not been seen`] };
    }),
  );
  const open = answers.find(({ verdict }) => verdict === "allow" || verdict === "partly");
  if (open) return { verdict: "open", told: `let out by ${open.nearest}` };
  const gap = answers.find(({ verdict }) => verdict === "unknown");
  if (gap) return { verdict: "unknown", told: `not resolved: ${gap.unresolved.join(", ")}` };
  const nearest = answers.find((one) => one.nearest !== null)?.nearest ?? "no outbound rule at all";
  return { verdict: "blocked", told: `not let out; nearest rule: ${nearest}` };
}

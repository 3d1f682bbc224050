import type { ConsumerSide, PathCheck, PathEvidence } from "../../evidenceSchema.ts";
import type { ClientSubnetFacts, NetworkInterfaceFacts, SecurityGroupFacts } from "../../factsSchema.ts";
import type { CheckAnswer } from "../../schema.ts";
import { evaluateGroups } from "../../securityGroups.ts";
import { listWords } from "../../sentence.ts";
import { fail, item, pass, unknown } from "../shared/answers.ts";
import {
  addressesOf,
  awsCommand,
  clientCommand,
  consumerOf,
  endpointOf,
  lastOf,
} from "../shared/commands.ts";
import { type CheckIdentity, lanesFrom, onEndpoint, withInterfacesWhenUp } from "../shared/consumer.ts";
import { portWords, type ServicePort, servicePorts } from "../shared/servicePorts.ts";

const check: CheckIdentity = {
  ...{ id: "client-egress-blocked", hop: "client", role: "cause", severity: "page" },
  title: "Clients may not send to the endpoint",
  source: "D path, G F7",
};

/** Refused packets older than this say nothing about now. */
const recentMs = 60 * 60_000;

/** Two proofs, each enough: the clients' flow logs refuse, or no security group in their subnet lets the port out. */
export const clientEgressBlocked: PathCheck = {
  ...check,
  evaluate: (evidence, now) =>
    onEndpoint(
      check,
      evidence,
      { applies: withInterfacesWhenUp, needs: ["networkInterfaces"] },
      (given, side) => {
        const ports = servicePorts(evidence);
        const interfaces = given.networkInterfaces.value;
        const refused = refusedFlows(side, interfaces, ports.known ? ports.ports : null, now);
        if (refused) return [{ ...refused, lanes: lanesFrom(refused.lanes, given.endpoint.value) }];
        if (!ports.known) return [unknown(check, `Egress cannot be judged: ${ports.reason}.`)];
        return bySubnet(side, interfaces, given.endpoint.value, ports.ports);
      },
    ),
  confirm: (evidence) => {
    const side = consumerOf(evidence);
    if (!side) return [];
    const groups = [
      ...new Set(clientsOf(side).flatMap(({ securityGroupIds }) => securityGroupIds ?? [])),
    ].sort();
    const address = addressesOf(side)[0];
    const port = portsOf(evidence)[0]?.port;
    return [
      ...(groups.length > 0
        ? [
            awsCommand(
              side,
              "What the clients' security groups let out",
              `ec2 describe-security-groups --group-ids ${groups.join(" ")} --query 'SecurityGroups[].{Group:GroupId,Egress:IpPermissionsEgress}'`,
              `A rule for ${portsOf(evidence).map(portWords).join(" or ") || "the service port"} to the endpoint's addresses; none confirms the finding.`,
            ),
          ]
        : []),
      ...(address && port
        ? [
            clientCommand(
              clientsOf(side)[0]?.subnetId ?? "the VPC",
              "Whether a connection gets out",
              `nc -vz -w 5 ${address} ${port}`,
              "`succeeded`; a timeout confirms the finding.",
            ),
          ]
        : []),
    ];
  },
  fix: (evidence) => {
    const side = consumerOf(evidence);
    const [port] = portsOf(evidence);
    const group =
      side &&
      clientsOf(side)
        .flatMap(({ securityGroupIds }) => securityGroupIds ?? [])
        .sort()[0];
    const target = (side && endpointOf(side)?.securityGroupIds[0]) ?? "";
    const words = port ? `${port.protocol} ${port.port}` : "the service port";
    const permission = port
      ? JSON.stringify([
          {
            ...{ IpProtocol: port.protocol, FromPort: port.port, ToPort: port.port },
            UserIdGroupPairs: [{ GroupId: target }],
          },
        ])
      : "";
    return {
      owner: "consumer",
      summary: `Let the clients send ${words} to the endpoint's security group ${target}.`,
      console: `VPC › Security groups › ${group ?? "the clients' group"} › Outbound rules › Edit: add ${words} to ${target}. Look at the subnet's network ACL as well.`,
      cli:
        side && group && port && target
          ? [
              `aws ec2 authorize-security-group-egress --group-id ${group} --ip-permissions '${permission}' --profile ${side.account.profile} --region ${side.region}`,
            ]
          : [],
      terraform: port
        ? `resource "aws_vpc_security_group_egress_rule" "to_endpoint" {
  security_group_id            = "${group ?? ""}"
  referenced_security_group_id = "${target}"
  ip_protocol                  = "${port.protocol}"
  from_port                    = ${port.port}
  to_port                      = ${port.port}
}`
        : "",
    };
  },
};

const interfaceAddresses = (interfaces: readonly NetworkInterfaceFacts[]) =>
  interfaces.flatMap(({ privateIpAddresses, ipv6Addresses }) => [...privateIpAddresses, ...ipv6Addresses]);
const clientsOf = (side: ConsumerSide): ClientSubnetFacts[] =>
  (lastOf(side.clientSubnets) ?? []).toSorted((a, b) => (a.subnetId < b.subnetId ? -1 : 1));
const portsOf = (evidence: PathEvidence): ServicePort[] => {
  const ports = servicePorts(evidence);
  return ports.known ? ports.ports : [];
};

/** Flows that the clients' own flow logs show refused; its lanes are the zones of the interfaces they were for. */
function refusedFlows(
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

function bySubnet(
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
  const judged = clientsOf(side).map((subnet) => ({
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
            prefixLists: lastOf(side.prefixLists) ?? [],
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

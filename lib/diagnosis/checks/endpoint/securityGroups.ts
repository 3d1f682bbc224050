import type { PathCheck } from "../../evidenceSchema.ts";
import { listWords } from "../../sentence.ts";
import { unknown } from "../shared/answers.ts";
import {
  addressesOf,
  awsCommand,
  cli,
  clientCommand,
  clientSubnetsOf,
  consumerOf,
  endpointOf,
  quote,
} from "../shared/commands.ts";
import { onEndpoint, withGroups } from "../shared/consumer.ts";
import { portWords, type ServicePort, servicePorts } from "../shared/servicePorts.ts";

import { anybody, byClient, check, clientRanges } from "./clientsIn.ts";

/**
 * Whether clients get in on one of the service's ports. Clients are those in subnets that probes report from; where
 * nobody says, anybody in the VPC: then it fails only where no rule lets anybody in.
 */
export const endpointSgBlocksPort: PathCheck = {
  ...check,
  evaluate: (evidence) =>
    onEndpoint(check, evidence, { applies: withGroups, needs: ["securityGroups"] }, (given, side) => {
      const { securityGroupIds } = given.endpoint.value;
      const groups = given.securityGroups.value.filter(({ groupId }) => securityGroupIds.includes(groupId));
      if (securityGroupIds.length === 0)
        return [unknown(check, "Which security groups the endpoint has is not told.")];
      const unseen = securityGroupIds.filter((id) => !groups.some(({ groupId }) => groupId === id));
      const ports = servicePorts(evidence);
      if (!ports.known) return [unknown(check, `Groups cannot be judged: ${ports.reason}.`)];
      if (unseen.length > 0)
        return [unknown(check, `The rules of ${listWords(unseen.toSorted())} have not been seen.`)];
      const clients = side.clientSubnets.state === "fresh" ? side.clientSubnets.value : [];
      return clients.length > 0
        ? byClient(given, side, groups, ports, clients)
        : [anybody(given, side, groups, ports)];
    }),
  confirm: (evidence) => {
    const side = consumerOf(evidence);
    if (!side) return [];
    const ids = endpointOf(side)?.securityGroupIds ?? [];
    const ports = servicePorts(evidence);
    const [address] = addressesOf(side);
    const port = ports.known ? ports.ports[0]?.port : undefined;
    return [
      awsCommand(
        side,
        "What the endpoint's groups let in",
        `ec2 describe-security-group-rules --filters Name=group-id,Values=${ids.join(",")} --query 'SecurityGroupRules[?!IsEgress].{Group:GroupId,Protocol:IpProtocol,From:FromPort,To:ToPort,Cidr:CidrIpv4,Ref:ReferencedGroupInfo.GroupId}'`,
        `A rule for ${ports.known ? ports.ports.map(portWords).join(" or ") : "the service port"} from the clients; none confirms the finding.`,
      ),
      ...(address && port
        ? [
            clientCommand(
              clientSubnetsOf(side)[0]?.subnetId ?? endpointOf(side)?.vpcId ?? "the VPC",
              "Whether a connection gets in",
              `nc -vz -w 5 ${address} ${port}`,
              "`succeeded`; a timeout confirms the finding.",
            ),
          ]
        : []),
    ];
  },
  fix: (evidence) => {
    const side = consumerOf(evidence);
    const groupId = (side && endpointOf(side)?.securityGroupIds[0]) ?? "";
    const ports = servicePorts(evidence);
    const port = ports.known ? ports.ports[0] : undefined;
    const ranges = side ? clientRanges(side) : [];
    const words = port ? portWords(port) : "the service port";
    const from = listWords(ranges) || "the clients' ranges";
    const permissions = port && side ? permissionsFor(port, ranges) : [];
    return {
      owner: "consumer",
      summary: `Let ${words} in from ${from} on ${groupId}.`,
      console: `VPC › Security groups › ${groupId} › Inbound rules › Edit: add ${words} from ${from}.`,
      cli:
        side && permissions.length > 0
          ? [
              cli(
                side,
                `ec2 authorize-security-group-ingress --group-id ${groupId} --ip-permissions ${quote(JSON.stringify(permissions))}`,
              ),
            ]
          : [],
      terraform: port
        ? ranges
            .map(
              (range, i) => `resource "aws_vpc_security_group_ingress_rule" "clients_${i + 1}" {
  security_group_id = "${groupId}"
  ${range.includes(":") ? "cidr_ipv6" : "cidr_ipv4"}         = "${range}"
  ip_protocol       = "${port.protocol}"
  from_port         = ${port.port}
  to_port           = ${port.port}
}`,
            )
            .join("\n")
        : "",
    };
  },
};

const permissionsFor = ({ port, protocol }: ServicePort, ranges: readonly string[]) => {
  const v4 = ranges.filter((range) => !range.includes(":"));
  const v6 = ranges.filter((range) => range.includes(":"));
  if (ranges.length === 0) return [];
  return [
    {
      ...{ IpProtocol: protocol, FromPort: port, ToPort: port },
      ...(v4.length > 0 ? { IpRanges: v4.map((CidrIp) => ({ CidrIp })) } : {}),
      ...(v6.length > 0 ? { Ipv6Ranges: v6.map((CidrIpv6) => ({ CidrIpv6 })) } : {}),
    },
  ];
};

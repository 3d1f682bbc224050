import type { PathCheck } from "../../evidenceSchema.ts";
import type { EndpointFacts } from "../../factsSchema.ts";
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
import { lanesFrom, onEndpoint, withInterfacesWhenUp } from "../shared/consumer.ts";
import { knownPorts, portWords, servicePorts } from "../shared/servicePorts.ts";
import { bySubnet, check, refusedFlows } from "./clientsOut.ts";

/** Two proofs, each enough: the clients' flow logs refuse, or no security group in their subnet lets the port out. */
export const clientEgressBlocked: PathCheck = {
  ...check,
  evaluate: (evidence, now) =>
    onEndpoint(
      check,
      evidence,
      { applies: (own) => withInterfacesWhenUp(own) ?? byRoute(own), needs: ["networkInterfaces"] },
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
      ...new Set(clientSubnetsOf(side).flatMap(({ securityGroupIds }) => securityGroupIds ?? [])),
    ].sort();
    const address = addressesOf(side)[0];
    const port = knownPorts(evidence)[0]?.port;
    return [
      ...(groups.length > 0
        ? [
            awsCommand(
              side,
              "What the clients' security groups let out",
              `ec2 describe-security-groups --group-ids ${groups.join(" ")} --query 'SecurityGroups[].{Group:GroupId,Egress:IpPermissionsEgress}'`,
              `A rule for ${knownPorts(evidence).map(portWords).join(" or ") || "the service port"} to the endpoint's addresses; none confirms the finding.`,
            ),
          ]
        : []),
      ...(address && port
        ? [
            clientCommand(
              clientSubnetsOf(side)[0]?.subnetId ?? "the VPC",
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
    const [port] = knownPorts(evidence);
    const group =
      side &&
      clientSubnetsOf(side)
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
              cli(
                side,
                `ec2 authorize-security-group-egress --group-id ${group} --ip-permissions ${quote(permission)}`,
              ),
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

const byRoute = ({ vpcEndpointType }: EndpointFacts) =>
  vpcEndpointType === "GatewayLoadBalancer"
    ? "Nobody calls a Gateway Load Balancer endpoint: routes lead through it."
    : null;

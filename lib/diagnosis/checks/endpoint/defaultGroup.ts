import type { PathCheck } from "../../evidenceSchema.ts";
import type { EndpointFacts, SecurityGroupFacts } from "../../factsSchema.ts";
import { fail, item, pass, unknown } from "../shared/answers.ts";
import { awsCommand, cli, consumerOf, endpointOf } from "../shared/commands.ts";
import { type CheckIdentity, madeByAws, onEndpoint, withGroups } from "../shared/consumer.ts";
import { knownPorts, portWords } from "../shared/servicePorts.ts";

const check: CheckIdentity = {
  ...{ id: "endpoint-sg-default", hop: "endpoint", role: "advisory", severity: "ticket" },
  title: "Only the VPC's default security group is attached",
  source: "D scenario",
};

/** The default group lets in nobody but its own members until somebody changes it, for everything that carries it. */
export const endpointSgDefault: PathCheck = {
  ...check,
  evaluate: (evidence) =>
    onEndpoint(
      check,
      evidence,
      { applies: (own) => withGroups(own) ?? madeByAws(own), needs: ["securityGroups"] },
      ({ endpoint, securityGroups }) => {
        const named = namedGroups(endpoint.value, securityGroups.value);
        if (named.length === 0)
          return [unknown(check, "Which security groups the endpoint has is not told.")];
        const told = named.map(({ id, name }) =>
          item(securityGroups, "Attached group", name ?? "name not told", id),
        );
        if (named.some(({ name }) => name !== null && name !== "default"))
          return [pass(check, "The endpoint has a security group of its own.", { evidence: told })];
        if (named.some(({ name }) => name === null))
          return [unknown(check, "The attached security groups have not been seen.", { evidence: told })];
        return [
          fail(
            check,
            `${endpoint.value.vpcEndpointId} has only the VPC's default group, which lets in nobody but its own members unless changed.`,
            { evidence: told },
          ),
        ];
      },
    ),
  confirm: (evidence) => {
    const side = consumerOf(evidence);
    const ids = side ? (endpointOf(side)?.securityGroupIds ?? []) : [];
    return side && ids.length > 0
      ? [
          awsCommand(
            side,
            "Names of the attached groups",
            `ec2 describe-security-groups --group-ids ${ids.join(" ")} --query 'SecurityGroups[].GroupName'`,
            "A group made for endpoints; `default` alone confirms the finding.",
          ),
        ]
      : [];
  },
  fix: (evidence) => {
    const side = consumerOf(evidence);
    const endpoint = side && endpointOf(side);
    const [port] = knownPorts(evidence);
    const old = (endpoint?.securityGroupIds ?? []).toSorted().join(" ");
    return {
      owner: "consumer",
      summary: `Give ${evidence.vpcEndpointId} a group of its own that lets ${port ? portWords(port) : "the service port"} in from the clients.`,
      console: `VPC › Endpoints › ${evidence.vpcEndpointId} › Actions › Manage security groups.`,
      cli: side
        ? [
            cli(
              side,
              `ec2 create-security-group --vpc-id ${endpoint?.vpcId ?? ""} --group-name ${evidence.vpcEndpointId} --description 'Clients of ${evidence.vpcEndpointId}'`,
            ),
            cli(
              side,
              `ec2 modify-vpc-endpoint --vpc-endpoint-id ${evidence.vpcEndpointId} --add-security-group-ids NEW_GROUP --remove-security-group-ids ${old}`,
            ),
          ]
        : [],
      terraform: `resource "aws_vpc_endpoint" "this" {
  # ${evidence.vpcEndpointId}
  security_group_ids = [aws_security_group.endpoint.id]
}`,
    };
  },
};

const namedGroups = ({ securityGroupIds }: EndpointFacts, groups: readonly SecurityGroupFacts[]) =>
  securityGroupIds
    .toSorted()
    .map((id) => ({ id, name: groups.find(({ groupId }) => groupId === id)?.groupName ?? null }));

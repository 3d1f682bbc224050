import { fail, item, notApplicable, pass, unusable } from "../checks/shared/answers.ts";
import { awsCommand, cli, lastOf } from "../checks/shared/commands.ts";
import type { OtherEndpointFacts } from "../factsSchema.ts";
import { listWords } from "../sentence.ts";
import type { FleetCheck, FleetEndpoint } from "./factsSchema.ts";
import { fleetCheck, ofEndpoint } from "./subjects.ts";

const check = fleetCheck(
  "duplicate-endpoint",
  "info",
  "A second endpoint to the same service in one VPC",
  "D one endpoint, many AZs, G 10",
);

type Known = Pick<OtherEndpointFacts, "vpcEndpointId" | "creationTimestamp">;

/**
 * One endpoint serves a whole VPC in all its zones. Each of several fails, as it takes two to be one too many; the oldest
 * is proposed to stay. Gateway endpoints are routes, and a VPC may have one for each set of route tables.
 */
export const duplicateEndpoint: FleetCheck<FleetEndpoint> = {
  ...check,
  subject: ofEndpoint,
  evaluate: ({ endpoint, otherEndpoints }) => {
    const gap =
      unusable(check, endpoint, "The endpoint") ??
      unusable(check, otherEndpoints, "The other endpoints of the VPC");
    if (gap || endpoint.state !== "fresh" || otherEndpoints.state !== "fresh") return gap ? [gap] : [];
    const own = endpoint.value;
    if (!["Interface", "GatewayLoadBalancer"].includes(own.vpcEndpointType))
      return [notApplicable(check, `A ${own.vpcEndpointType} endpoint may stand beside another.`)];
    if (gone.has((own.state ?? "").toLowerCase()) || own.serviceName === null)
      return [notApplicable(check, `${own.vpcEndpointId} is on its way out, or its service is not told.`)];
    const twins = otherEndpoints.value.filter(
      (other) =>
        other.vpcEndpointId !== own.vpcEndpointId &&
        other.serviceName === own.serviceName &&
        other.vpcEndpointType === own.vpcEndpointType &&
        !gone.has((other.state ?? "").toLowerCase()),
    );
    const first = twins.toSorted(byAge)[0];
    const told = {
      evidence: [
        item(endpoint, "Service", own.serviceName, own.vpcEndpointId),
        ...twins
          .toSorted(byAge)
          .map((other) =>
            item(
              otherEndpoints,
              "Another endpoint to it",
              `in ${listWords(other.azIds.toSorted()) || "zones not told"}, since ${other.creationTimestamp?.toISOString().slice(0, 10) ?? "a day not told"}`,
              other.vpcEndpointId,
            ),
          ),
      ],
    };
    const where = own.vpcId ?? "its VPC";
    if (!first)
      return [pass(check, `${own.vpcEndpointId} is the only endpoint to its service in ${where}.`, told)];
    const others = listWords(twins.toSorted(byAge).map(({ vpcEndpointId }) => vpcEndpointId));
    return [
      fail(
        check,
        byAge(own, first) < 0
          ? `${where} has ${others} to ${own.serviceName} beside ${own.vpcEndpointId}, each billed on its own.`
          : `${where} has ${others} to ${own.serviceName} already: ${own.vpcEndpointId} is billed beside it.`,
        { ...told, since: latest([own, ...twins.toSorted(byAge).slice(0, 1)]) },
      ),
    ];
  },
  confirm: (facts) => {
    const own = lastOf(facts.endpoint);
    return [
      awsCommand(
        facts,
        "Endpoints to the service in this VPC",
        `ec2 describe-vpc-endpoints --filters Name=vpc-id,Values=${own?.vpcId ?? "VPC_ID"} Name=service-name,Values=${own?.serviceName ?? "SERVICE_NAME"} --query 'VpcEndpoints[].{Id:VpcEndpointId,Created:CreationTimestamp,Subnets:SubnetIds,PrivateDns:PrivateDnsEnabled}'`,
        "One endpoint; a second confirms the finding.",
      ),
    ];
  },
  fix: (facts, answer) => {
    const own = lastOf(facts.endpoint);
    const others = (lastOf(facts.otherEndpoints) ?? []).filter(({ vpcEndpointId }) =>
      answer.evidence.some(({ resourceId }) => resourceId === vpcEndpointId),
    );
    const [oldest] = (own ? [own, ...others] : others).toSorted(byAge);
    const other = others.toSorted(byAge)[0]?.vpcEndpointId ?? "OTHER_ENDPOINT_ID";
    const [keep, retire] =
      oldest?.vpcEndpointId === facts.vpcEndpointId
        ? [facts.vpcEndpointId, other]
        : [other, facts.vpcEndpointId];
    const subnets =
      retire === facts.vpcEndpointId
        ? [...(own?.subnetIds ?? [])].sort().join(" ") || "SUBNET_ID"
        : "SUBNET_ID";
    return {
      owner: "consumer",
      summary: `Add the zones of ${retire} to ${keep}, move clients that use its own name, then retire it.`,
      console: `VPC › Endpoints › ${keep} › Actions › Manage subnets; then ${retire} › Actions › Delete VPC endpoints.`,
      cli: [
        cli(facts, `ec2 modify-vpc-endpoint --vpc-endpoint-id ${keep} --add-subnet-ids ${subnets}`),
        cli(facts, `ec2 delete-vpc-endpoints --vpc-endpoint-ids ${retire}`),
      ],
      terraform: `# remove the aws_vpc_endpoint whose id is ${retire}; add its subnet_ids to the one of ${keep}`,
    };
  },
};

const gone = new Set(["deleting", "deleted", "rejected", "failed", "expired"]);

/** The older first; where no time is told, or the same one, by id. */
const byAge = (a: Known, b: Known) =>
  (a.creationTimestamp?.getTime() ?? Number.MAX_SAFE_INTEGER) -
    (b.creationTimestamp?.getTime() ?? Number.MAX_SAFE_INTEGER) ||
  (a.vpcEndpointId < b.vpcEndpointId ? -1 : 1);

/** Since when there are two. */
function latest(pair: readonly Known[]): Date | null {
  const times = pair.flatMap(({ creationTimestamp }) => creationTimestamp?.getTime() ?? []);
  return times.length === pair.length ? new Date(Math.max(...times)) : null;
}

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
 * One endpoint serves a whole VPC in all its zones. The oldest of several is taken for the one that is meant; the others
 * fail. Gateway endpoints are routes, and a VPC may have one for each set of route tables.
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
    if (byAge(own, first) < 0)
      return [pass(check, `${own.vpcEndpointId} is the first endpoint to its service in ${where}.`, told)];
    return [
      fail(
        check,
        `${where} has ${first.vpcEndpointId} to ${own.serviceName} already: ${own.vpcEndpointId} is billed beside it.`,
        { ...told, since: own.creationTimestamp },
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
    const other = answer.evidence.find(({ label }) => label === "Another endpoint to it")?.resourceId;
    const subnets = [...(lastOf(facts.endpoint)?.subnetIds ?? [])].sort().join(" ") || "SUBNET_ID";
    return {
      owner: "consumer",
      summary: `Add the zones of ${facts.vpcEndpointId} to ${other ?? "the other one"}, move clients that use its own name, then retire it.`,
      console: `VPC › Endpoints › ${other ?? "the other one"} › Actions › Manage subnets; then ${facts.vpcEndpointId} › Actions › Delete VPC endpoints.`,
      cli: [
        cli(
          facts,
          `ec2 modify-vpc-endpoint --vpc-endpoint-id ${other ?? "OTHER_ENDPOINT_ID"} --add-subnet-ids ${subnets}`,
        ),
        cli(facts, `ec2 delete-vpc-endpoints --vpc-endpoint-ids ${facts.vpcEndpointId}`),
      ],
      terraform: `# remove the aws_vpc_endpoint whose id is ${facts.vpcEndpointId}; add its subnet_ids to the one of ${other ?? "the other endpoint"}`,
    };
  },
};

const gone = new Set(["deleting", "deleted", "rejected", "failed", "expired"]);

/** The older first; where no time is told, or the same one, by id. */
const byAge = (a: Known, b: Known) =>
  (a.creationTimestamp?.getTime() ?? Number.MAX_SAFE_INTEGER) -
    (b.creationTimestamp?.getTime() ?? Number.MAX_SAFE_INTEGER) ||
  (a.vpcEndpointId < b.vpcEndpointId ? -1 : 1);

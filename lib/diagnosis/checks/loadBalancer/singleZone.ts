import type { PathCheck } from "../../evidenceSchema.ts";
import type { EndpointFacts } from "../../factsSchema.ts";
import { fail, item, notApplicable, pass, unknown } from "../shared/answers.ts";
import { cli, consumerOf, describeEndpoint, endpointOf, lastOf } from "../shared/commands.ts";
import { type CheckIdentity, madeByAws, onEndpoint, withGroups } from "../shared/consumer.ts";
import { isProduction } from "../shared/environment.ts";

const check: CheckIdentity = {
  ...{ id: "single-az-endpoint", hop: "load-balancer", role: "advisory", severity: "ticket" },
  title: "The endpoint is in one zone only",
  source: "O best practices",
};

/** One zone in production: when it fails, so do all calls. Gateway Load Balancer endpoints have one by design. */
export const singleAzEndpoint: PathCheck = {
  ...check,
  evaluate: (evidence) =>
    onEndpoint(check, evidence, { applies: inZones }, ({ endpoint }) => {
      const { vpcEndpointId, azIds, subnetIds, environment } = endpoint.value;
      const told = [
        item(endpoint, "Zones", azIds.toSorted().join(", ") || "not told", vpcEndpointId),
        item(endpoint, "Environment", environment ?? "not told", vpcEndpointId),
      ];
      if (azIds.length > 1)
        return [pass(check, `The endpoint is in ${azIds.length} zones.`, { evidence: told })];
      if (azIds.length === 0 || subnetIds.length > azIds.length)
        return [unknown(check, "Which zones the endpoint is in is not told.", { evidence: told })];
      if (environment === null)
        return [
          unknown(check, "The endpoint is in one zone, and nothing says whether that is production.", {
            evidence: told,
          }),
        ];
      if (!isProduction(environment)) return [notApplicable(check, `One zone is enough for ${environment}.`)];
      return [fail(check, `${vpcEndpointId} is in ${azIds[0]} alone, in production.`, { evidence: told })];
    }),
  confirm: (evidence) => {
    const side = consumerOf(evidence);
    return side
      ? [
          describeEndpoint(
            side,
            evidence.vpcEndpointId,
            "Subnets:SubnetIds,Tags:Tags",
            "Subnets in two zones or more.",
          ),
        ]
      : [];
  },
  fix: (evidence) => {
    const side = consumerOf(evidence);
    const endpoint = side && endpointOf(side);
    const id = evidence.vpcEndpointId;
    const others = ((side && lastOf(side.subnets)) ?? [])
      .filter(
        ({ azId, vpcId }) => azId !== null && vpcId === endpoint?.vpcId && !endpoint.azIds.includes(azId),
      )
      .map(({ subnetId }) => subnetId)
      .sort();
    const subnet = others[0] ?? "SUBNET_OF_ANOTHER_ZONE";
    return {
      owner: "consumer",
      summary: `Add a subnet of another zone to ${id}, one that the service is in; each zone is billed by the hour.`,
      console: `VPC › Endpoints › ${id} › Actions › Manage subnets.`,
      cli: side
        ? [cli(side, `ec2 modify-vpc-endpoint --vpc-endpoint-id ${id} --add-subnet-ids ${subnet}`)]
        : [],
      terraform: `resource "aws_vpc_endpoint" "this" {
  # ${id}
  subnet_ids = ${JSON.stringify([...(endpoint?.subnetIds ?? []), subnet])}
}`,
    };
  },
};

/** Endpoints that have security groups are those that may be in several zones. */
const inZones = (endpoint: EndpointFacts) =>
  endpoint.vpcEndpointType === "GatewayLoadBalancer"
    ? "A Gateway Load Balancer endpoint is in one zone by design."
    : endpoint.vpcEndpointType === "Gateway"
      ? "A gateway endpoint is in no zone."
      : (withGroups(endpoint) ?? madeByAws(endpoint));

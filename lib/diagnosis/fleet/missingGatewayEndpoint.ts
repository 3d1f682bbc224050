import { formatBytes } from "#lib/format/bytes.ts";
import { fail, item, pass, unknown, unusable } from "../checks/shared/answers.ts";
import { awsCommand, cli, lastOf } from "../checks/shared/commands.ts";
import type { RouteTableFacts } from "../factsSchema.ts";
import { listWords } from "../sentence.ts";
import type { FleetCheck, FleetVpc, GatewayTraffic } from "./factsSchema.ts";
import { fleetCheck, ofVpc } from "./subjects.ts";

const check = fleetCheck(
  "missing-gateway-endpoint",
  "info",
  "S3 or DynamoDB without the free gateway endpoint",
  "P gateway",
);

type Service = GatewayTraffic["service"];
const services: readonly Service[] = ["s3", "dynamodb"];
const names: Record<Service, string> = { s3: "S3", dynamodb: "DynamoDB" };

/**
 * Proven where bytes were measured on a way that is billed. Where nothing measures them, a VPC that leads out through a NAT
 * gateway and has no gateway endpoint for S3 is worth a look (most workloads use S3), and says that the bytes are not known;
 * for DynamoDB alone that would be a guess, and stays unknown.
 */
export const missingGatewayEndpoint: FleetCheck<FleetVpc> = {
  ...check,
  subject: ofVpc,
  evaluate: ({ endpoints, routeTables, gatewayTraffic, vpcId }) => {
    const gap = unusable(check, endpoints, `The endpoints of ${vpcId}`);
    if (gap || endpoints.state !== "fresh") return gap ? [gap] : [];
    const missing = services.filter(
      (service) =>
        !endpoints.value.some(
          ({ vpcEndpointType, serviceName, state }) =>
            vpcEndpointType === "Gateway" &&
            serviceName?.endsWith(`.${service}`) &&
            !["deleting", "deleted", "failed"].includes((state ?? "").toLowerCase()),
        ),
    );
    const here = item(
      endpoints,
      "Gateway endpoints",
      listWords(services.filter((one) => !missing.includes(one)).map((one) => names[one])) || "none",
      vpcId,
    );
    if (missing.length === 0)
      return [pass(check, `${vpcId} has gateway endpoints for S3 and DynamoDB.`, { evidence: [here] })];
    const proven = (gatewayTraffic.state === "fresh" ? gatewayTraffic.value : [])
      .filter(({ service, bytes }) => missing.includes(service) && bytes > 0)
      .toSorted((a, b) => b.bytes - a.bytes || (a.resourceId < b.resourceId ? -1 : 1));
    if (proven.length > 0)
      return [
        fail(
          check,
          `${vpcId} sent ${listWords(proven.map((one) => `${formatBytes(one.bytes)} to ${names[one.service]} through ${one.resourceId}`))} in 30 days, which a gateway endpoint carries for nothing.`,
          {
            evidence: [
              here,
              ...proven.map((one) =>
                item(
                  gatewayTraffic,
                  `Bytes to ${names[one.service]}`,
                  formatBytes(one.bytes),
                  one.resourceId,
                ),
              ),
            ],
          },
        ),
      ];
    const noRoutes = unusable(check, routeTables, `The route tables of ${vpcId}`);
    if (noRoutes || routeTables.state !== "fresh") return noRoutes ? [noRoutes] : [];
    const through = routeTables.value.filter(leadsToNat).toSorted(byId);
    const evidence = [
      here,
      ...through.map((table) =>
        item(routeTables, "Leads out through a NAT gateway", natOf(table) ?? "", table.routeTableId),
      ),
    ];
    if (through.length === 0)
      return [
        pass(check, `No route table of ${vpcId} leads out through a NAT gateway.`, { evidence: [here] }),
      ];
    const words = listWords(missing.map((one) => names[one]));
    if (!missing.includes("s3"))
      return [
        unknown(
          check,
          `${vpcId} has no gateway endpoint for ${words}; whether it sends anything there is not known: a NAT gateway does not tell where its bytes go.`,
          { evidence },
        ),
      ];
    return [
      fail(
        check,
        `${vpcId} leads out through a NAT gateway and has no gateway endpoint for ${words}: what it sends there is billed per GB; how much that is was not measured.`,
        { evidence },
      ),
    ];
  },
  confirm: (facts) => [
    awsCommand(
      facts,
      "Gateway endpoints of the VPC",
      `ec2 describe-vpc-endpoints --filters Name=vpc-id,Values=${facts.vpcId} Name=vpc-endpoint-type,Values=Gateway --query 'VpcEndpoints[].ServiceName'`,
      "S3 and DynamoDB, where the VPC's workloads use them.",
    ),
    awsCommand(
      facts,
      "Where its routes lead out",
      `ec2 describe-route-tables --filters Name=vpc-id,Values=${facts.vpcId} --query 'RouteTables[].{Table:RouteTableId,Nat:Routes[].NatGatewayId}'`,
      "No NAT gateway; one confirms that S3 and DynamoDB are reached through it.",
    ),
  ],
  fix: (facts, answer) => {
    const tables = [...(lastOf(facts.routeTables) ?? [])].filter(leadsToNat).toSorted(byId);
    const ids = tables.map(({ routeTableId }) => routeTableId);
    const missing = services.filter((service) => answer.reason.includes(names[service]));
    return {
      owner: "consumer",
      summary: `Make gateway endpoints for ${listWords(missing.map((one) => names[one]))} in ${facts.vpcId} and put them into its route tables; they cost nothing. Buckets that demand a certain endpoint or address have to know first.`,
      console: `VPC › Endpoints › Create endpoint › AWS services › type Gateway › ${facts.vpcId} › all private route tables.`,
      cli: missing.map((service) =>
        cli(
          facts,
          `ec2 create-vpc-endpoint --vpc-id ${facts.vpcId} --vpc-endpoint-type Gateway --service-name com.amazonaws.${facts.region}.${service} --route-table-ids ${ids.join(" ") || "ROUTE_TABLE_ID"}`,
        ),
      ),
      terraform: missing
        .map(
          (service) => `resource "aws_vpc_endpoint" "${service}" {
  vpc_id            = "${facts.vpcId}"
  vpc_endpoint_type = "Gateway"
  service_name      = "com.amazonaws.${facts.region}.${service}"
  route_table_ids   = ${JSON.stringify(ids.length > 0 ? ids : ["ROUTE_TABLE_ID"])}
}`,
        )
        .join("\n"),
    };
  },
};

/** The NAT gateway that a table's working default route leads to. */
const natOf = ({ routes }: RouteTableFacts) =>
  routes
    .filter(
      ({ DestinationCidrBlock, State }) =>
        DestinationCidrBlock === "0.0.0.0/0" && String(State ?? "active").toLowerCase() === "active",
    )
    .flatMap(({ NatGatewayId }) => (typeof NatGatewayId === "string" && NatGatewayId ? [NatGatewayId] : []))
    .sort()[0];
const leadsToNat = (table: RouteTableFacts) => natOf(table) !== undefined;
const byId = (a: RouteTableFacts, b: RouteTableFacts) => (a.routeTableId < b.routeTableId ? -1 : 1);

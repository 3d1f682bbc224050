import type { PathCheck } from "../../evidenceSchema.ts";
import { fail, item, pass, unknown } from "../shared/answers.ts";
import { awsCommand, cli, consumerOf, lastOf, providerOf } from "../shared/commands.ts";
import type { CheckIdentity } from "../shared/consumer.ts";
import { onService } from "../shared/provider.ts";
import { carriedTraffic } from "../shared/traffic.ts";

const check: CheckIdentity = {
  ...{ id: "connection-rejected", hop: "service", role: "cause", severity: "page" },
  title: "The provider has rejected the connection",
  source: "D 8",
};

/** The connection as the provider's account lists it. One that carried traffic before wakes somebody. */
export const connectionRejected: PathCheck = {
  ...check,
  evaluate: (evidence) =>
    onService(check, evidence, { needs: ["connection"] }, ({ connection, service }) => {
      const { serviceId } = service.value;
      if (connection.value === null)
        return [
          unknown(
            check,
            `The provider does not list ${evidence.vpcEndpointId} among the connections of ${serviceId}.`,
          ),
        ];
      const { vpcEndpointState } = connection.value;
      const told = [
        item(connection, "State of the connection", vpcEndpointState ?? "not told", evidence.vpcEndpointId),
      ];
      if (vpcEndpointState === null)
        return [unknown(check, "The connection's state is not told.", { evidence: told })];
      if (vpcEndpointState.toLowerCase() !== "rejected")
        return [pass(check, `The provider sees the connection as ${vpcEndpointState}.`, { evidence: told })];
      const side = consumerOf(evidence);
      return [
        fail(check, `The provider has rejected ${evidence.vpcEndpointId} on ${serviceId}.`, {
          evidence: told,
          severity: side && carriedTraffic(side.metrics) ? "page" : "ticket",
        }),
      ];
    }),
  confirm: (evidence) => {
    const place = providerOf(evidence);
    const serviceId = place && lastOf(place.service)?.serviceId;
    return place && serviceId
      ? [
          awsCommand(
            place,
            "The connection as the provider sees it",
            `ec2 describe-vpc-endpoint-connections --filters Name=service-id,Values=${serviceId} Name=vpc-endpoint-id,Values=${evidence.vpcEndpointId} --query 'VpcEndpointConnections[0].VpcEndpointState'`,
            "`available`; `rejected` confirms the finding.",
          ),
        ]
      : [];
  },
  fix: (evidence) => {
    const place = providerOf(evidence);
    const serviceId = (place && lastOf(place.service)?.serviceId) ?? "";
    const id = evidence.vpcEndpointId;
    return {
      owner: "provider",
      summary: `Accept ${id} on ${serviceId}, if it was not rejected on purpose.`,
      console: `VPC › Endpoint services › ${serviceId} › Endpoint connections › ${id} › Accept.`,
      cli: place
        ? [
            cli(
              place,
              `ec2 accept-vpc-endpoint-connections --service-id ${serviceId} --vpc-endpoint-ids ${id}`,
            ),
          ]
        : [],
      terraform: `resource "aws_vpc_endpoint_connection_accepter" "this" {
  vpc_endpoint_service_id = "${serviceId}"
  vpc_endpoint_id         = "${id}"
}`,
    };
  },
};

import { formatBytes } from "#lib/format/bytes.ts";
import { fail, item, notApplicable, pass, unknown, unusable } from "../checks/shared/answers.ts";
import { awsCommand, cli } from "../checks/shared/commands.ts";
import { listWords } from "../sentence.ts";
import type { EgressFacts, FleetCheck, FleetVpc } from "./factsSchema.ts";
import { fleetCheck, ofVpc } from "./subjects.ts";

const check = fleetCheck("unexpected-egress", "ticket", "Traffic passes the endpoint by", "G F9");

/** A day counts as risen at twice what is usual, and at no less than this: a few health checks are nobody's leak. */
const riseFactor = 2;
const leastBytes = 100 * 1024 ** 2;

/** Bytes by a NAT or internet gateway to services that have an endpoint in the VPC, against what was usual there. */
export const unexpectedEgress: FleetCheck<FleetVpc> = {
  ...check,
  subject: ofVpc,
  evaluate: ({ egress, endpoints, vpcId }) => {
    if (endpoints.state === "fresh" && endpoints.value.length === 0)
      return [notApplicable(check, `${vpcId} has no endpoint that traffic could pass by.`)];
    const gap = unusable(check, egress, `What leaves ${vpcId} beside its endpoints`);
    if (gap || egress.state !== "fresh") return gap ? [gap] : [];
    const measured = egress.value.toSorted(
      (a, b) => b.bytesLastDay - a.bytesLastDay || (key(a) < key(b) ? -1 : 1),
    );
    const evidence = measured.map((one) =>
      item(
        egress,
        `Bytes a day to ${one.serviceName}`,
        `${formatBytes(one.bytesLastDay)}, usually ${one.usualBytesPerDay === null ? "not known" : formatBytes(one.usualBytesPerDay)}`,
        one.gatewayId,
      ),
    );
    const risen = measured.filter(
      ({ bytesLastDay, usualBytesPerDay }) =>
        usualBytesPerDay !== null &&
        bytesLastDay >= leastBytes &&
        bytesLastDay >= riseFactor * usualBytesPerDay,
    );
    if (risen.length > 0)
      return [
        fail(
          check,
          `${listWords(risen.map((one) => `${formatBytes(one.bytesLastDay)} a day leave ${vpcId} through ${one.gatewayId} for ${one.serviceName}`))}, which has an endpoint here.`,
          { evidence },
        ),
      ];
    const open = measured.filter((one) => one.usualBytesPerDay === null && one.bytesLastDay >= leastBytes);
    if (open.length > 0)
      return [
        unknown(check, `What is usual to leave ${vpcId} beside its endpoints is not known yet.`, {
          evidence,
        }),
      ];
    if (measured.length === 0)
      return [
        pass(check, `Each endpoint of ${vpcId} carries what it used to: nothing passes them by.`, {
          evidence,
        }),
      ];
    return [pass(check, `No more than usual leaves ${vpcId} beside its endpoints.`, { evidence })];
  },
  confirm: (facts, answer) => [
    awsCommand(
      facts,
      "NAT gateways of the VPC",
      `ec2 describe-nat-gateways --filter Name=vpc-id,Values=${facts.vpcId} --query 'NatGateways[].NatGatewayId'`,
      `The gateways whose bytes to look at: ${gatewaysOf(answer) || "all of them"}.`,
    ),
    awsCommand(
      facts,
      "Who sends to them",
      `ec2 describe-flow-logs --filter Name=resource-id,Values=${facts.vpcId} --query 'FlowLogs[].LogGroupName'`,
      "The log group to ask for flows by the gateway's interface to public addresses of the service; any confirm the finding.",
    ),
  ],
  fix: (facts) => ({
    owner: "consumer",
    summary: `Have the clients in ${facts.vpcId} resolve the service's private name: private DNS on, one resolver, no cached public answers.`,
    console: `VPC › Endpoints › the service's endpoint in ${facts.vpcId} › Actions › Modify private DNS name.`,
    cli: [cli(facts, "ec2 modify-vpc-endpoint --vpc-endpoint-id VPC_ENDPOINT_ID --private-dns-enabled")],
    terraform: `resource "aws_vpc_endpoint" "this" {
  private_dns_enabled = true
}`,
  }),
};

const key = ({ serviceName, gatewayId }: EgressFacts) => `${serviceName} ${gatewayId}`;
const gatewaysOf = ({ evidence }: { evidence: { resourceId: string | null }[] }) =>
  [...new Set(evidence.flatMap(({ resourceId }) => resourceId ?? []))].sort().join(", ");

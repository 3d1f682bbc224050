import { awsCommand, cli, lastOf } from "../checks/shared/commands.ts";
import type { FleetCheck, FleetEndpoint } from "./factsSchema.ts";
import { fleetCheck, ofEndpoint } from "./subjects.ts";
import { onIdle } from "./verdicts.ts";

const check = fleetCheck("idle-endpoint", "info", "Nobody uses the endpoint", "P operating, O 3");

/** As lib/idle judges it: silence that was proven, never silence that was not collected. */
export const idleEndpoint: FleetCheck<FleetEndpoint> = {
  ...check,
  subject: ofEndpoint,
  evaluate: ({ idle, vpcEndpointId }, now) => onIdle(check, idle, vpcEndpointId, vpcEndpointId, now),
  confirm: (facts) => [
    awsCommand(
      facts,
      "Which days it published traffic",
      `cloudwatch list-metrics --namespace AWS/PrivateLinkEndpoints --metric-name BytesProcessed --dimensions 'Name=VPC Endpoint Id,Value=${facts.vpcEndpointId}'`,
      "A metric where there was traffic in the last two weeks; an empty list confirms the finding for those.",
    ),
    awsCommand(
      facts,
      "Whether its interfaces saw anybody",
      `ec2 describe-flow-logs --filter Name=resource-id,Values=${lastOf(facts.endpoint)?.vpcId ?? "VPC_ID"} --query 'FlowLogs[].LogGroupName'`,
      "A log group to ask for the endpoint's interfaces; no accepted flow there confirms the finding.",
    ),
  ],
  fix: (facts) => ({
    owner: "consumer",
    summary: `Ask the owner of ${facts.vpcEndpointId}; retire it, or record until when it is kept and why.`,
    console: `VPC › Endpoints › ${facts.vpcEndpointId} › Actions › Delete VPC endpoints.`,
    cli: [cli(facts, `ec2 delete-vpc-endpoints --vpc-endpoint-ids ${facts.vpcEndpointId}`)],
    terraform: `# remove the aws_vpc_endpoint whose id is ${facts.vpcEndpointId}, then terraform apply`,
  }),
};

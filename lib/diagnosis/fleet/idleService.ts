import { awsCommand, cli } from "../checks/shared/commands.ts";
import type { FleetCheck, FleetService } from "./factsSchema.ts";
import { fleetCheck, ofService } from "./subjects.ts";
import { onIdle } from "./verdicts.ts";

const check = fleetCheck("idle-service", "info", "Nobody is connected to the service", "P operating, O 3");

/** As lib/idle judges it. The service itself costs nothing in its own region; the load balancer behind it does. */
export const idleService: FleetCheck<FleetService> = {
  ...check,
  subject: ofService,
  evaluate: ({ idle, serviceId }, now) => onIdle(check, idle, serviceId, serviceId, now),
  confirm: (facts) => [
    awsCommand(
      facts,
      "Who is connected",
      `ec2 describe-vpc-endpoint-connections --filters Name=service-id,Values=${facts.serviceId} --query 'VpcEndpointConnections[].{Endpoint:VpcEndpointId,Owner:VpcEndpointOwner,State:VpcEndpointState}'`,
      "Connections in `available`; an empty list confirms the finding.",
    ),
  ],
  fix: (facts) => ({
    owner: "provider",
    summary: `Ask the owner of ${facts.serviceId}; take it down with the load balancer behind it, or record until when it is kept.`,
    console: `VPC › Endpoint services › ${facts.serviceId} › Actions › Delete endpoint services.`,
    cli: [cli(facts, `ec2 delete-vpc-endpoint-service-configurations --service-ids ${facts.serviceId}`)],
    terraform: `# remove the aws_vpc_endpoint_service whose id is ${facts.serviceId}, then terraform apply`,
  }),
};

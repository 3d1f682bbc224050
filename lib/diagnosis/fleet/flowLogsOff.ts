import { fail, item, notApplicable, pass, unusable } from "../checks/shared/answers.ts";
import { awsCommand, cli, lastOf } from "../checks/shared/commands.ts";
import type { FleetCheck, FleetEndpoint } from "./factsSchema.ts";
import { fleetCheck, ofEndpoint } from "./subjects.ts";

const check = fleetCheck(
  "flow-logs-off",
  "info",
  "Nothing records who is refused at the endpoint",
  "O best practices, G mistake 7",
);

/** No flow log of the VPC, of a subnet or of an interface of the endpoint that is active and keeps refused flows. */
export const flowLogsOff: FleetCheck<FleetEndpoint> = {
  ...check,
  subject: ofEndpoint,
  evaluate: ({ endpoint, flowLogs, vpcEndpointId }) => {
    const gap =
      unusable(check, endpoint, "The endpoint") ?? unusable(check, flowLogs, "The flow logs of the VPC");
    if (gap || endpoint.state !== "fresh" || flowLogs.state !== "fresh") return gap ? [gap] : [];
    const { vpcEndpointType, vpcId, subnetIds, networkInterfaceIds } = endpoint.value;
    if (vpcEndpointType === "Gateway")
      return [notApplicable(check, "A gateway endpoint is a route: it has no interfaces to record.")];
    const around = new Set([...(vpcId ? [vpcId] : []), ...subnetIds, ...networkInterfaceIds]);
    const logs = flowLogs.value.filter(({ resourceId }) => resourceId !== null && around.has(resourceId));
    const working = logs.filter(
      ({ flowLogStatus, trafficType }) =>
        (flowLogStatus ?? "ACTIVE").toUpperCase() === "ACTIVE" &&
        (trafficType ?? "ALL").toUpperCase() !== "ACCEPT",
    );
    const told = {
      evidence: logs.length
        ? logs
            .toSorted((a, b) => (a.flowLogId < b.flowLogId ? -1 : 1))
            .map((log) =>
              item(
                flowLogs,
                `Flow log of ${log.resourceId}`,
                [log.flowLogStatus, log.trafficType, log.deliverLogsStatus].filter(Boolean).join(", ") ||
                  "not told",
                log.flowLogId,
              ),
            )
        : [item(flowLogs, "Flow logs of the VPC, the subnets and the interfaces", "none", vpcEndpointId)],
    };
    if (working.length > 0) return [pass(check, `Flows at ${vpcEndpointId} are recorded.`, told)];
    return [
      fail(
        check,
        logs.length > 0
          ? `The flow logs around ${vpcEndpointId} are not active, or keep accepted flows only.`
          : `Neither the VPC nor a subnet nor an interface of ${vpcEndpointId} has flow logs: refused calls leave no trace.`,
        told,
      ),
    ];
  },
  confirm: (facts) => [
    awsCommand(
      facts,
      "Flow logs around the endpoint",
      `ec2 describe-flow-logs --filter Name=resource-id,Values=${resourcesOf(facts).join(",")} --query 'FlowLogs[].{Id:FlowLogId,Of:ResourceId,Status:FlowLogStatus,Traffic:TrafficType}'`,
      "One that is ACTIVE with traffic ALL or REJECT; an empty list confirms the finding.",
    ),
  ],
  fix: (facts) => {
    const interfaces = [...(lastOf(facts.endpoint)?.networkInterfaceIds ?? [])].sort();
    const ids = interfaces.length > 0 ? interfaces.join(" ") : "NETWORK_INTERFACE_ID";
    return {
      owner: "consumer",
      summary: `Record refused flows at the interfaces of ${facts.vpcEndpointId}: REJECT alone costs little.`,
      console: "EC2 › Network interfaces › those of the endpoint › Actions › Create flow log: filter Reject.",
      cli: [
        cli(
          facts,
          `ec2 create-flow-logs --resource-type NetworkInterface --resource-ids ${ids} --traffic-type REJECT --log-destination-type cloud-watch-logs --log-group-name LOG_GROUP_NAME --deliver-logs-permission-arn ROLE_ARN`,
        ),
      ],
      terraform: `resource "aws_flow_log" "endpoint" {
  for_each             = toset(${JSON.stringify(interfaces.length > 0 ? interfaces : ["NETWORK_INTERFACE_ID"])})
  eni_id               = each.value
  traffic_type         = "REJECT"
  log_destination_type = "cloud-watch-logs"
  log_destination      = aws_cloudwatch_log_group.flow.arn
  iam_role_arn         = aws_iam_role.flow.arn
}`,
    };
  },
};

function resourcesOf(facts: FleetEndpoint): string[] {
  const known = lastOf(facts.endpoint);
  const ids = known
    ? [...(known.vpcId ? [known.vpcId] : []), ...known.subnetIds, ...known.networkInterfaceIds]
    : [];
  return ids.length > 0 ? ids.toSorted() : ["VPC_ID"];
}

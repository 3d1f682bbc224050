import { item, notApplicable, pass, unknown, unusable } from "../checks/shared/answers.ts";
import { awsCommand, cli, lastOf } from "../checks/shared/commands.ts";
import { listWords } from "../sentence.ts";
import type { FleetCheck, FleetEndpoint } from "./factsSchema.ts";
import { fleetCheck, ofEndpoint } from "./subjects.ts";
import { fromIdle } from "./verdicts.ts";

const check = fleetCheck("idle-az", "info", "A zone of the endpoint is not used", "P operating, O 3");

/**
 * One answer for each zone of an endpoint in use that is not in use itself, and one for the rest. Where the endpoint is not in
 * use, `idle-endpoint` says so; where nobody can tell, its zones are not known either.
 */
export const idleAz: FleetCheck<FleetEndpoint> = {
  ...check,
  subject: ofEndpoint,
  evaluate: ({ endpoint, idleZones, idle, vpcEndpointId }, now) => {
    const gap =
      unusable(check, endpoint, "The endpoint's zones") ??
      unusable(check, idle, `Which zones of ${vpcEndpointId} are used`) ??
      unusable(check, idleZones, `Which zones of ${vpcEndpointId} are used`);
    if (gap || endpoint.state !== "fresh" || idle.state !== "fresh" || idleZones.state !== "fresh")
      return gap ? [gap] : [];
    const { azIds } = endpoint.value;
    if (azIds.length < 2)
      return [notApplicable(check, `${vpcEndpointId} has no second zone that could be given up.`)];
    const whole = idle.value;
    if (whole.state === "unknown" || whole.state === "not-measurable")
      return [
        unknown(check, whole.reason, { evidence: [item(idle, "Idle verdict", whole.state, vpcEndpointId)] }),
      ];
    if (whole.state === "idle" || whole.state === "too-new") return [notApplicable(check, whole.reason)];
    const listed = idleZones.value.toSorted((a, b) => (a.azId < b.azId ? -1 : 1));
    const rest = azIds.filter((azId) => !listed.some((zone) => zone.azId === azId)).toSorted();
    return [
      ...(rest.length > 0
        ? [
            pass(check, `${vpcEndpointId} is used in ${listWords(rest)}.`, {
              lanes: listed.length > 0 ? rest : [],
            }),
          ]
        : []),
      ...listed.map((zone) => ({
        ...fromIdle(
          check,
          idleZones,
          zone,
          `${vpcEndpointId} in ${zone.azId}`,
          zone.subnetId ?? zone.azId,
          now,
        ),
        lanes: [zone.azId],
      })),
    ];
  },
  confirm: (facts, { lanes }) => [
    awsCommand(
      facts,
      "Subnets of the endpoint, one for each zone",
      `ec2 describe-vpc-endpoints --vpc-endpoint-ids ${facts.vpcEndpointId} --query 'VpcEndpoints[0].SubnetIds'`,
      `The subnet in ${lanes.join(", ")} among them.`,
    ),
    ...subnetsIn(facts, lanes).map((subnetId) =>
      awsCommand(
        facts,
        `Traffic in ${lanes.join(", ")}`,
        `cloudwatch list-metrics --namespace AWS/PrivateLinkEndpoints --metric-name BytesProcessed --dimensions 'Name=VPC Endpoint Id,Value=${facts.vpcEndpointId}' 'Name=Subnet Id,Value=${subnetId}'`,
        "A metric where there was traffic in the last two weeks; an empty list confirms the finding for those.",
      ),
    ),
  ],
  fix: (facts, { lanes }) => {
    const subnets = subnetsIn(facts, lanes).join(" ") || "SUBNET_ID";
    return {
      owner: "consumer",
      summary: `Take ${lanes.join(", ")} out of ${facts.vpcEndpointId} if no client runs there; in production keep two zones.`,
      console: `VPC › Endpoints › ${facts.vpcEndpointId} › Actions › Manage subnets: clear ${lanes.join(", ")}.`,
      cli: [
        cli(
          facts,
          `ec2 modify-vpc-endpoint --vpc-endpoint-id ${facts.vpcEndpointId} --remove-subnet-ids ${subnets}`,
        ),
      ],
      terraform: `resource "aws_vpc_endpoint" "this" {
  # ${facts.vpcEndpointId}
  subnet_ids = [for id in var.subnet_ids : id if !contains(${JSON.stringify(subnets.split(" "))}, id)]
}`,
    };
  },
};

const subnetsIn = ({ idleZones }: FleetEndpoint, lanes: readonly string[]) =>
  (lastOf(idleZones) ?? [])
    .filter(({ azId }) => lanes.includes(azId))
    .flatMap(({ subnetId }) => subnetId ?? [])
    .sort();

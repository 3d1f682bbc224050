import { fail, item, notApplicable, pass, unusable } from "../checks/shared/answers.ts";
import { awsCommand, cli, quote } from "../checks/shared/commands.ts";
import type { FleetCheck, FleetEndpoint, FleetService } from "./factsSchema.ts";
import { type FleetIdentity, fleetCheck, ofEndpoint, ofService } from "./subjects.ts";

const check = fleetCheck("untagged-owner", "info", "Nobody is named as its owner", "D tags");

/** An endpoint without any of the configured owner tags. Those that AWS services make take their maker's tags. */
export const untaggedEndpoint: FleetCheck<FleetEndpoint> = {
  ...check,
  subject: ofEndpoint,
  evaluate: ({ endpoint, vpcEndpointId, ownerTagKeys }) => {
    if (endpoint.state === "fresh" && endpoint.value.requesterManaged === true)
      return [notApplicable(check, `${vpcEndpointId} was made by an AWS service, which tags it.`)];
    return judge(check, endpoint, vpcEndpointId, ownerTagKeys);
  },
  ...mend((facts: FleetEndpoint) => facts.vpcEndpointId, "VPC › Endpoints", "aws_vpc_endpoint", "consumer"),
};

export const untaggedService: FleetCheck<FleetService> = {
  ...check,
  subject: ofService,
  evaluate: ({ service, serviceId, ownerTagKeys }) => judge(check, service, serviceId, ownerTagKeys),
  ...mend(
    (facts: FleetService) => facts.serviceId,
    "VPC › Endpoint services",
    "aws_vpc_endpoint_service",
    "provider",
  ),
};

function judge(
  identity: FleetIdentity,
  piece: FleetEndpoint["endpoint"] | FleetService["service"],
  id: string,
  keys: readonly string[],
) {
  const gap = unusable(identity, piece, `The tags of ${id}`);
  if (gap || piece.state !== "fresh") return gap ? [gap] : [];
  const { owner, tags } = piece.value;
  const told = {
    evidence: [item(piece, "Tags", Object.keys(tags).toSorted().join(", ") || "none", id)],
  };
  return owner !== null && owner.trim() !== ""
    ? [pass(identity, `${id} belongs to ${owner}.`, told)]
    : [fail(identity, `${id} has no owner tag (${keys.join(" or ")}): nobody can be asked about it.`, told)];
}

function mend<F extends FleetEndpoint | FleetService>(
  idOf: (facts: F) => string,
  console: string,
  resource: string,
  owner: "consumer" | "provider",
): Pick<FleetCheck<F>, "confirm" | "fix"> {
  const keyOf = ({ ownerTagKeys }: F) => ownerTagKeys[0] ?? "owner";
  return {
    confirm: (facts) => [
      awsCommand(
        facts,
        `Tags of ${idOf(facts)}`,
        `ec2 describe-tags --filters Name=resource-id,Values=${idOf(facts)} --query 'Tags[].{Key:Key,Value:Value}'`,
        `A tag ${keyOf(facts)}; none confirms the finding.`,
      ),
      awsCommand(
        facts,
        `Who made ${idOf(facts)}`,
        `cloudtrail lookup-events --lookup-attributes AttributeKey=ResourceName,AttributeValue=${idOf(facts)} --query 'Events[].{Time:EventTime,Call:EventName,By:Username}'`,
        "The call that created it, if it is younger than 90 days: whom to ask.",
      ),
    ],
    fix: (facts) => ({
      owner,
      summary: `Find out whose ${idOf(facts)} is, and say so in the tag ${keyOf(facts)}.`,
      console: `${console} › ${idOf(facts)} › Tags › Manage tags.`,
      cli: [
        cli(
          facts,
          `ec2 create-tags --resources ${idOf(facts)} --tags ${quote(`Key=${keyOf(facts)}`)},Value=OWNER_NAME`,
        ),
      ],
      terraform: `resource "${resource}" "this" {
  # ${idOf(facts)}
  tags = { ${JSON.stringify(keyOf(facts))} = "OWNER_NAME" }
}`,
    }),
  };
}

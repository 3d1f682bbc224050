import { fail, item, notApplicable, pass, unknown, unusable } from "../checks/shared/answers.ts";
import { awsCommand, cli } from "../checks/shared/commands.ts";
import type { FleetCheck, FleetProvisioning, Provisioned } from "./factsSchema.ts";
import { fleetCheck, ofRegion } from "./subjects.ts";

const check = fleetCheck("provisioning-slow", "ticket", "Endpoints take long to become available", "G M8");

/** The guide's M8. */
const objectiveSeconds = 120;

/**
 * Inventory sees an endpoint at intervals only, so that each time is known between two bounds. It fails where even the
 * lower bounds are too slow, and passes where even the upper ones are fast; between them nobody can tell.
 */
export const provisioningSlow: FleetCheck<FleetProvisioning> = {
  ...check,
  subject: ofRegion,
  evaluate: ({ provisioned, region }) => {
    const gap = unusable(check, provisioned, "How long endpoints take to become available");
    if (gap || provisioned.state !== "fresh") return gap ? [gap] : [];
    const seen = provisioned.value;
    if (seen.length === 0)
      return [notApplicable(check, `No endpoint became available in ${region} in these 30 days.`)];
    const [low, high] = [median(seen, "atLeastSeconds"), median(seen, "atMostSeconds")];
    const told = {
      evidence: [
        item(provisioned, "Median from creation to available", `${spanWords(low, high)}, of ${seen.length}`),
        ...slowest(seen).map((one) =>
          item(provisioned, "Slowest", spanWords(one.atLeastSeconds, one.atMostSeconds), one.vpcEndpointId),
        ),
      ],
    };
    if (low > objectiveSeconds)
      return [
        fail(
          check,
          `Half of the ${seen.length} new endpoints in ${region} took longer than ${low} s to become available.`,
          told,
        ),
      ];
    if (high <= objectiveSeconds)
      return [pass(check, `New endpoints in ${region} are available within ${high} s.`, told)];
    return [
      unknown(
        check,
        `Whether new endpoints in ${region} are available within ${objectiveSeconds} s cannot be told: inventory looks too seldom.`,
        told,
      ),
    ];
  },
  confirm: (facts, answer) => [
    awsCommand(
      facts,
      "When they were asked for",
      `ec2 describe-vpc-endpoints --vpc-endpoint-ids ${idsOf(answer)} --query 'VpcEndpoints[].{Id:VpcEndpointId,Created:CreationTimestamp,State:State}'`,
      "`available`; one that still says `pending` minutes after its creation confirms the finding.",
    ),
    awsCommand(
      facts,
      "Whether calls are throttled",
      "cloudtrail lookup-events --lookup-attributes AttributeKey=EventName,AttributeValue=CreateVpcEndpoint --query 'Events[].CloudTrailEvent'",
      "No `RequestLimitExceeded`; if there is, the pipeline creates too many at once.",
    ),
  ],
  fix: (facts, answer) => ({
    owner: "aws",
    summary:
      "Create fewer endpoints at once and wait between tries; if single ones are slow as well, open a case with the endpoint ids and times.",
    console: "Support Center › Create case › Technical › Virtual Private Cloud › VPC endpoints.",
    cli: [
      cli(
        facts,
        `support create-case --subject 'VPC endpoints slow to become available' --communication-body 'Slow in ${facts.region}: ${idsOf(answer)}'`,
      ),
    ],
    terraform: `resource "aws_vpc_endpoint" "this" {
  timeouts {
    create = "10m"
  }
}`,
  }),
};

const spanWords = (low: number, high: number) =>
  Number.isFinite(high) ? `between ${low} s and ${high} s` : `${low} s so far`;

/** The middle one; of an even number the lower of the two in the middle. */
function median(seen: readonly Provisioned[], of: "atLeastSeconds" | "atMostSeconds"): number {
  const sorted = seen.map((one) => one[of]).toSorted((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
}

const slowest = (seen: readonly Provisioned[]) =>
  seen
    .toSorted((a, b) => b.atLeastSeconds - a.atLeastSeconds || (a.vpcEndpointId < b.vpcEndpointId ? -1 : 1))
    .slice(0, 5);

const idsOf = (answer: { evidence: { resourceId: string | null }[] }) =>
  answer.evidence.flatMap(({ resourceId }) => resourceId ?? []).join(" ");

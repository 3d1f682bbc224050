import { fail, item, notApplicable, pass, unusable } from "../checks/shared/answers.ts";
import { awsCommand, cli } from "../checks/shared/commands.ts";
import { listWords } from "../sentence.ts";
import type { FleetCheck, FleetProvisioning } from "./factsSchema.ts";
import { fleetCheck, ofRegion } from "./subjects.ts";

const check = fleetCheck("provisioning-failing", "ticket", "Endpoints cannot be created", "G M5, F10");

/** The guide's M5. */
const objective = 0.99;

/** Whoever is asked to slow down tries again, and is served: no failure of making an endpoint. */
const throttled = /RequestLimitExceeded|Throttl|TooManyRequests/i;

/** Calls that AWS refused, by its own codes; an account that made none has nothing to judge. */
export const provisioningFailing: FleetCheck<FleetProvisioning> = {
  ...check,
  subject: ofRegion,
  evaluate: ({ calls, account, region }) => {
    const gap = unusable(check, calls, "Whether endpoints can be created");
    if (gap || calls.state !== "fresh") return gap ? [gap] : [];
    const { succeeded, failed, from, to } = calls.value;
    const codes = Object.entries(failed)
      .filter(([code, count]) => count > 0 && !throttled.test(code))
      .toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
    const refused = codes.reduce((sum, [, count]) => sum + count, 0);
    const made = succeeded + refused;
    if (made === 0)
      return [
        notApplicable(
          check,
          `Nobody created an endpoint in ${region} since ${from.toISOString().slice(0, 10)}.`,
        ),
      ];
    const told = {
      evidence: [
        item(
          calls,
          "CreateVpcEndpoint",
          `${succeeded} of ${made} succeeded, ${days(from, to)} days`,
          account.accountId,
        ),
        ...codes.map(([code, count]) => item(calls, "Refused", `${count} × ${code}`, account.accountId)),
      ],
    };
    if (succeeded / made >= objective)
      return [pass(check, `${succeeded} of ${made} calls to create an endpoint succeeded.`, told)];
    return [
      fail(
        check,
        `${refused} of ${made} calls to create an endpoint in ${region} failed: ${listWords(codes.slice(0, 3).map(([code]) => code))}.`,
        told,
      ),
    ];
  },
  confirm: (facts) => [
    awsCommand(
      facts,
      "The calls and why they were refused",
      "cloudtrail lookup-events --lookup-attributes AttributeKey=EventName,AttributeValue=CreateVpcEndpoint --query 'Events[].CloudTrailEvent'",
      "Events without `errorCode`; one with it confirms the finding and names the cause.",
    ),
  ],
  fix: (facts, answer) => {
    const codes = answer.evidence.filter(({ label }) => label === "Refused").map(({ value }) => value);
    const text = codes.join(" ");
    const denied = /Unauthorized|AccessDenied|AuthFailure/.test(text);
    const limit = /Limit|Quota/i.test(text);
    return {
      owner: "consumer",
      summary: denied
        ? "Give the role that creates endpoints the actions it lacks; the event's message names them."
        : limit
          ? "Retire endpoints that nobody uses, or have the quota raised."
          : "Mend what the error code names in the template or pipeline that creates endpoints.",
      console: denied
        ? "IAM › Roles › the role of the failing call › Add permissions."
        : limit
          ? "Service Quotas › Amazon VPC › the quota that is used up › Request increase."
          : "CloudTrail › Event history › Event name CreateVpcEndpoint › the failing event.",
      cli: [
        limit
          ? cli(facts, "service-quotas list-service-quotas --service-code vpc")
          : cli(
              facts,
              "iam simulate-principal-policy --policy-source-arn ROLE_ARN --action-names ec2:CreateVpcEndpoint ec2:CreateTags ec2:DescribeVpcEndpoints route53:AssociateVPCWithHostedZone",
            ),
      ],
      terraform: denied
        ? `data "aws_iam_policy_document" "create_endpoints" {
  statement {
    actions   = ["ec2:CreateVpcEndpoint", "ec2:CreateTags", "ec2:DescribeVpcEndpoints", "route53:AssociateVPCWithHostedZone"]
    resources = ["*"]
  }
}`
        : "",
    };
  },
};

const days = (from: Date, to: Date) => Math.round((to.getTime() - from.getTime()) / 86_400_000);

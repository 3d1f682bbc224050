import { fail, item, notApplicable, pass, unknown } from "../checks/shared/answers.ts";
import { awsCommand, cli } from "../checks/shared/commands.ts";
import type { FleetCheck, FleetScope } from "./factsSchema.ts";
import { fleetCheck, ofScope } from "./subjects.ts";

const check = fleetCheck("telemetry-gap", "ticket", "Data has stopped coming", "G M6, F8");

/** The guide's M6. */
const objective = 0.999;
const staleIntervals = 3;
/** Classes of failure that pass by themselves: of a first run, not yet worth a ticket. */
const passing = new Set(["throttled", "unavailable", "network", "interrupted"]);
/** What the server does not offer here at all is nobody's gap: worth knowing, once. */
const notOffered = new Set(["absent", "region-off"]);

/** A scope whose last complete success is three intervals old, or whose datapoints do not all arrive. */
export const telemetryGap: FleetCheck<FleetScope> = {
  ...check,
  subject: ofScope,
  evaluate: (facts, now) => {
    const { collector, outcome, lastSuccessAt, lastAttemptAt, intervalSeconds, errorMessage, errorClass } =
      facts;
    const where = `${collector} of ${facts.account.accountId} in ${facts.region}`;
    if (outcome === "skipped") return [notApplicable(check, `${where} is not asked for anything.`)];
    const told = [
      item(
        { asOf: lastAttemptAt, source: collector },
        "Last complete success",
        lastSuccessAt?.toISOString() ?? "never",
        collector,
      ),
      ...(errorClass
        ? [
            item(
              { asOf: lastAttemptAt, source: collector },
              "Last run",
              [outcome, errorClass, errorMessage].filter(Boolean).join(": "),
              collector,
            ),
          ]
        : []),
    ];
    if (outcome === null) return [unknown(check, `${where} has not run yet.`, { evidence: told })];
    if (!lastSuccessAt)
      return [
        fail(check, `${where} has never succeeded${errorClass ? ` (${errorClass})` : ""}.`, {
          evidence: told,
          ...(passing.has(errorClass ?? "") || notOffered.has(errorClass ?? "")
            ? { severity: "info" as const }
            : {}),
        }),
      ];
    const age = (now.getTime() - lastSuccessAt.getTime()) / 1000;
    if (age > staleIntervals * intervalSeconds)
      return [
        fail(
          check,
          `${where} last succeeded ${ageWords(age)} ago and should every ${ageWords(intervalSeconds)}${errorClass ? ` (${errorClass})` : ""}.`,
          { evidence: told, since: lastSuccessAt },
        ),
      ];
    return [delivered(facts, where, told)];
  },
  confirm: (facts) => [
    awsCommand(
      facts,
      "Whose credentials the collector gets",
      "sts get-caller-identity",
      "The reader's role in this account; an error here is the cause.",
    ),
    awsCommand(
      facts,
      "Whether reading endpoints is allowed",
      "ec2 describe-vpc-endpoints --max-items 1",
      "An answer; `UnauthorizedOperation` or `AccessDenied` confirms the finding.",
    ),
  ],
  fix: (facts) => {
    const denied = ["denied", "expired-credentials", "region-off"].includes(facts.errorClass ?? "");
    return {
      owner: "consumer",
      summary: denied
        ? `Give the reader's role in ${facts.account.accountId} what the message of the last run says it lacks; until then nothing here is judged.`
        : `See why ${facts.collector} has stopped: its last run's message, the workers, the network to AWS.`,
      console:
        "CloudFormation › Stacks › the stack of the reader's role › Update; IAM › Roles › the reader's role › Permissions.",
      cli: [
        cli(
          facts,
          "iam simulate-principal-policy --policy-source-arn ROLE_ARN --action-names ec2:DescribeVpcEndpoints cloudwatch:GetMetricData elasticloadbalancing:DescribeLoadBalancers",
        ),
      ],
      terraform: `resource "aws_iam_role_policy_attachment" "reader" {
  role       = "LinkledgerReader"
  policy_arn = aws_iam_policy.linkledger_reader.arn
}`,
    };
  },
};

function delivered({ delivery }: FleetScope, where: string, told: ReturnType<typeof item>[]) {
  if (delivery.state !== "fresh" || delivery.value.expected === 0)
    return pass(check, `${where} is up to date.`, { evidence: told });
  const { expected, delivered, from, to } = delivery.value;
  const evidence = [
    ...told,
    item(delivery, "Datapoints", `${delivered} of ${expected}, ${from.toISOString()} to ${to.toISOString()}`),
  ];
  return delivered / expected < objective
    ? fail(check, `${expected - delivered} of ${expected} datapoints of ${where} did not come.`, { evidence })
    : pass(check, `${where} is up to date, and its datapoints come.`, { evidence });
}

/** `20 minutes`, `5 hours`, `3 days` */
function ageWords(seconds: number): string {
  const minutes = Math.round(seconds / 60);
  if (minutes < 120) return `${minutes} minutes`;
  return minutes < 2880 ? `${Math.round(minutes / 60)} hours` : `${Math.round(minutes / 1440)} days`;
}

import type { PathCheck } from "../../evidenceSchema.ts";
import { listWords } from "../../sentence.ts";
import { fail, item, notApplicable, pass, unknown } from "../shared/answers.ts";
import {
  awsCommand,
  cli,
  consumerOf,
  describeEndpoint,
  endpointOf,
  lastOf,
  quote,
} from "../shared/commands.ts";
import { type CheckIdentity, everyEndpoint, onEndpoint } from "../shared/consumer.ts";
import { type PolicyReach, policyReach } from "./policyReach.ts";

const check: CheckIdentity = {
  ...{ id: "endpoint-policy-denies", hop: "endpoint", role: "cause", severity: "ticket" },
  title: "The endpoint's policy denies calls",
  source: "O 6, G F2, M4",
};

const mostShown = 8;

/**
 * Calls that the policy was seen to deny, or a policy that lets nobody do anything. What a scoped policy lacks can only
 * be known from what was denied: without the events the answer is unknown.
 */
export const endpointPolicyDenies: PathCheck = {
  ...check,
  evaluate: (evidence) =>
    onEndpoint(check, evidence, { applies: everyEndpoint }, ({ endpoint }, side) => {
      const { policyDocument, vpcEndpointId, serviceName } = endpoint.value;
      const { summary } = side.denials;
      const reach = policyDocument === null ? null : policyReach(policyDocument, serviceName);
      const told = item(
        endpoint,
        "Endpoint policy",
        reach === null ? "none" : reachWords[reach],
        vpcEndpointId,
      );
      if (summary.state === "seen") {
        const groups = summary.groups.toSorted(
          (a, b) =>
            b.calls - a.calls || (`${a.principal} ${a.action}` < `${b.principal} ${b.action}` ? -1 : 1),
        );
        const calls = groups.reduce((sum, group) => sum + group.calls, 0);
        const since = new Date(Math.min(...groups.map(({ firstAt }) => firstAt.getTime())));
        const actions = listWords([...new Set(groups.map(({ action }) => action))].sort().slice(0, 3));
        const first = groups[0];
        return [
          fail(
            check,
            `The endpoint's policy denied ${calls} calls of ${actions}${first?.principal ? `, most by ${first.principal}` : ""}.`,
            {
              evidence: [
                told,
                ...groups
                  .slice(0, mostShown)
                  .map((group) =>
                    item(
                      { asOf: summary.askedTo, source: "access-denials" },
                      "Denied by the policy",
                      `${group.calls} × ${group.action} by ${group.principal ?? "a principal not told"}, last ${group.lastAt.toISOString()}`,
                      vpcEndpointId,
                    ),
                  ),
              ],
              since,
            },
          ),
        ];
      }
      if (reach === null && !takesPolicies(side.availableService))
        return [notApplicable(check, "The service takes no endpoint policy.")];
      if (reach === null || reach === "full")
        return [pass(check, "The endpoint's policy lets everything through.", { evidence: [told] })];
      if (reach === "nothing")
        return [
          fail(check, `The endpoint's policy lets nobody do anything on ${serviceName ?? "its service"}.`, {
            evidence: [told],
          }),
        ];
      if (reach === "unreadable")
        return [unknown(check, "The endpoint's policy could not be read.", { evidence: [told] })];
      if (summary.state === "none-seen")
        return [
          pass(check, "The endpoint's policy is narrow, and was not seen to deny anybody.", {
            evidence: [
              told,
              item(
                { asOf: summary.askedTo, source: "access-denials" },
                "Denied calls",
                `none up to ${summary.askedTo.toISOString()}`,
                vpcEndpointId,
              ),
            ],
          }),
        ];
      return [
        unknown(
          check,
          `The endpoint's policy is narrow, and whether it denies anybody is not known: ${summary.reason}.`,
          { evidence: [told] },
        ),
      ];
    }),
  confirm: (evidence) => {
    const side = consumerOf(evidence);
    if (!side) return [];
    return [
      describeEndpoint(
        side,
        evidence.vpcEndpointId,
        "Policy:PolicyDocument",
        "A statement that allows the callers' actions.",
      ),
      awsCommand(
        side,
        "Who changed the endpoint and its policy",
        `cloudtrail lookup-events --lookup-attributes ${`AttributeKey=ResourceName,AttributeValue=${evidence.vpcEndpointId}`} --query 'Events[].{Time:EventTime,Call:EventName,By:Username}'`,
        "A `ModifyVpcEndpoint` just before the denials began is the one to look at.",
      ),
    ];
  },
  fix: (evidence) => {
    const side = consumerOf(evidence);
    const id = evidence.vpcEndpointId;
    const groups = side && side.denials.summary.state === "seen" ? side.denials.summary.groups : [];
    const actions = [...new Set(groups.map(({ action }) => action))].sort();
    const principals = [...new Set(groups.flatMap(({ principal }) => principal ?? []))].sort();
    const statement = {
      Effect: "Allow",
      Principal: principals.length > 0 ? { AWS: principals } : "*",
      Action: actions.length > 0 ? actions : "*",
      Resource: "*",
    };
    const current = (side && endpointOf(side)?.policyDocument) ?? null;
    const document = withStatement(current, statement);
    return {
      owner: "consumer",
      summary: `Allow ${listWords(actions) || "the callers' actions"} in the policy of ${id}, if they are meant to be made.`,
      console: `VPC › Endpoints › ${id} › Policy › Edit: add the statement.`,
      cli:
        side && document
          ? [
              cli(
                side,
                `ec2 modify-vpc-endpoint --vpc-endpoint-id ${id} --policy-document ${quote(document)}`,
              ),
            ]
          : [],
      terraform: `resource "aws_vpc_endpoint_policy" "this" {
  vpc_endpoint_id = "${id}"
  policy          = jsonencode(${document ?? JSON.stringify({ Version: "2012-10-17", Statement: [statement] })})
}`,
    };
  },
};

const reachWords: Record<PolicyReach, string> = {
  full: "full access",
  nothing: "allows nothing",
  narrow: "allows some actions, principals or resources",
  unreadable: "not readable",
};

/** Unknown counts as yes: only a service that says no has none. */
const takesPolicies = (piece: {
  state: string;
  value?: { vpcEndpointPolicySupported: boolean | null } | null;
}) => lastOf(piece)?.vpcEndpointPolicySupported !== false;

/** The policy with one more statement; null where it is not a policy. */
function withStatement(current: string | null, statement: object): string | null {
  if (current === null) return null;
  try {
    const policy = JSON.parse(current) as { Statement?: unknown };
    const statements = Array.isArray(policy.Statement) ? policy.Statement : [policy.Statement];
    return JSON.stringify({ ...policy, Statement: [...statements, statement] });
  } catch {
    return null;
  }
}

import { fail, item, pass, unusable } from "../checks/shared/answers.ts";
import { awsCommand, cli } from "../checks/shared/commands.ts";
import type { Piece } from "../evidenceSchema.ts";
import type { ChangeFacts } from "../factsSchema.ts";
import { listWords } from "../sentence.ts";
import type { FleetCheck, FleetEndpoint, FleetService } from "./factsSchema.ts";
import { fleetCheck, ofEndpoint, ofService } from "./subjects.ts";

const check = fleetCheck(
  "permission-change",
  "info",
  "Who may connect was changed in the last days",
  "D security, G F2",
);

const windowMs = 7 * 86_400_000;

/** A change of the endpoint's policy; the policy that a new endpoint comes up with is none. */
export const endpointPermissionChange: FleetCheck<FleetEndpoint> = {
  ...check,
  subject: ofEndpoint,
  evaluate: ({ changes, vpcEndpointId }, now) =>
    judge(changes, vpcEndpointId, now, (change) => {
      if (change.resourceId !== vpcEndpointId || change.field !== "policyDocument") return null;
      if (change.resourceType === "trail-call") return "a call set the policy";
      const had = change.before !== null && change.before !== undefined;
      return change.resourceType === "vpc-endpoint" && had ? "the policy" : null;
    }),
  confirm: (facts) => [whoChanged(facts, facts.vpcEndpointId)],
  fix: (facts) => ({
    owner: "consumer",
    summary: `If the change of ${facts.vpcEndpointId} was not meant, put the policy back as it was before.`,
    console: `VPC › Endpoints › ${facts.vpcEndpointId} › Policy › Edit policy.`,
    cli: [
      cli(
        facts,
        `ec2 modify-vpc-endpoint --vpc-endpoint-id ${facts.vpcEndpointId} --policy-document file://POLICY_BEFORE.json`,
      ),
    ],
    terraform: "# terraform plan shows the drift; terraform apply puts the policy back",
  }),
};

/** A principal let in or out, or acceptance switched, at a service that stood before. */
export const servicePermissionChange: FleetCheck<FleetService> = {
  ...check,
  subject: ofService,
  evaluate: ({ changes, serviceId }, now) => {
    const born = bornAt(changes, serviceId);
    return judge(changes, serviceId, now, (change) => {
      if (change.resourceType === "trail-call" && change.resourceId === serviceId)
        return change.field === "acceptanceRequired"
          ? "a call set whether connections have to be accepted"
          : "a call set the allow-list";
      if (born !== null && change.observedAt.getTime() <= born) return null;
      if (change.resourceType === "vpc-endpoint-service" && change.resourceId === serviceId)
        return change.field === "acceptanceRequired" ? "whether connections have to be accepted" : null;
      if (change.resourceType !== "vpc-endpoint-service-permission") return null;
      if (!change.resourceId.startsWith(`${serviceId}/`)) return null;
      const principal = change.resourceId.slice(serviceId.length + 1);
      if (change.change === "gone") return `${principal} taken off the allow-list`;
      return change.change === "modified" ? null : `${principal} put on the allow-list`;
    });
  },
  confirm: (facts) => [
    awsCommand(
      facts,
      "The allow-list",
      `ec2 describe-vpc-endpoint-service-permissions --service-id ${facts.serviceId} --query 'AllowedPrincipals[].Principal'`,
      "Principals that are meant to connect, and no other.",
    ),
    whoChanged(facts, facts.serviceId),
  ],
  fix: (facts) => ({
    owner: "provider",
    summary: `If the change of ${facts.serviceId} was not meant, put the allow-list and acceptance back; connections that were accepted meanwhile stay until they are rejected.`,
    console: `VPC › Endpoint services › ${facts.serviceId} › Allow principals.`,
    cli: [
      cli(
        facts,
        `ec2 modify-vpc-endpoint-service-permissions --service-id ${facts.serviceId} --remove-allowed-principals PRINCIPAL_ARN`,
      ),
      cli(
        facts,
        `ec2 modify-vpc-endpoint-service-configuration --service-id ${facts.serviceId} --acceptance-required`,
      ),
    ],
    terraform: "# terraform plan shows the drift; terraform apply puts allow-list and acceptance back",
  }),
};

function judge(
  piece: Piece<ChangeFacts[]>,
  id: string,
  now: Date,
  wordsOf: (change: ChangeFacts) => string | null,
) {
  const gap = unusable(check, piece, `The changes of ${id}`);
  if (gap || piece.state !== "fresh") return gap ? [gap] : [];
  const from = now.getTime() - windowMs;
  const seen = piece.value
    .flatMap((change) => {
      const words = change.observedAt.getTime() >= from ? wordsOf(change) : null;
      return words === null ? [] : [{ words, change }];
    })
    .toSorted(
      (a, b) => b.change.observedAt.getTime() - a.change.observedAt.getTime() || (a.words < b.words ? -1 : 1),
    );
  const [newest] = seen;
  if (!newest) return [pass(check, `Who may use ${id} was not changed in the last 7 days.`)];
  const what = [...new Set(seen.map(({ words }) => words))];
  const shown = listWords(what.slice(0, 3)) + (what.length > 3 ? ` and ${what.length - 3} more` : "");
  const who = newest.change.actor ? ` by ${newest.change.actor}` : "";
  return [
    fail(
      check,
      `${id} was changed on ${newest.change.observedAt.toISOString().slice(0, 10)}${who}: ${shown}.`,
      {
        since: newest.change.observedAt,
        evidence: seen.map(({ words, change }) =>
          item(
            { asOf: change.observedAt, source: piece.source },
            "Changed",
            `${words}${change.actor ? `, by ${change.actor}` : ""}`,
            change.resourceId,
          ),
        ),
      },
    ),
  ];
}

/** When the service was first seen, if that is among its changes: its first allow-list is no change of it. */
function bornAt(piece: Piece<ChangeFacts[]>, serviceId: string): number | null {
  const times = (piece.state === "missing" ? [] : piece.value)
    .filter(
      ({ change, resourceId, resourceType }) =>
        change === "created" && resourceId === serviceId && resourceType === "vpc-endpoint-service",
    )
    .map(({ observedAt }) => observedAt.getTime());
  return times.length > 0 ? Math.max(...times) : null;
}

const whoChanged = (facts: FleetEndpoint | FleetService, id: string) =>
  awsCommand(
    facts,
    `Who changed ${id}`,
    `cloudtrail lookup-events --lookup-attributes AttributeKey=ResourceName,AttributeValue=${id} --query 'Events[].{Time:EventTime,Call:EventName,By:Username}'`,
    "Calls by the pipeline or people who are meant to make them.",
  );

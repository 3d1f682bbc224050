import type { PathCheck, PathEvidence, ProviderSide } from "../../evidenceSchema.ts";
import type { CheckAnswer } from "../../schema.ts";
import { fail, item, pass, unknown } from "../shared/answers.ts";
import { awsCommand, cli, consumerOf, lastOf, providerOf } from "../shared/commands.ts";
import { type CheckIdentity, stateOf } from "../shared/consumer.ts";
import { onService, type SeenService } from "../shared/provider.ts";
import { type Asker, askerOf, type Principal, principalsOf, principalWords } from "./principals.ts";

const check: CheckIdentity = {
  ...{ id: "principal-not-allowed", hop: "service", role: "cause", severity: "page" },
  title: "The consumer is not on the service's allow-list",
  source: "D 7",
};

/**
 * Whether the consumer's account, or the role that asked, is on the allow-list. AWS leaves connections that stand alone
 * when a principal is taken off the list: with one of those it is advice, about the next endpoint.
 * https://docs.aws.amazon.com/vpc/latest/privatelink/configure-endpoint-service.html
 */
export const principalNotAllowed: PathCheck = {
  ...check,
  evaluate: (evidence) =>
    onService(check, evidence, { needs: ["permissions"] }, ({ service, permissions }, side) => {
      const asker = askerOf(evidence);
      const principals = principalsOf(permissions.value);
      const told = [
        item(permissions, "Allowed principals", principalWords(principals), service.value.serviceId),
      ];
      if (asker === null) return [unknown(check, "Whose the endpoint is, is not told.", { evidence: told })];
      told.push(
        item(permissions, "Who asks", asker.createdBy?.text ?? asker.accountId, evidence.vpcEndpointId),
      );
      if (asker.accountId === side.account.accountId)
        return [pass(check, "The endpoint is in the provider's own account.", { evidence: told })];
      return [judge(evidence, side, service, { asker, principals, told })];
    }),
  confirm: (evidence) => {
    const place = providerOf(evidence);
    const serviceId = place && lastOf(place.service)?.serviceId;
    return place && serviceId
      ? [
          awsCommand(
            place,
            "Who is allowed to connect",
            `ec2 describe-vpc-endpoint-service-permissions --service-id ${serviceId} --query 'AllowedPrincipals[].Principal'`,
            `An entry for ${askerOf(evidence)?.accountId ?? "the consumer's account"}; none confirms the finding.`,
          ),
        ]
      : [];
  },
  fix: (evidence) => {
    const place = providerOf(evidence);
    const serviceId = (place && lastOf(place.service)?.serviceId) ?? "";
    const asker = askerOf(evidence);
    const arn = wantedArn(asker);
    return {
      owner: "provider",
      summary: `Put ${arn} on the allow-list of ${serviceId}, if it is meant to connect.`,
      console: `VPC › Endpoint services › ${serviceId} › Allow principals › add ${arn}.`,
      cli: place
        ? [
            cli(
              place,
              `ec2 modify-vpc-endpoint-service-permissions --service-id ${serviceId} --add-allowed-principals ${arn}`,
            ),
          ]
        : [],
      terraform: `resource "aws_vpc_endpoint_service_allowed_principal" "consumer" {
  vpc_endpoint_service_id = "${serviceId}"
  principal_arn           = "${arn}"
}`,
    };
  },
};

interface Seen {
  asker: Asker;
  principals: Principal[];
  told: ReturnType<typeof item>[];
}

function judge(
  evidence: PathEvidence,
  side: ProviderSide,
  service: SeenService,
  { asker: { accountId, createdBy }, principals, told }: Seen,
): CheckAnswer {
  const { serviceId } = service.value;
  if (principals.some(({ kind }) => kind === "everybody"))
    return pass(check, "Everybody is allowed.", { evidence: told });
  if (principals.some((one) => one.kind === "account" && one.accountId === accountId))
    return pass(check, `Account ${accountId} is allowed as a whole.`, { evidence: told });
  const own = principals.flatMap((one) =>
    one.kind === "identity" && one.accountId === accountId ? [one] : [],
  );
  if (own.length > 0 && (createdBy === null || own.some(({ name }) => name === createdBy.name)))
    return pass(check, `Account ${accountId} is allowed by ${own[0]?.text}.`, { evidence: told });
  if (principals.some(({ kind }) => kind === "other"))
    return unknown(check, `Whether ${accountId} is among those that ${serviceId} allows is not told.`, {
      evidence: told,
    });
  const stands = established(evidence, side);
  const who = own.length > 0 ? createdBy?.text : `Account ${accountId}`;
  return fail(
    check,
    `${who} is not on the allow-list of ${serviceId}${stands ? ": the connection stands, but could not be made again" : ""}.`,
    {
      evidence: told,
      role: stands ? "advisory" : "cause",
      severity: stands ? (own.length > 0 ? "info" : "ticket") : "page",
    },
  );
}

/** Whether the provider has let this endpoint in before. */
function established(evidence: PathEvidence, { connection }: ProviderSide): boolean {
  if (connection.state === "fresh" && connection.value !== null)
    return (connection.value.vpcEndpointState ?? "").toLowerCase() === "available";
  const side = consumerOf(evidence);
  const endpoint = side && lastOf(side.endpoint);
  return connection.state !== "fresh" && endpoint !== undefined && stateOf(endpoint) === "available";
}

const wantedArn = (asker: Asker | null) => {
  const [kind, name] = (asker?.createdBy?.name ?? "").split("/");
  return kind && name
    ? `arn:aws:iam::${asker?.accountId}:${kind}/${name}`
    : `arn:aws:iam::${asker?.accountId ?? ""}:root`;
};

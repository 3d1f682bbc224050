import type { PathCheck, PathEvidence } from "../../evidenceSchema.ts";
import type { Fix } from "../../schema.ts";
import { listWords } from "../../sentence.ts";
import { fail, item, pass, unknown } from "../shared/answers.ts";
import { awsCommand, cli, lastOf, providerOf, quote } from "../shared/commands.ts";
import type { CheckIdentity } from "../shared/consumer.ts";
import { onService } from "../shared/provider.ts";
import { askerOf, type Principal, principalsOf, principalWords } from "./principals.ts";

const openCheck: CheckIdentity = {
  ...{ id: "open-service", hop: "service", role: "advisory", severity: "ticket" },
  title: "Anybody can connect to the service",
  source: "D security",
};
const wideCheck: CheckIdentity = {
  ...{ id: "principal-too-wide", hop: "service", role: "advisory", severity: "info" },
  title: "The allow-list is wider than it has to be",
  source: "D 17",
};

/** Every account of AWS allowed, and nobody asked: AWS calls such a load balancer public. */
export const openService: PathCheck = {
  ...openCheck,
  evaluate: (evidence) =>
    onService(openCheck, evidence, { needs: ["permissions"] }, ({ service, permissions }) => {
      const { serviceId, acceptanceRequired } = service.value;
      const everybody = principalsOf(permissions.value).some(({ kind }) => kind === "everybody");
      const told = [
        item(permissions, "Everybody allowed", everybody ? "yes" : "no", serviceId),
        item(service, "Acceptance required", yesOrNo(acceptanceRequired), serviceId),
      ];
      if (!everybody)
        return [pass(openCheck, `${serviceId} names those that it allows.`, { evidence: told })];
      if (acceptanceRequired === null)
        return [
          unknown(
            openCheck,
            `Everybody is allowed, and whether ${serviceId} asks for acceptance is not told.`,
            {
              evidence: told,
            },
          ),
        ];
      if (acceptanceRequired)
        return [
          pass(openCheck, "Everybody may ask, and each request waits to be accepted.", { evidence: told }),
        ];
      return [
        fail(
          openCheck,
          `Any account of AWS can connect to ${serviceId}: everybody is allowed, and nobody has to accept.`,
          {
            evidence: told,
          },
        ),
      ];
    }),
  confirm: (evidence) => permissionCommands(evidence, "`*` together with `false` confirms the finding."),
  fix: (evidence) => {
    const fix = narrowFix(evidence, ["*"], "Ask for acceptance on it as well.");
    const place = providerOf(evidence);
    const serviceId = place && lastOf(place.service)?.serviceId;
    return place && serviceId
      ? {
          ...fix,
          cli: [
            ...fix.cli,
            cli(
              place,
              `ec2 modify-vpc-endpoint-service-configuration --service-id ${serviceId} --acceptance-required`,
            ),
          ],
        }
      : fix;
  },
};

/**
 * `*` on the list, or an account as a whole where a role of it is known to be the one that connects: one that is on the
 * list beside it, or that created this endpoint. Everybody without acceptance is `open-service`'s to say.
 */
export const principalTooWide: PathCheck = {
  ...wideCheck,
  evaluate: (evidence) =>
    onService(wideCheck, evidence, { needs: ["permissions"] }, ({ service, permissions }) => {
      const { serviceId, acceptanceRequired } = service.value;
      const principals = principalsOf(permissions.value);
      const told = [item(permissions, "Allowed principals", principalWords(principals), serviceId)];
      if (principals.some(({ kind }) => kind === "everybody"))
        return acceptanceRequired === false
          ? [
              pass(
                wideCheck,
                "Everybody is allowed without acceptance, which is reported as an open service.",
                { evidence: told },
              ),
            ]
          : [
              fail(wideCheck, `${serviceId} allows everybody to ask, not only its consumers.`, {
                evidence: told,
              }),
            ];
      const wide = wideAccounts(evidence, principals);
      if (wide.length === 0)
        return [pass(wideCheck, "No principal is known to be wider than it has to be.", { evidence: told })];
      return [
        fail(
          wideCheck,
          `${serviceId} allows ${listWords(wide.map(({ accountId }) => accountId))} as a whole, where ${listWords([...new Set(wide.map(({ role }) => role))])} is who connects.`,
          { evidence: told },
        ),
      ];
    }),
  confirm: (evidence) => permissionCommands(evidence, "Roles; `*` or `root` confirms the finding."),
  fix: (evidence) => {
    const place = providerOf(evidence);
    const principals = principalsOf((place && lastOf(place.permissions)) ?? []);
    const everybody = principals.flatMap(({ kind, text }) => (kind === "everybody" ? [text] : []));
    const wide = wideAccounts(evidence, principals).map(({ text }) => text);
    return narrowFix(evidence, [...everybody, ...wide], "Allow the roles that connect first.");
  },
};

interface Wide {
  accountId: string;
  text: string;
  /** ARN of the role that is known to connect. */
  role: string;
}

function wideAccounts(evidence: PathEvidence, principals: readonly Principal[]): Wide[] {
  const asker = askerOf(evidence);
  return principals.flatMap((one): Wide[] => {
    if (one.kind !== "account") return [];
    const listed = principals.find((other) => other.kind === "identity" && other.accountId === one.accountId);
    const creator = asker?.accountId === one.accountId ? asker.createdBy : null;
    const role = listed?.text ?? creator?.text;
    return role === undefined ? [] : [{ accountId: one.accountId, text: one.text, role }];
  });
}

const yesOrNo = (flag: boolean | null) => (flag === null ? "not told" : flag ? "yes" : "no");

function permissionCommands(evidence: PathEvidence, expect: string) {
  const place = providerOf(evidence);
  const serviceId = place && lastOf(place.service)?.serviceId;
  if (!place || !serviceId) return [];
  return [
    awsCommand(
      place,
      "Who is allowed to connect",
      `ec2 describe-vpc-endpoint-service-permissions --service-id ${serviceId} --query 'AllowedPrincipals[].Principal'`,
      expect,
    ),
    awsCommand(
      place,
      "Whether requests wait for acceptance",
      `ec2 describe-vpc-endpoint-service-configurations --service-ids ${serviceId} --query 'ServiceConfigurations[0].AcceptanceRequired'`,
      "`true`, where more than known roles are allowed.",
    ),
  ];
}

function narrowFix(evidence: PathEvidence, principals: readonly string[], also: string): Fix {
  const place = providerOf(evidence);
  const serviceId = (place && lastOf(place.service)?.serviceId) ?? "";
  const asker = askerOf(evidence);
  const instead = `arn:aws:iam::${asker?.accountId ?? ""}:${asker?.createdBy ? asker.createdBy.name : "role/CLIENT_ROLE"}`;
  const removed = [...new Set(principals)].sort();
  return {
    owner: "provider",
    summary: `Take ${listWords(removed)} off the allow-list of ${serviceId}. ${also}`,
    console: `VPC › Endpoint services › ${serviceId} › Allow principals.`,
    cli: place
      ? [
          cli(
            place,
            `ec2 modify-vpc-endpoint-service-permissions --service-id ${serviceId} --add-allowed-principals ${instead} --remove-allowed-principals ${removed.map(quote).join(" ")}`,
          ),
        ]
      : [],
    terraform: `resource "aws_vpc_endpoint_service_allowed_principal" "client" {
  # in place of ${listWords(removed)}
  vpc_endpoint_service_id = "${serviceId}"
  principal_arn           = "${instead}"
}`,
  };
}

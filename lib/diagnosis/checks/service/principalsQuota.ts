import { quotaFacts } from "../../../quotas/schema.ts";
import type { PathCheck, Piece } from "../../evidenceSchema.ts";
import type { QuotaUsageFacts, ServiceFacts } from "../../factsSchema.ts";
import type { EvidenceItem } from "../../schema.ts";
import { fail, item, pass, unknown } from "../shared/answers.ts";
import { awsCommand, cli, lastOf, providerOf } from "../shared/commands.ts";
import type { CheckIdentity } from "../shared/consumer.ts";
import { onService } from "../shared/provider.ts";

const check: CheckIdentity = {
  ...{ id: "allowed-principals-quota", hop: "service", role: "advisory", severity: "page" },
  title: "The service's allow-list is nearly full",
  source: "D 12",
};

/** Playbook, hop 4. */
export const principalsForTicket = 0.8;
export const principalsForPage = 1;
const { name: quotaName, named, code, documented = 50 } = quotaFacts["service-principals"];

/** How full the allow-list is. Nobody who is on it is kept out: the next consumer is. */
export const allowedPrincipalsQuota: PathCheck = {
  ...check,
  evaluate: (evidence) =>
    onService(check, evidence, { needs: ["permissions"] }, ({ service, permissions }, { quotas }) => {
      const { serviceId } = service.value;
      const used = permissions.value.length;
      const limit = limitOf(quotas, service.value);
      const told = [item(permissions, "Allowed principals", String(used), serviceId), limit.told];
      const share = used / limit.value;
      // Quotas are raised, not lowered: below AWS's own default there is room whatever was agreed.
      if (limit.assumed && share >= principalsForTicket)
        return [
          unknown(check, `${used} principals are allowed; how many may be is not known: ${limit.why}.`, {
            evidence: told,
          }),
        ];
      if (share < principalsForTicket)
        return [pass(check, `${used} of ${limit.value} principals are allowed.`, { evidence: told })];
      return [
        fail(
          check,
          `${used} of ${limit.value} principals are allowed on ${serviceId}: ${share >= principalsForPage ? "nobody can be added" : "it is nearly full"}.`,
          { evidence: told, severity: share >= principalsForPage ? "page" : "ticket" },
        ),
      ];
    }),
  confirm: (evidence) => {
    const place = providerOf(evidence);
    const serviceId = place && lastOf(place.service)?.serviceId;
    return place && serviceId
      ? [
          awsCommand(
            place,
            "How many are allowed",
            `ec2 describe-vpc-endpoint-service-permissions --service-id ${serviceId} --query 'length(AllowedPrincipals)'`,
            `Well below the quota (${documented} unless raised).`,
          ),
        ]
      : [];
  },
  fix: (evidence) => {
    const place = providerOf(evidence);
    const service = place && lastOf(place.service);
    const row = place && service ? rowOf(lastOf(place.quotas) ?? [], service) : undefined;
    const quotaCode = /^L-/.test(row?.quotaCode ?? "") ? row?.quotaCode : code;
    return {
      owner: "provider",
      summary: `Ask for more allowed principals for ${service?.serviceId ?? "the service"}, or allow fewer, wider ones.`,
      console: `Service Quotas › Amazon VPC › ${quotaName} › Request increase.`,
      cli: place
        ? [
            cli(
              place,
              quotaCode
                ? `service-quotas request-service-quota-increase --service-code vpc --quota-code ${quotaCode} --desired-value ${2 * (row?.value ?? documented)}`
                : `service-quotas list-service-quotas --service-code vpc --query "Quotas[?contains(QuotaName, 'principals')]"`,
            ),
          ]
        : [],
      terraform: quotaCode
        ? `resource "aws_servicequotas_service_quota" "principals" {
  service_code = "vpc"
  quota_code   = "${quotaCode}"
  value        = ${2 * (row?.value ?? documented)}
}`
        : "",
    };
  },
};

/** The quota as the quotas collector counts it: for the service, else for the region. */
function rowOf(rows: readonly QuotaUsageFacts[], { serviceId }: ServiceFacts): QuotaUsageFacts | undefined {
  const own = rows.filter(
    (row) =>
      (row.resourceId === serviceId || row.resourceId === "") &&
      (row.quotaCode === "service-principals" ||
        named?.test(row.quotaName ?? "") ||
        row.quotaName === quotaName),
  );
  return own.find(({ resourceId }) => resourceId === serviceId) ?? own[0];
}

function limitOf(
  quotas: Piece<QuotaUsageFacts[]>,
  service: ServiceFacts,
): { value: number; assumed: boolean; why: string; told: EvidenceItem } {
  const row = quotas.state === "fresh" ? rowOf(quotas.value, service) : undefined;
  if (row?.value)
    return {
      ...{ value: row.value, assumed: false, why: "" },
      told: item(quotas, quotaName, String(row.value), row.quotaCode),
    };
  const from = { asOf: null, source: "AWS documentation" };
  return {
    ...{ value: documented, assumed: true },
    why: quotas.state === "fresh" ? "the quota was not listed" : quotas.reason,
    told: item(from, `${quotaName}, AWS's default`, String(documented)),
  };
}

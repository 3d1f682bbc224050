import { fail, item, notApplicable, pass, unknown, unusable } from "../checks/shared/answers.ts";
import { awsCommand, cli } from "../checks/shared/commands.ts";
import type { Command, Fix } from "../schema.ts";
import type { FleetCheck, FleetQuota } from "./factsSchema.ts";
import { fleetCheck, ofQuota } from "./subjects.ts";

const check = fleetCheck(
  "endpoint-quota",
  "page",
  "A quota on endpoints is nearly used up",
  "D quotas, G F3",
);

const ticketShare = 0.8;

/**
 * Quotas that stop new endpoints and services, or what an endpoint's policy may say. Principals of a service are hop 4's `allowed-principals-quota`; those
 * of load balancers stop no endpoint.
 */
const judged = new Set([
  ...["L-29B6F2EB", "L-CA6CC422", "L-3B4E38D2", "L-1B52E74A"],
  ...["L-3248932A", "endpoint-services"],
]);
const policyCharacters = "L-3248932A";
const isService = /VPC endpoint services per (region|account)/i;

/** 80 % waits for the morning, 100 % wakes somebody; the forecast is told, and judged elsewhere (lib/quotas). */
export const endpointQuota: FleetCheck<FleetQuota> = {
  ...check,
  subject: ofQuota,
  evaluate: ({ quota, forecast, quotaCode, resourceId, region }) => {
    const name = (quota.state === "missing" ? null : quota.value.quotaName) ?? quotaCode;
    if (!judged.has(quotaCode) && !isService.test(name))
      return [notApplicable(check, `${name} does not limit endpoints.`)];
    const where = resourceId || region;
    const gap = unusable(check, quota, `The quota ${name} of ${where}`);
    if (gap || quota.state !== "fresh") return gap ? [gap] : [];
    const { usage, value } = quota.value;
    const outlook = forecast.state === "fresh" ? forecast.value : null;
    const told = {
      evidence: [
        item(quota, name, `${usage ?? "not counted"} of ${value ?? "a limit not told"}`, where),
        ...(outlook ? [item(forecast, "Forecast", outlook.reason, where)] : []),
      ],
    };
    if (usage === null)
      return [unknown(check, `How much of ${name} is used in ${where} is not known.`, told)];
    if (value === null) return [unknown(check, `The limit of ${name} in ${where} is not known.`, told)];
    const share = value > 0 ? usage / value : usage > 0 ? 1 : 0;
    const used = `${usage} of ${value} are used in ${where} (${name})`;
    if (share < ticketShare) return [pass(check, `${used}.`, told)];
    if (share >= 1)
      return [
        fail(
          check,
          `${used}: ${quotaCode === policyCharacters ? "the policy can say no more" : "the next one is refused"}.`,
          { ...told, severity: "page" },
        ),
      ];
    const end = outlook?.exhaustedAt
      ? `: at the present slope none is left on ${outlook.exhaustedAt.toISOString().slice(0, 10)}`
      : "";
    return [fail(check, `${used}${end}.`, { ...told, severity: "ticket" })];
  },
  confirm: (facts) => [
    awsCommand(
      facts,
      "The limit",
      facts.quotaCode.startsWith("L-")
        ? `service-quotas get-service-quota --service-code vpc --quota-code ${facts.quotaCode} --query Quota.Value`
        : "service-quotas list-service-quotas --service-code vpc --query 'Quotas[?contains(QuotaName,`ndpoint service`)].{Name:QuotaName,Value:Value}'",
      "More than is used.",
    ),
    usedCommand(facts),
  ],
  fix: (facts) => (facts.quotaCode === policyCharacters ? shorterPolicy(facts) : higherQuota(facts)),
};

function usedCommand(facts: FleetQuota): Command {
  if (facts.quotaCode === policyCharacters)
    return awsCommand(
      facts,
      "How long the policies are",
      "ec2 describe-vpc-endpoints --query 'VpcEndpoints[?PolicyDocument].{Id:VpcEndpointId,Characters:length(PolicyDocument)}'",
      "Each under 80 % of the limit.",
    );
  if (facts.quotaCode === "endpoint-services" || isService.test(nameOf(facts)))
    return awsCommand(
      facts,
      "How many services there are",
      "ec2 describe-vpc-endpoint-service-configurations --query 'length(ServiceConfigurations)'",
      "Under 80 % of the limit.",
    );
  return awsCommand(
    facts,
    "How many endpoints there are",
    `ec2 describe-vpc-endpoints${facts.resourceId ? ` --filters Name=vpc-id,Values=${facts.resourceId}` : ""} --query 'VpcEndpoints[].VpcEndpointType'`,
    "Fewer than 80 % of the limit, of the type that the quota counts.",
  );
}

/** Service Quotas raises this one for nobody. */
const shorterPolicy = (facts: FleetQuota): Fix => ({
  owner: "consumer",
  summary:
    "Shorten the longest policy: name an organization or a path of roles instead of each principal, and prefixes instead of each resource.",
  console: "VPC › Endpoints › the endpoint with the longest policy › Policy › Edit policy.",
  cli: [
    cli(
      facts,
      "ec2 modify-vpc-endpoint --vpc-endpoint-id VPC_ENDPOINT_ID --policy-document file://SHORTER_POLICY.json",
    ),
  ],
  terraform: `resource "aws_vpc_endpoint_policy" "this" {
  vpc_endpoint_id = "VPC_ENDPOINT_ID"
  policy          = data.aws_iam_policy_document.shorter.json
}`,
});

const higherQuota = (facts: FleetQuota): Fix => ({
  owner: "consumer",
  summary: `Retire endpoints that nobody uses, share one where there are several to the same service, or have ${nameOf(facts)} raised before it is used up.`,
  console: `Service Quotas › Amazon VPC › ${nameOf(facts)} › Request increase at account level.`,
  cli: facts.quotaCode.startsWith("L-")
    ? [
        cli(
          facts,
          `service-quotas request-service-quota-increase --service-code vpc --quota-code ${facts.quotaCode} --desired-value NEW_VALUE`,
        ),
      ]
    : [cli(facts, "service-quotas list-service-quotas --service-code vpc")],
  terraform: facts.quotaCode.startsWith("L-")
    ? `resource "aws_servicequotas_service_quota" "this" {
  service_code = "vpc"
  quota_code   = "${facts.quotaCode}"
  value        = NEW_VALUE
}`
    : "",
});

const nameOf = ({ quota, quotaCode }: FleetQuota) =>
  (quota.state === "missing" ? null : quota.value.quotaName) ?? quotaCode;

import type { PathCheck, PathEvidence } from "../../evidenceSchema.ts";
import type { CheckAnswer } from "../../schema.ts";
import { fail, item, notApplicable, pass, unknown } from "../shared/answers.ts";
import { awsCommand, cli, clientCommand, consumerOf, lastOf, providerOf } from "../shared/commands.ts";
import { type CheckIdentity, onEndpoint, stateOf, withNames } from "../shared/consumer.ts";
import { isVerified, offeredNames, provenNames } from "./names.ts";

const check: CheckIdentity = {
  ...{ id: "private-dns-unverified", hop: "private-dns", role: "cause", severity: "ticket" },
  title: "The service's private name is not verified",
  source: "D 10, B",
};

/** An unverified name cannot be taken by new endpoints. Where names are seen to work, it stands beside the verdict. */
export const privateDnsUnverified: PathCheck = {
  ...check,
  evaluate: (evidence) =>
    unseenConsumer(evidence) ??
    onEndpoint(check, evidence, { applies: withNames }, ({ endpoint }) => {
      const offered = offeredNames(evidence);
      if ("gap" in offered)
        return [unknown(check, `The state of the service's private name is not known: ${offered.gap}.`)];
      const [name] = offered.names;
      if (name === undefined) return [notApplicable(check, "The service offers no private name.")];
      const evidenceItems = [
        item(offered.from, `State of ${name}`, offered.state ?? "not told", offered.resourceId),
        item(
          endpoint,
          "Private DNS",
          String(endpoint.value.privateDnsEnabled ?? "not told"),
          endpoint.value.vpcEndpointId,
        ),
      ];
      if (offered.state === null)
        return [unknown(check, `Whether ${name} is verified is not told.`, { evidence: evidenceItems })];
      if (isVerified(offered.state))
        return [pass(check, `${name} is verified.`, { evidence: evidenceItems })];
      // Before an endpoint is up it is not the name that keeps calls away.
      const aside = stateOf(endpoint.value) !== "available" || provenNames(evidence) !== null;
      return [
        fail(
          check,
          `The service's private name ${name} is not verified (${offered.state}): endpoints cannot take it, and clients get the endpoint's long name only.`,
          { evidence: evidenceItems, ...(aside ? { role: "contributing" as const } : {}) },
        ),
      ];
    }),
  confirm: (evidence) => {
    const place = providerOf(evidence);
    const service = place && lastOf(place.service);
    const consumer = consumerOf(evidence);
    if (place && service)
      return [
        awsCommand(
          place,
          "The service's private name",
          `ec2 describe-vpc-endpoint-service-configurations --service-ids ${service.serviceId} --query 'ServiceConfigurations[0].{Name:PrivateDnsName,State:PrivateDnsNameConfiguration}'`,
          "`State: verified`; otherwise the TXT record that it asks for.",
        ),
        ...(txtRecord(evidence)
          ? [
              clientCommand(
                "any network",
                "The TXT record as the world sees it",
                `dig +short TXT ${txtRecord(evidence)?.name}`,
                `"${txtRecord(evidence)?.value}"; anything else confirms the finding.`,
              ),
            ]
          : []),
      ];
    if (!consumer || !evidence.serviceName) return [];
    return [
      awsCommand(
        consumer,
        "The service's private name as the consumer sees it",
        `ec2 describe-vpc-endpoint-services --service-names ${evidence.serviceName} --query 'ServiceDetails[0].{Names:PrivateDnsNames,State:PrivateDnsNameVerificationState}'`,
        "`State: verified`.",
      ),
    ];
  },
  fix: (evidence) => {
    const place = providerOf(evidence);
    const serviceId = (place && lastOf(place.service)?.serviceId) ?? evidence.serviceName ?? "";
    const record = txtRecord(evidence);
    const what = record
      ? `TXT ${record.name} = "${record.value}"`
      : "the TXT record that the service's configuration names";
    return {
      owner: "provider",
      summary: `Publish ${what} in the domain's public zone, then start verification again.`,
      console: `VPC › Endpoint services › ${serviceId} › Actions › Verify domain ownership for private DNS name.`,
      cli: place
        ? [cli(place, `ec2 start-vpc-endpoint-service-private-dns-verification --service-id ${serviceId}`)]
        : [],
      terraform: record
        ? `resource "aws_route53_record" "endpoint_service_verification" {
  zone_id = var.public_zone_id
  name    = "${record.name}"
  type    = "TXT"
  ttl     = 1800
  records = ["${record.value}"]
}`
        : `resource "aws_vpc_endpoint_service_private_dns_verification" "this" {
  service_id = "${serviceId}"
}`,
    };
  },
};

/** The endpoint is somebody else's, or there is none: whether the name could be taken, its service tells all the same. */
function unseenConsumer(evidence: PathEvidence): CheckAnswer[] | undefined {
  const { consumer, provider } = evidence;
  if (consumer.ours || !provider.ours || provider.service.state !== "fresh") return undefined;
  const { privateDnsName: name, privateDnsNameState: state, serviceId } = provider.service.value ?? {};
  if (!name || !state || isVerified(state)) return undefined;
  return [
    fail(check, `The service's private name ${name} is not verified (${state}): endpoints cannot take it.`, {
      evidence: [item(provider.service, `State of ${name}`, state, serviceId ?? null)],
      // Whether its owner wants the name at all cannot be seen from here.
      ...{ role: "contributing", severity: "info" },
    }),
  ];
}

/** The record that proves the domain's ownership, as AWS asks for it: `<Name>.<domain>`. */
function txtRecord(evidence: Parameters<PathCheck["fix"]>[0]): { name: string; value: string } | undefined {
  const place = providerOf(evidence);
  const service = place && lastOf(place.service);
  const { Name, Value, name, value } = service?.privateDnsNameConfiguration ?? {};
  const [label, text] = [Name ?? name, Value ?? value];
  if (typeof label !== "string" || typeof text !== "string" || !service?.privateDnsName) return undefined;
  const domain = service.privateDnsName.replace(/^\*\./, "");
  return { name: label.endsWith(domain) ? label : `${label}.${domain}`, value: text };
}

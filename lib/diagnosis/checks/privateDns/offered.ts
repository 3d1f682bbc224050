import type { PathCheck } from "../../evidenceSchema.ts";
import { fail, item, notApplicable, pass, unknown } from "../shared/answers.ts";
import {
  awsCommand,
  cli,
  clientCommand,
  consumerOf,
  describeEndpoint,
  endpointOf,
  lastOf,
  providerOf,
} from "../shared/commands.ts";
import { type CheckIdentity, onEndpoint, stateOf, withNames, withNamesWhenUp } from "../shared/consumer.ts";
import { offeredNames, provenNames } from "./names.ts";

const offCheck: CheckIdentity = {
  ...{ id: "private-dns-off", hop: "private-dns", role: "cause", severity: "ticket" },
  title: "The endpoint does not take the service's private name",
  source: "D 3, O 4",
};
const unverifiedCheck: CheckIdentity = {
  ...{ id: "private-dns-unverified", hop: "private-dns", role: "cause", severity: "ticket" },
  title: "The service's private name is not verified",
  source: "D 10, B",
};

const isVerified = (state: string | null) => state === null || state.toLowerCase() === "verified";

/**
 * Off, though a name is offered that nothing else in the VPC serves. Where calls are seen to arrive, clients use the
 * endpoint's own names or a zone of their own: it stays worth knowing, and breaks nothing.
 */
export const privateDnsOff: PathCheck = {
  ...offCheck,
  evaluate: (evidence) =>
    onEndpoint(offCheck, evidence, { applies: withNamesWhenUp }, ({ endpoint }, side) => {
      const { privateDnsEnabled, serviceName, vpcEndpointId, vpcId } = endpoint.value;
      const told = item(endpoint, "Private DNS", String(privateDnsEnabled ?? "not told"), vpcEndpointId);
      if (privateDnsEnabled === null)
        return [
          unknown(offCheck, "Whether the endpoint has private DNS on is not told.", { evidence: [told] }),
        ];
      if (privateDnsEnabled) return [pass(offCheck, "Private DNS is on.", { evidence: [told] })];
      const offered = offeredNames(evidence);
      if ("gap" in offered)
        return [
          unknown(offCheck, `Which private name the service offers is not known: ${offered.gap}.`, {
            evidence: [told],
          }),
        ];
      const [name] = offered.names;
      if (name === undefined) return [notApplicable(offCheck, "The service offers no private name.")];
      if (!isVerified(offered.state))
        return [
          notApplicable(
            offCheck,
            `The service's private name ${name} is not verified, so nobody can take it.`,
          ),
        ];
      const evidenceItems = [
        told,
        item(offered.from, "Offered private name", offered.names.join(", "), offered.resourceId),
      ];
      const { otherEndpoints } = side;
      if (otherEndpoints.state !== "fresh")
        return [
          unknown(
            offCheck,
            `Whether another endpoint serves ${name} is not known: ${otherEndpoints.reason}.`,
            { evidence: evidenceItems },
          ),
        ];
      const server = otherEndpoints.value
        .toSorted((a, b) => (a.vpcEndpointId < b.vpcEndpointId ? -1 : 1))
        .find(
          (other) =>
            other.serviceName === serviceName &&
            (other.state ?? "").toLowerCase() === "available" &&
            (other.privateDnsEnabled === true || other.vpcEndpointType === "Gateway"),
        );
      if (server)
        return [
          pass(offCheck, `${server.vpcEndpointId} serves ${name} in the VPC.`, {
            evidence: [
              ...evidenceItems,
              item(
                otherEndpoints,
                "Other endpoint of the service",
                server.vpcEndpointId,
                server.vpcEndpointId,
              ),
            ],
          }),
        ];
      const proven = provenNames(evidence);
      if (proven === "probes")
        return [
          pass(
            offCheck,
            `Names lead to the endpoint all the same: probes in ${vpcId} are answered its addresses.`,
            { evidence: evidenceItems },
          ),
        ];
      if (proven === "traffic")
        return [
          fail(
            offCheck,
            `Private DNS is off: clients that call ${name} pass the endpoint by, though others reach it by another name.`,
            {
              ...{ evidence: evidenceItems, role: "contributing", severity: "info" },
            },
          ),
        ];
      return [
        fail(
          offCheck,
          `Private DNS is off and nothing else in ${vpcId} serves ${name}, so calls to it do not come to the endpoint.`,
          {
            evidence: evidenceItems,
          },
        ),
      ];
    }),
  confirm: (evidence) => {
    const side = consumerOf(evidence);
    const offered = offeredNames(evidence);
    const [name] = "gap" in offered ? [] : offered.names;
    if (!side) return [];
    return [
      describeEndpoint(
        side,
        evidence.vpcEndpointId,
        "PrivateDns:PrivateDnsEnabled,Names:DnsEntries[].DnsName",
        "`PrivateDns: true`; false confirms the finding.",
      ),
      ...(name
        ? [
            clientCommand(
              endpointOf(side)?.vpcId ?? "the VPC",
              "Where the name leads",
              `dig +short ${name}`,
              "Addresses of the endpoint's subnets; public ones or none confirm the finding.",
            ),
          ]
        : []),
    ];
  },
  fix: (evidence) => {
    const side = consumerOf(evidence);
    const id = evidence.vpcEndpointId;
    return {
      owner: "consumer",
      summary: `Switch private DNS on for ${id}, or point a private zone of your own at the endpoint's names.`,
      console: `VPC › Endpoints › ${id} › Actions › Modify private DNS name: enable.`,
      cli: side ? [cli(side, `ec2 modify-vpc-endpoint --vpc-endpoint-id ${id} --private-dns-enabled`)] : [],
      terraform: `resource "aws_vpc_endpoint" "this" {
  # ${id}
  private_dns_enabled = true
}`,
    };
  },
};

/** An unverified name cannot be taken by new endpoints. Where names are seen to work, it stands beside the verdict. */
export const privateDnsUnverified: PathCheck = {
  ...unverifiedCheck,
  evaluate: (evidence) =>
    onEndpoint(unverifiedCheck, evidence, { applies: withNames }, ({ endpoint }) => {
      const offered = offeredNames(evidence);
      if ("gap" in offered)
        return [
          unknown(unverifiedCheck, `The state of the service's private name is not known: ${offered.gap}.`),
        ];
      const [name] = offered.names;
      if (name === undefined) return [notApplicable(unverifiedCheck, "The service offers no private name.")];
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
        return [
          unknown(unverifiedCheck, `Whether ${name} is verified is not told.`, { evidence: evidenceItems }),
        ];
      if (isVerified(offered.state))
        return [pass(unverifiedCheck, `${name} is verified.`, { evidence: evidenceItems })];
      // Before an endpoint is up it is not the name that keeps calls away.
      const aside = stateOf(endpoint.value) !== "available" || provenNames(evidence) !== null;
      return [
        fail(
          unverifiedCheck,
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

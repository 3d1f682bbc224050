import type { ConsumerSide, PathCheck, PathEvidence } from "../../evidenceSchema.ts";
import type { EndpointFacts } from "../../factsSchema.ts";
import { fail, item, notApplicable, pass, unknown } from "../shared/answers.ts";
import { cli, clientCommand, consumerOf, describeEndpoint, endpointOf } from "../shared/commands.ts";
import { type CheckIdentity, madeByAws, onEndpoint, withNamesWhenUp } from "../shared/consumer.ts";
import { isVerified, offeredNames, privateNames, provenNames, sameName } from "./names.ts";

const check: CheckIdentity = {
  ...{ id: "private-dns-off", hop: "private-dns", role: "cause", severity: "ticket" },
  title: "The endpoint does not take the service's private name",
  source: "D 3, O 4",
};

/**
 * Off, though a name is offered that nothing else in the VPC serves. Where calls are seen to arrive, clients use the
 * endpoint's own names or a zone of their own: it stays worth knowing, and breaks nothing.
 */
export const privateDnsOff: PathCheck = {
  ...check,
  evaluate: (evidence) =>
    onEndpoint(
      check,
      evidence,
      { applies: (own) => withNamesWhenUp(own) ?? madeByAws(own) },
      ({ endpoint }, side) => {
        const { privateDnsEnabled, serviceName, vpcEndpointId, vpcId } = endpoint.value;
        const told = item(endpoint, "Private DNS", String(privateDnsEnabled ?? "not told"), vpcEndpointId);
        if (privateDnsEnabled === null)
          return [
            unknown(check, "Whether the endpoint has private DNS on is not told.", { evidence: [told] }),
          ];
        if (privateDnsEnabled) return [pass(check, "Private DNS is on.", { evidence: [told] })];
        const offered = offeredNames(evidence);
        if ("gap" in offered)
          return [
            unknown(check, `Which private name the service offers is not known: ${offered.gap}.`, {
              evidence: [told],
            }),
          ];
        const [name] = offered.names;
        if (name === undefined) return [notApplicable(check, "The service offers no private name.")];
        if (!isVerified(offered.state))
          return [
            notApplicable(
              check,
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
              check,
              `Whether another endpoint serves ${name} is not known: ${otherEndpoints.reason}.`,
              {
                evidence: evidenceItems,
              },
            ),
          ];
        const server = otherEndpoints.value
          .toSorted((a, b) => (a.vpcEndpointId < b.vpcEndpointId ? -1 : 1))
          .find(
            (other) =>
              (other.state ?? "").toLowerCase() === "available" &&
              ((other.serviceName === serviceName &&
                (other.privateDnsEnabled === true || other.vpcEndpointType === "Gateway")) ||
                privateNames(other.dnsEntries).some((one) => sameName(one, name))),
          );
        if (server)
          return [
            pass(check, `${server.vpcEndpointId} serves ${name} in the VPC.`, {
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
              check,
              `Names lead to the endpoint all the same: probes in ${vpcId} are answered its addresses.`,
              { evidence: evidenceItems },
            ),
          ];
        if (proven === "traffic" || offByDesign(evidence, endpoint.value, side))
          return [
            fail(
              check,
              `Private DNS is off: clients that call ${name} pass the endpoint by, though others reach it by another name.`,
              {
                ...{ evidence: evidenceItems, role: "advisory", severity: "info" },
              },
            ),
          ];
        return [
          fail(
            check,
            `Private DNS is off and nothing else in ${vpcId} serves ${name}, so calls to it do not come to the endpoint.`,
            {
              evidence: evidenceItems,
            },
          ),
        ];
      },
    ),
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

/**
 * Off for as long as we have looked, with traffic all that time: it is reached by other names, as endpoints that several
 * VPCs share are, by private zones that no collector reads.
 */
function offByDesign({ changes }: PathEvidence, endpoint: EndpointFacts, { metrics }: ConsumerSide): boolean {
  const baseline = metrics.state === "fresh" ? metrics.value.baseline : null;
  if (!baseline?.bytesProcessed || changes.state !== "fresh" || endpoint.firstSeenAt > baseline.from)
    return false;
  return !changes.value.some(
    ({ resourceId, field }) => resourceId === endpoint.vpcEndpointId && field === "privateDnsEnabled",
  );
}

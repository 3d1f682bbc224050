import type { ConsumerSide, PathCheck, PathEvidence } from "../../evidenceSchema.ts";
import type { EndpointFacts, ProbeFacts } from "../../factsSchema.ts";
import { listWords } from "../../sentence.ts";
import { staleOf } from "../client/resolver.ts";
import { fail, item, pass, unknown } from "../shared/answers.ts";
import {
  addressesOf,
  cli,
  clientCommand,
  consumerOf,
  describeEndpoint,
  endpointOf,
  lastOf,
} from "../shared/commands.ts";
import { type CheckIdentity, lanesFrom, onEndpoint, withNamesWhenUp } from "../shared/consumer.ts";
import { answersInside, hostOf, inVpc, liveProbes, noProbes, placeOf } from "../shared/probeTally.ts";

const check: CheckIdentity = {
  ...{ id: "dns-public-answer", hop: "private-dns", role: "cause", severity: "page" },
  title: "The name leads past the endpoint",
  source: "G F1, M1",
};

/** An answer outside the endpoint's interfaces. One resolver alone among others that are right is `resolver-stale`. */
export const dnsPublicAnswer: PathCheck = {
  ...check,
  evaluate: (evidence) =>
    onEndpoint(check, evidence, { applies: withNamesWhenUp }, ({ endpoint }, side) => {
      const { probes } = evidence;
      const gap = noProbes(probes);
      if (gap || probes.state !== "fresh") return [unknown(check, gap ?? "")];
      const answered = inVpc(liveProbes(probes), endpoint.value.vpcId).filter(
        (one) => answersInside(one) !== null,
      );
      if (answered.length === 0)
        return [unknown(check, "No probe in the endpoint's VPC tells which address it was answered.")];
      const told = (one: ProbeFacts) =>
        item(
          probes,
          `Answer for ${hostOf(one.target)} to ${placeOf(one)}`,
          `${one.last?.dnsAddresses.join(", ") || "addresses not told"}: ${answersInside(one) ? "inside" : "outside"} the endpoint`,
          one.seriesId,
        );
      const stale = staleOf(answered);
      const outside = answered.filter((one) => !answersInside(one) && !stale.includes(one));
      const names = (from: ProbeFacts[]) => listWords([...new Set(from.map(({ target }) => hostOf(target)))]);
      if (outside.length === 0)
        return [
          pass(
            check,
            stale.length > 0
              ? `The zone is right: ${names(stale)} is answered rightly to others in the VPC.`
              : `${names(answered)} leads to the endpoint's own addresses.`,
            { evidence: answered.map(told) },
          ),
        ];
      const gateway = gatewayBeside(endpoint.value, side);
      if (gateway)
        return [
          unknown(
            check,
            `${names(outside)} leads to ${gateway}, as AWS has it by default where a gateway endpoint stands beside: private DNS is then for callers from outside of the VPC.`,
            { evidence: outside.map(told) },
          ),
        ];
      const zones = outside.map(({ locationAzId }) => locationAzId);
      const everyZone = zones.includes(null) || outside.length === answered.length;
      return [
        fail(check, `${names(outside)} resolves to an address outside the endpoint, so calls go past it.`, {
          evidence: outside.map(told),
          lanes: everyZone ? [] : lanesFrom(zones, endpoint.value),
        }),
      ];
    }),
  confirm: (evidence) => {
    const side = consumerOf(evidence);
    const [one] = outsideOf(evidence);
    const addresses = side ? addressesOf(side) : [];
    return [
      clientCommand(
        one?.locationSubnetId ?? (side && endpointOf(side)?.vpcId) ?? "the VPC",
        "Where the name leads from the client",
        `dig +short ${one ? hostOf(one.target) : evidence.vpcEndpointId}`,
        `${addresses.join(", ") || "Addresses of the endpoint's interfaces"}; others confirm the finding.`,
      ),
      ...(side
        ? [
            describeEndpoint(
              side,
              evidence.vpcEndpointId,
              "PrivateDns:PrivateDnsEnabled,Names:DnsEntries[].DnsName",
              "`PrivateDns: true` and the name among them.",
            ),
          ]
        : []),
    ];
  },
  fix: (evidence) => ({
    owner: "consumer",
    summary:
      "Let the VPC's resolver answer for the name: private DNS on, DNS support and hostnames on, no zone of your own in the way, custom DNS servers forwarding to the VPC's resolver.",
    console: `VPC › Endpoints › ${evidence.vpcEndpointId} › Private DNS names; VPC › DHCP option sets; Route 53 › Hosted zones of the VPC.`,
    cli: (() => {
      const side = consumerOf(evidence);
      const vpcId = side && endpointOf(side)?.vpcId;
      return side && vpcId
        ? [cli(side, `route53 list-hosted-zones-by-vpc --vpc-id ${vpcId} --vpc-region ${side.region}`)]
        : [];
    })(),
    terraform: `resource "aws_vpc_endpoint" "this" {
  # ${evidence.vpcEndpointId}
  private_dns_enabled = true
}`,
  }),
};

/**
 * A gateway endpoint to the same service: S3's interface endpoints leave the VPC's own calls to it unless told otherwise.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/privatelink-interface-endpoints.html
 */
function gatewayBeside({ serviceName }: EndpointFacts, { otherEndpoints }: ConsumerSide): string | undefined {
  return (lastOf(otherEndpoints) ?? [])
    .filter((one) => one.vpcEndpointType === "Gateway" && one.serviceName === serviceName)
    .filter(({ state }) => (state ?? "").toLowerCase() === "available")
    .map(({ vpcEndpointId }) => vpcEndpointId)
    .sort()[0];
}

const outsideOf = ({ probes, consumer }: PathEvidence): ProbeFacts[] =>
  probes.state === "fresh" && consumer.ours
    ? inVpc(liveProbes(probes), lastOf(consumer.endpoint)?.vpcId ?? null).filter(
        (one) => answersInside(one) === false,
      )
    : [];

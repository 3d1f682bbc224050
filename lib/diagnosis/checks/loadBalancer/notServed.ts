import type { PathCheck, PathEvidence } from "../../evidenceSchema.ts";
import type { EndpointFacts } from "../../factsSchema.ts";
import type { EvidenceItem } from "../../schema.ts";
import { listWords } from "../../sentence.ts";
import { fail, item, notApplicable, pass, unknown } from "../shared/answers.ts";
import {
  awsCommand,
  cli,
  consumerOf,
  describeEndpoint,
  endpointOf,
  lastOf,
  providerOf,
} from "../shared/commands.ts";
import { type CheckIdentity, onEndpoint } from "../shared/consumer.ts";
import { balancerArnsOf, leadsElsewhere } from "../shared/provider.ts";

const check: CheckIdentity = {
  ...{ id: "az-not-served", hop: "load-balancer", role: "cause", severity: "page" },
  title: "The service is not in a zone of the endpoint",
  source: "D 4, B",
};

/**
 * Zones of the endpoint that the service is not in, by AZ ID: names of zones differ from account to account. The
 * provider's own configuration tells; where that is not ours, what the consumer's account is offered.
 */
export const azNotServed: PathCheck = {
  ...check,
  evaluate: (evidence) =>
    onEndpoint(check, evidence, { applies: () => leadsElsewhere(evidence) }, ({ endpoint }) => {
      const { vpcEndpointId, azIds, serviceRegion } = endpoint.value;
      const home = evidence.provider.ours ? evidence.provider.region : serviceRegion;
      if (home !== null && home !== evidence.region)
        return [
          notApplicable(
            check,
            `The service is in ${home}: an endpoint in another region shares no zone with it, and needs none.`,
          ),
        ];
      const served = servedZones(evidence);
      if ("gap" in served)
        return [unknown(check, `Which zones the service is in is not known: ${served.gap}.`)];
      if (azIds.length === 0)
        return [unknown(check, "Which zones the endpoint is in is not told.", { evidence: [served.told] })];
      const told = [
        item(endpoint, "Zones of the endpoint", azIds.toSorted().join(", "), vpcEndpointId),
        served.told,
      ];
      const dead = azIds.filter((azId) => !served.azIds.includes(azId)).sort();
      if (dead.length === 0)
        return [pass(check, "The service is in each zone of the endpoint.", { evidence: told })];
      const all = dead.length === azIds.length;
      return [
        fail(
          check,
          `${vpcEndpointId} is in ${listWords(dead)}, where the service is not; it is in ${listWords(served.azIds)}.`,
          {
            evidence: told,
            lanes: all ? [] : dead,
            severity: all ? "page" : "ticket",
          },
        ),
        ...(all
          ? []
          : [
              pass(check, "The service is in these zones.", {
                lanes: azIds.filter((azId) => !dead.includes(azId)),
              }),
            ]),
      ];
    }),
  confirm: (evidence) => {
    const side = consumerOf(evidence);
    if (!side) return [];
    const subnets = endpointOf(side)?.subnetIds ?? [];
    return [
      awsCommand(
        side,
        "Zones of the endpoint's subnets, by id",
        `ec2 describe-subnets --subnet-ids ${subnets.join(" ")} --query 'Subnets[].{Subnet:SubnetId,Zone:AvailabilityZoneId}'`,
        "Only zones that the service is in as well.",
      ),
      awsCommand(
        side,
        "Zones of the service, as this account names them",
        `ec2 describe-vpc-endpoint-services --service-names ${evidence.serviceName} --query 'ServiceDetails[0].AvailabilityZones'`,
        "Every zone of the endpoint; `aws ec2 describe-availability-zones` gives the ids of these names.",
      ),
      ...(subnets.length > 0
        ? []
        : [describeEndpoint(side, evidence.vpcEndpointId, "Subnets:SubnetIds", "Its subnets.")]),
    ];
  },
  fix: (evidence) => {
    const side = consumerOf(evidence);
    const place = providerOf(evidence);
    const endpoint = side && endpointOf(side);
    const dead = endpoint ? deadSubnets(evidence, endpoint) : [];
    const service = place && lastOf(place.service);
    const arn = service && balancerArnsOf(service)[0];
    const id = evidence.vpcEndpointId;
    return {
      owner: place ? "provider" : "consumer",
      summary: `Add the missing zones to the service's load balancer, or take ${listWords(dead) || "the subnets there"} out of ${id}.`,
      console: `EC2 › Load balancers › Network mapping › Edit subnets; or VPC › Endpoints › ${id} › Actions › Manage subnets.`,
      cli: [
        ...(place && arn
          ? [cli(place, `elbv2 set-subnets --load-balancer-arn ${arn} --subnets SUBNETS_OF_ALL_ZONES`)]
          : []),
        ...(side
          ? [
              cli(
                side,
                `ec2 modify-vpc-endpoint --vpc-endpoint-id ${id} --remove-subnet-ids ${dead.join(" ") || "SUBNETS_OF_THESE_ZONES"}`,
              ),
            ]
          : []),
      ],
      terraform: `resource "aws_vpc_endpoint" "this" {
  # ${id}
  subnet_ids = ${JSON.stringify((endpoint?.subnetIds ?? []).filter((subnetId) => !dead.includes(subnetId)))}
}`,
    };
  },
};

/** Subnets of the endpoint in zones that the service is not in, sorted. */
function deadSubnets(evidence: PathEvidence, endpoint: EndpointFacts): string[] {
  const side = consumerOf(evidence);
  const served = servedZones(evidence);
  if (!side || "gap" in served) return [];
  return (lastOf(side.subnets) ?? [])
    .flatMap(({ subnetId, azId }) =>
      endpoint.subnetIds.includes(subnetId) && azId !== null && !served.azIds.includes(azId)
        ? [subnetId]
        : [],
    )
    .sort();
}

function servedZones({
  provider,
  consumer,
}: PathEvidence): { azIds: string[]; told: EvidenceItem } | { gap: string } {
  const said = (from: Parameters<typeof item>[0], azIds: readonly string[], id: string) => {
    const sorted = azIds.toSorted();
    return { azIds: sorted, told: item(from, "Zones of the service", sorted.join(", "), id) };
  };
  if (
    provider.ours &&
    provider.service.state === "fresh" &&
    provider.service.value &&
    provider.service.value.azIds.length > 0
  )
    return said(provider.service, provider.service.value.azIds, provider.service.value.serviceId);
  const offered = consumer.ours ? consumer.availableService : undefined;
  if (offered?.state === "fresh" && offered.value && offered.value.azIds.length > 0)
    return said(offered, offered.value.azIds, offered.value.serviceId ?? offered.value.serviceName);
  if (provider.ours)
    return { gap: provider.service.state === "fresh" ? "its zones are not told" : provider.service.reason };
  if (offered === undefined) return { gap: provider.reason };
  return {
    gap: offered.state === "fresh" ? "the consumer's account is not offered the service" : offered.reason,
  };
}

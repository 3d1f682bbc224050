import type { ConsumerSide, PathCheck, PathEvidence } from "../../evidenceSchema.ts";
import type { EndpointFacts, NetworkInterfaceFacts, SubnetFacts } from "../../factsSchema.ts";
import { listWords } from "../../sentence.ts";
import { fail, item, notApplicable, pass, unknown } from "../shared/answers.ts";
import { awsCommand, cli, consumerOf, endpointOf, lastOf } from "../shared/commands.ts";
import {
  type CheckIdentity,
  type Fresh,
  lanesFrom,
  onEndpoint,
  withInterfaces,
  withInterfacesWhenUp,
} from "../shared/consumer.ts";

const missingCheck: CheckIdentity = {
  ...{ id: "endpoint-eni-missing", hop: "endpoint", role: "cause", severity: "page" },
  title: "The endpoint lacks a network interface",
  source: "D states",
};
const exhaustedCheck: CheckIdentity = {
  ...{ id: "subnet-ip-exhausted", hop: "endpoint", role: "cause", severity: "ticket" },
  title: "A subnet of the endpoint has no free address",
  source: "G prerequisites",
};

/** An endpoint's interface takes one address of its subnet. */
export const addressesPerInterface = 1;

/** Each subnet of an endpoint that is up has one interface, in use. */
export const endpointEniMissing: PathCheck = {
  ...missingCheck,
  evaluate: (evidence) =>
    onEndpoint(
      missingCheck,
      evidence,
      { applies: withInterfacesWhenUp, needs: ["networkInterfaces", "subnets"] },
      ({ endpoint, networkInterfaces, subnets }) => {
        const { vpcEndpointId, subnetIds, creationTimestamp } = endpoint.value;
        if (subnetIds.length === 0)
          return [unknown(missingCheck, "Which subnets the endpoint is in is not told.")];
        const bare = bareSubnets(endpoint.value, networkInterfaces.value);
        const evidenceItems = [
          item(endpoint, "Subnets of the endpoint", subnetIds.toSorted().join(", "), vpcEndpointId),
          ...networkInterfaces.value
            .toSorted((a, b) => (a.networkInterfaceId < b.networkInterfaceId ? -1 : 1))
            .map(({ networkInterfaceId, subnetId, status }) =>
              item(
                networkInterfaces,
                `Interface in ${subnetId ?? "an unknown subnet"}`,
                status ?? "status not told",
                networkInterfaceId,
              ),
            ),
        ];
        if (bare.length === 0)
          return [
            pass(missingCheck, `Each of its ${subnetIds.length} subnets has an interface in use.`, {
              evidence: evidenceItems,
            }),
          ];
        if (
          (creationTimestamp && creationTimestamp > networkInterfaces.asOf) ||
          movedSince(evidence, networkInterfaces.asOf)
        )
          return [
            unknown(
              missingCheck,
              "The endpoint, or what it is in, is newer than the last look at network interfaces.",
              {
                evidence: evidenceItems,
              },
            ),
          ];
        const zones = zonesOf(bare, subnets);
        const left = subnetIds.length - bare.length;
        return [
          fail(
            missingCheck,
            `${vpcEndpointId} has no interface in use in ${listWords(bare)}${left > 0 ? `; ${left} of ${subnetIds.length} subnets have one` : ""}.`,
            {
              evidence: evidenceItems,
              lanes: lanesFrom(zones, endpoint.value),
              severity: left > 0 ? "ticket" : "page",
            },
          ),
        ];
      },
    ),
  confirm: (evidence) => {
    const side = consumerOf(evidence);
    const ids = side ? (endpointOf(side)?.networkInterfaceIds ?? []) : [];
    return side && ids.length > 0
      ? [
          awsCommand(
            side,
            "The endpoint's interfaces now",
            `ec2 describe-network-interfaces --filters Name=network-interface-id,Values=${ids.join(",")} --query 'NetworkInterfaces[].{Id:NetworkInterfaceId,Status:Status,Subnet:SubnetId,Zone:AvailabilityZone}'`,
            "One for each subnet, all `in-use`.",
          ),
        ]
      : [];
  },
  fix: (evidence) => {
    const side = consumerOf(evidence);
    const endpoint = side && endpointOf(side);
    const bare = endpoint ? bareSubnets(endpoint, lastOf(side.networkInterfaces) ?? []) : [];
    const id = evidence.vpcEndpointId;
    return {
      owner: "consumer",
      summary: `Take ${listWords(bare) || "the subnet"} out of ${id} and put it back in, so that AWS makes the interface anew.`,
      console: `VPC › Endpoints › ${id} › Actions › Manage subnets.`,
      cli: side
        ? bare.flatMap((subnetId) => [
            cli(side, `ec2 modify-vpc-endpoint --vpc-endpoint-id ${id} --remove-subnet-ids ${subnetId}`),
            cli(side, `ec2 modify-vpc-endpoint --vpc-endpoint-id ${id} --add-subnet-ids ${subnetId}`),
          ])
        : [],
      terraform: `resource "aws_vpc_endpoint" "this" {
  # ${id}
  subnet_ids = ${JSON.stringify(endpoint?.subnetIds ?? [])}
}`,
    };
  },
};

/**
 * A subnet without a free address breaks only what still needs one: where the endpoint's interface stands, the next one
 * cannot be made, which is advice.
 */
export const subnetIpExhausted: PathCheck = {
  ...exhaustedCheck,
  evaluate: (evidence) =>
    onEndpoint(
      exhaustedCheck,
      evidence,
      { applies: withInterfaces, needs: ["subnets"] },
      ({ endpoint, subnets }, side) => {
        const own = subnetsOf(endpoint.value, subnets.value);
        if (endpoint.value.ipAddressType?.toLowerCase() === "ipv6")
          return [
            notApplicable(exhaustedCheck, "Its interfaces take IPv6 addresses, of which no subnet runs out."),
          ];
        const known = own.filter(({ availableIpAddressCount }) => availableIpAddressCount !== null);
        const told = known.map(({ subnetId, availableIpAddressCount }) =>
          item(subnets, "Free addresses", String(availableIpAddressCount), subnetId),
        );
        const full = known.filter(isFull);
        if (full.length > 0) {
          const bare =
            side.networkInterfaces.state === "fresh"
              ? bareSubnets(endpoint.value, side.networkInterfaces.value)
              : [];
          const needed = full.filter(({ subnetId }) => bare.includes(subnetId));
          const named = needed.length > 0 ? needed : full;
          return [
            fail(
              exhaustedCheck,
              `${listWords(named.map(({ subnetId }) => subnetId))} has no free address${needed.length > 0 ? ", and the endpoint still needs one there" : "; the endpoint has its own, but nothing new can be made there"}.`,
              {
                evidence: told,
                lanes: lanesFrom(
                  named.map(({ azId }) => azId),
                  endpoint.value,
                ),
                role: needed.length > 0 ? "cause" : "advisory",
              },
            ),
          ];
        }
        const unseen = endpoint.value.subnetIds.length - known.length;
        if (unseen > 0 || known.length === 0)
          return [
            unknown(
              exhaustedCheck,
              `How many addresses are free is not known for ${unseen || "any"} of the endpoint's subnets.`,
              { evidence: told },
            ),
          ];
        return [pass(exhaustedCheck, "Each of its subnets has free addresses.", { evidence: told })];
      },
    ),
  confirm: (evidence) => {
    const side = consumerOf(evidence);
    const ids = side ? (endpointOf(side)?.subnetIds ?? []) : [];
    return side && ids.length > 0
      ? [
          awsCommand(
            side,
            "Free addresses of the endpoint's subnets",
            `ec2 describe-subnets --subnet-ids ${ids.join(" ")} --query 'Subnets[].{Id:SubnetId,Free:AvailableIpAddressCount}'`,
            "At least one each; 0 confirms the finding.",
          ),
        ]
      : [];
  },
  fix: (evidence) => {
    const side = consumerOf(evidence);
    const id = evidence.vpcEndpointId;
    const full = side ? subnetsOf(endpointOf(side), lastOf(side.subnets) ?? []).filter(isFull) : [];
    const [one] = full;
    return {
      owner: "consumer",
      summary: `Free addresses in ${listWords(full.map(({ subnetId }) => subnetId)) || "the subnet"} (interfaces that nobody uses), or move the endpoint to another subnet of the zone.`,
      console: `EC2 › Network interfaces, filter by subnet ${one?.subnetId ?? ""} and status available; VPC › Endpoints › ${id} › Manage subnets.`,
      cli:
        side && one
          ? [
              cli(
                side,
                `ec2 describe-network-interfaces --filters Name=subnet-id,Values=${one.subnetId} Name=status,Values=available --query 'NetworkInterfaces[].NetworkInterfaceId'`,
              ),
            ]
          : [],
      terraform: `resource "aws_vpc_endpoint" "this" {
  # ${id}: in place of ${one?.subnetId ?? "the full subnet"}, one of the same zone with free addresses
  subnet_ids = ${JSON.stringify(side ? (endpointOf(side)?.subnetIds ?? []) : [])}
}`,
    };
  },
};

/** Whether the endpoint was seen in other subnets, or with other interfaces, after the last look at interfaces. */
const movedSince = ({ changes, vpcEndpointId }: PathEvidence, asOf: Date): boolean =>
  changes.state !== "missing" &&
  changes.value.some(
    ({ resourceId, field, observedAt }) =>
      resourceId === vpcEndpointId &&
      (field === "subnetIds" || field === "networkInterfaceIds") &&
      observedAt > asOf,
  );

/** Subnets of the endpoint in which no interface of its own is in use, sorted. */
function bareSubnets(
  { subnetIds, networkInterfaceIds }: EndpointFacts,
  interfaces: readonly NetworkInterfaceFacts[],
): string[] {
  const served = new Set(
    interfaces
      .filter(
        ({ networkInterfaceId, status }) =>
          networkInterfaceIds.includes(networkInterfaceId) && (status === null || status === "in-use"),
      )
      .map(({ subnetId }) => subnetId),
  );
  return subnetIds.filter((subnetId) => !served.has(subnetId)).sort();
}

const subnetsOf = (endpoint: EndpointFacts | undefined, subnets: readonly SubnetFacts[]) =>
  subnets
    .filter(({ subnetId }) => endpoint?.subnetIds.includes(subnetId))
    .toSorted((a, b) => (a.subnetId < b.subnetId ? -1 : 1));

/** AWS counts free IPv4 addresses: 0 in a subnet that has IPv6 alone says nothing. */
const isFull = ({ availableIpAddressCount, cidrBlock, ipv6CidrBlocks }: SubnetFacts) =>
  availableIpAddressCount !== null &&
  availableIpAddressCount < addressesPerInterface &&
  (cidrBlock !== null || ipv6CidrBlocks.length === 0);

const zonesOf = (subnetIds: readonly string[], subnets: Fresh<ConsumerSide["subnets"]>) =>
  subnetIds.map((id) => subnets.value.find(({ subnetId }) => subnetId === id)?.azId ?? null);

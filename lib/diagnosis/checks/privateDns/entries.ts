import type { PathCheck, PathEvidence } from "../../evidenceSchema.ts";
import type { OtherEndpointFacts } from "../../factsSchema.ts";
import { listWords } from "../../sentence.ts";
import { fail, item, notApplicable, pass, unknown } from "../shared/answers.ts";
import { awsCommand, cli, consumerOf, describeEndpoint, endpointOf, lastOf } from "../shared/commands.ts";
import { type CheckIdentity, onEndpoint, stateOf, withNames, withNamesWhenUp } from "../shared/consumer.ts";
import { offeredNames, privateNames, sameName } from "./names.ts";

const conflictCheck: CheckIdentity = {
  ...{ id: "dns-name-conflict", hop: "private-dns", role: "cause", severity: "page" },
  title: "Another endpoint claims the same name",
  source: "D no conflicting record",
};
const missingCheck: CheckIdentity = {
  ...{ id: "dns-entries-missing", hop: "private-dns", role: "cause", severity: "page" },
  title: "The endpoint has no name",
  source: "D 15",
};

/** Two endpoints of one VPC with the same private name. Private zones of the company's own are not read by any collector. */
export const dnsNameConflict: PathCheck = {
  ...conflictCheck,
  evaluate: (evidence) =>
    onEndpoint(
      conflictCheck,
      evidence,
      { applies: withNamesWhenUp, needs: ["otherEndpoints"] },
      ({ endpoint, otherEndpoints }) => {
        if (endpoint.value.privateDnsEnabled === null)
          return [unknown(conflictCheck, "Whether the endpoint has private DNS on is not told.")];
        if (!endpoint.value.privateDnsEnabled)
          return [notApplicable(conflictCheck, "The endpoint claims no private name: private DNS is off.")];
        const names = claimedNames(evidence);
        if (names.length === 0)
          return [unknown(conflictCheck, "Which private names the endpoint claims is not told.")];
        const told = item(endpoint, "Claimed names", names.join(", "), endpoint.value.vpcEndpointId);
        const rivals = rivalsOf(names, endpoint.value.serviceName, otherEndpoints.value);
        if (rivals.length === 0)
          return [
            pass(
              conflictCheck,
              "No other endpoint of the VPC claims the name; private zones are not looked into.",
              {
                evidence: [told],
              },
            ),
          ];
        const ids = listWords(rivals.map(({ other }) => other.vpcEndpointId));
        const shared = listWords([...new Set(rivals.map(({ name }) => name))]);
        return [
          fail(
            conflictCheck,
            `${ids} claims ${shared} in the same VPC: calls go to one of them, whichever.`,
            {
              evidence: [
                told,
                ...rivals.map(({ other, name }) =>
                  item(
                    otherEndpoints,
                    "Claimed by",
                    `${name} by ${other.vpcEndpointId}`,
                    other.vpcEndpointId,
                  ),
                ),
              ],
            },
          ),
        ];
      },
    ),
  confirm: (evidence) => {
    const side = consumerOf(evidence);
    const vpcId = side && endpointOf(side)?.vpcId;
    if (!side || !vpcId) return [];
    return [
      awsCommand(
        side,
        "Names of all endpoints of the VPC",
        `ec2 describe-vpc-endpoints --filters Name=vpc-id,Values=${vpcId} --query 'VpcEndpoints[?PrivateDnsEnabled].{Id:VpcEndpointId,Names:DnsEntries[].DnsName}'`,
        "Each name once; a name twice confirms the finding.",
      ),
      awsCommand(
        side,
        "Private zones of the VPC",
        `route53 list-hosted-zones-by-vpc --vpc-id ${vpcId} --vpc-region ${side.region}`,
        "No zone of the same name that is not AWS's own.",
      ),
    ];
  },
  fix: (evidence) => {
    const side = consumerOf(evidence);
    const others = side ? (lastOf(side.otherEndpoints) ?? []) : [];
    const own = (side && endpointOf(side)?.serviceName) ?? null;
    const rival =
      rivalsOf(claimedNames(evidence), own, others)[0]?.other.vpcEndpointId ?? evidence.vpcEndpointId;
    return {
      owner: "consumer",
      summary: `Keep the name on one endpoint: switch private DNS off for ${rival}, or delete it where it is a duplicate.`,
      console: `VPC › Endpoints › ${rival} › Actions › Modify private DNS name: disable.`,
      cli: side
        ? [cli(side, `ec2 modify-vpc-endpoint --vpc-endpoint-id ${rival} --no-private-dns-enabled`)]
        : [],
      terraform: `resource "aws_vpc_endpoint" "duplicate" {
  # ${rival}
  private_dns_enabled = false
}`,
    };
  },
};

/** Names in the endpoint's DNS entries; where AWS lists none of them there, those that the service offers. */
function claimedNames(evidence: PathEvidence): readonly string[] {
  const { consumer } = evidence;
  const own = consumer.ours ? privateNames(lastOf(consumer.endpoint)?.dnsEntries ?? []) : [];
  if (own.length > 0) return own;
  const offered = offeredNames(evidence);
  return "gap" in offered ? [] : offered.names.toSorted();
}

/** One to the same service that has private DNS on claims its names, also where AWS lists none of them. */
function rivalsOf(
  names: readonly string[],
  serviceName: string | null,
  others: readonly OtherEndpointFacts[],
) {
  return others
    .filter(
      ({ privateDnsEnabled, state }) =>
        privateDnsEnabled === true && (state ?? "").toLowerCase() === "available",
    )
    .flatMap((other) => {
      const listed = privateNames(other.dnsEntries);
      const claimed = listed.length === 0 && other.serviceName === serviceName ? names : listed;
      const name = claimed.find((one) => names.some((own) => sameName(own, one)));
      return name === undefined ? [] : [{ other, name }];
    })
    .toSorted((a, b) => (a.other.vpcEndpointId < b.other.vpcEndpointId ? -1 : 1));
}

/** An interface endpoint that is up has at least the name that AWS gives it. */
export const dnsEntriesMissing: PathCheck = {
  ...missingCheck,
  evaluate: (evidence) =>
    onEndpoint(missingCheck, evidence, { applies: withNames }, ({ endpoint }) => {
      const { vpcEndpointId, dnsEntries } = endpoint.value;
      const told = {
        evidence: [
          item(
            endpoint,
            "DNS entries",
            dnsEntries
              .map(({ dnsName }) => dnsName)
              .sort()
              .join(", ") || "none",
            vpcEndpointId,
          ),
        ],
      };
      if (dnsEntries.length > 0) return [pass(missingCheck, "The endpoint has its names.", told)];
      if (stateOf(endpoint.value) === "")
        return [unknown(missingCheck, "Whether the endpoint is up is not told.", told)];
      if (stateOf(endpoint.value) !== "available")
        return [notApplicable(missingCheck, `The endpoint is not up: its state is ${endpoint.value.state}.`)];
      return [
        fail(
          missingCheck,
          `${vpcEndpointId} is available and has no DNS entry: nobody can find it by name.`,
          told,
        ),
      ];
    }),
  confirm: (evidence) => {
    const side = consumerOf(evidence);
    return side
      ? [
          describeEndpoint(
            side,
            evidence.vpcEndpointId,
            "State:State,Names:DnsEntries[].DnsName",
            "At least one name; none confirms the finding.",
          ),
        ]
      : [];
  },
  fix: (evidence) => {
    const side = consumerOf(evidence);
    const vpcId = (side && endpointOf(side)?.vpcId) ?? "";
    return {
      owner: "consumer",
      summary: `Switch DNS support and hostnames on for ${vpcId}; where they are on, create the endpoint anew and tell AWS support.`,
      console: `VPC › Your VPCs › ${vpcId} › Actions › Edit VPC settings › DNS settings.`,
      cli: side
        ? [cli(side, `ec2 modify-vpc-attribute --vpc-id ${vpcId} --enable-dns-support Value=true`)]
        : [],
      terraform: `resource "aws_vpc" "this" {
  # ${vpcId}
  enable_dns_support   = true
  enable_dns_hostnames = true
}`,
    };
  },
};

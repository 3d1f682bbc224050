import type { ConsumerSide, PathCheck, PathEvidence } from "../../evidenceSchema.ts";
import type { Command, Fix } from "../../schema.ts";
import { fail, item, notApplicable, pass, unknown } from "../shared/answers.ts";
import { awsCommand, cli, consumerOf, endpointOf, lastOf } from "../shared/commands.ts";
import { type CheckIdentity, onEndpoint, withNames } from "../shared/consumer.ts";
import { provenNames } from "./names.ts";

const supportCheck: CheckIdentity = {
  ...{ id: "vpc-dns-support-off", hop: "private-dns", role: "cause", severity: "page" },
  title: "The VPC has DNS support switched off",
  source: "D 15, B",
};
const hostnamesCheck: CheckIdentity = {
  ...{ id: "vpc-dns-hostnames-off", hop: "private-dns", role: "cause", severity: "page" },
  title: "The VPC has DNS hostnames switched off",
  source: "D 3, B",
};

/** Without enableDnsSupport the VPC has no resolver: no name of an endpoint resolves there. */
export const vpcDnsSupportOff: PathCheck = {
  ...supportCheck,
  evaluate: (evidence) =>
    onEndpoint(supportCheck, evidence, { applies: withNames, needs: ["vpc"] }, ({ vpc }) => {
      const { vpcId, enableDnsSupport } = vpc.value;
      const told = {
        evidence: [item(vpc, "enableDnsSupport", String(enableDnsSupport ?? "not told"), vpcId)],
      };
      if (enableDnsSupport === null)
        return [unknown(supportCheck, `Whether ${vpcId} has DNS support could not be read.`, told)];
      return enableDnsSupport
        ? [pass(supportCheck, `${vpcId} has DNS support.`, told)]
        : [
            fail(
              supportCheck,
              `${vpcId} has DNS support off: its resolver answers nobody, so no name of the endpoint resolves${aside(evidence) ? " but by servers of your own" : ""}.`,
              { ...told, ...aside(evidence) },
            ),
          ];
    }),
  confirm: (evidence) => attribute(consumerOf(evidence), "enableDnsSupport"),
  fix: (evidence) => switchOn(consumerOf(evidence), "enableDnsSupport"),
};

/** Private names need enableDnsHostnames too; the endpoint's own names do without. */
export const vpcDnsHostnamesOff: PathCheck = {
  ...hostnamesCheck,
  evaluate: (evidence) =>
    onEndpoint(hostnamesCheck, evidence, { applies: withNames, needs: ["vpc"] }, ({ endpoint, vpc }) => {
      const { vpcId, enableDnsHostnames } = vpc.value;
      const { privateDnsEnabled } = endpoint.value;
      const told = {
        evidence: [
          item(vpc, "enableDnsHostnames", String(enableDnsHostnames ?? "not told"), vpcId),
          item(
            endpoint,
            "Private DNS of the endpoint",
            String(privateDnsEnabled ?? "not told"),
            endpoint.value.vpcEndpointId,
          ),
        ],
      };
      if (privateDnsEnabled === false)
        return [notApplicable(hostnamesCheck, "Private DNS is not wanted here: the endpoint has it off.")];
      if (enableDnsHostnames === null)
        return [unknown(hostnamesCheck, `Whether ${vpcId} has DNS hostnames could not be read.`, told)];
      if (enableDnsHostnames) return [pass(hostnamesCheck, `${vpcId} has DNS hostnames.`, told)];
      if (privateDnsEnabled === null)
        return [unknown(hostnamesCheck, "Whether the endpoint has private DNS on is not told.", told)];
      return [
        fail(
          hostnamesCheck,
          `${vpcId} has DNS hostnames off: the endpoint's private name does not lead to it${aside(evidence) ? " but by servers or zones of your own" : ""}.`,
          { ...told, ...aside(evidence) },
        ),
      ];
    }),
  confirm: (evidence) => attribute(consumerOf(evidence), "enableDnsHostnames"),
  fix: (evidence) => switchOn(consumerOf(evidence), "enableDnsHostnames"),
};

/** Clients whose own DNS leads them to the endpoint all the same make it advice, for the day when that changes. */
const aside = (evidence: PathEvidence): { role: "advisory"; severity: "ticket" } | undefined =>
  provenNames(evidence) === "probes" ? { role: "advisory", severity: "ticket" } : undefined;

type Attribute = "enableDnsSupport" | "enableDnsHostnames";
const vpcIdOf = (side: ConsumerSide) => lastOf(side.vpc)?.vpcId ?? endpointOf(side)?.vpcId ?? "";

const attribute = (side: ConsumerSide | undefined, name: Attribute): Command[] =>
  side
    ? [
        awsCommand(
          side,
          `The VPC's ${name}`,
          `ec2 describe-vpc-attribute --vpc-id ${vpcIdOf(side)} --attribute ${name}`,
          "`Value: true`; false confirms the finding.",
        ),
      ]
    : [];

function switchOn(side: ConsumerSide | undefined, name: Attribute): Fix {
  const vpcId = side ? vpcIdOf(side) : "";
  const option = name === "enableDnsSupport" ? "enable-dns-support" : "enable-dns-hostnames";
  return {
    owner: "consumer",
    summary: `Switch ${name} on for ${vpcId}.`,
    console: `VPC › Your VPCs › ${vpcId} › Actions › Edit VPC settings › DNS settings: switch it on.`,
    cli: side ? [cli(side, `ec2 modify-vpc-attribute --vpc-id ${vpcId} --${option} Value=true`)] : [],
    terraform: `resource "aws_vpc" "this" {
  # ${vpcId}
  enable_dns_support   = true
${name === "enableDnsHostnames" ? "  enable_dns_hostnames = true\n" : ""}}`,
  };
}

import type { PathCheck, PathEvidence } from "../../evidenceSchema.ts";
import type { ProbeFacts } from "../../factsSchema.ts";
import { listWords } from "../../sentence.ts";
import { fail, item, notApplicable, pass, unknown } from "../shared/answers.ts";
import { awsCommand, cli, clientCommand, consumerOf, endpointOf, lastOf } from "../shared/commands.ts";
import { type CheckIdentity, lanesFrom, onEndpoint, withNamesWhenUp } from "../shared/consumer.ts";
import { answersInside, hostOf, inVpc, liveProbes, noProbes, placeOf } from "../shared/probeTally.ts";

const check: CheckIdentity = {
  ...{ id: "resolver-stale", hop: "client", role: "cause", severity: "ticket" },
  title: "A client's resolver holds an old answer",
  source: "D 18, G F1",
};

/**
 * A resolver is stale where others of the same VPC get the right answer for the same name: the zone is right then. Where
 * all of them are wrong, the zone is (`dns-public-answer`).
 */
export const resolverStale: PathCheck = {
  ...check,
  evaluate: (evidence) =>
    onEndpoint(check, evidence, { applies: withNamesWhenUp }, ({ endpoint }) => {
      if (endpoint.value.privateDnsEnabled === false)
        return [
          notApplicable(check, "Private DNS is off: there is no zone that a resolver could be behind."),
        ];
      const { probes } = evidence;
      const gap = noProbes(probes);
      if (gap || probes.state !== "fresh") return [unknown(check, gap ?? "")];
      const answered = answeredOf(evidence);
      if (answered.length === 0)
        return [unknown(check, "No probe in the endpoint's VPC tells which address it was answered.")];
      const behind = staleOf(answered);
      const told = (one: ProbeFacts) =>
        item(
          probes,
          `Answer for ${hostOf(one.target)} to ${placeOf(one)}`,
          `${one.last?.dnsAddresses.join(", ") || "addresses not told"}: ${answersInside(one) ? "inside" : "outside"} the endpoint${one.last?.dnsTtlSeconds == null ? "" : `, TTL ${one.last.dnsTtlSeconds} s`}`,
          one.seriesId,
        );
      const alone = answered.filter((one) => !answersInside(one));
      if (behind.length === 0 && alone.length > 0)
        return [
          unknown(
            check,
            `Nobody in the VPC is answered rightly for ${listWords([...new Set(alone.map(({ target }) => hostOf(target)))])}: a stale resolver cannot be told from a wrong zone.`,
            { evidence: answered.map(told) },
          ),
        ];
      if (behind.length === 0)
        return [
          pass(check, "Resolvers that are asked for the same name agree.", { evidence: answered.map(told) }),
        ];
      const names = listWords([...new Set(behind.map(({ target }) => hostOf(target)))]);
      return [
        fail(
          check,
          `${listWords(behind.map(placeOf))} still resolves ${names} to an address outside the endpoint, while others in the VPC get the right one.`,
          {
            evidence: answered.map(told),
            lanes: lanesFrom(
              behind.map(({ locationAzId }) => locationAzId),
              endpoint.value,
            ),
          },
        ),
      ];
    }),
  confirm: (evidence) => {
    const side = consumerOf(evidence);
    const [one] = staleOf(answeredOf(evidence));
    const vpcId = side && endpointOf(side)?.vpcId;
    return [
      clientCommand(
        one?.locationSubnetId ?? "the VPC",
        "What the client's own resolver answers, and the VPC's",
        `dig +noall +answer ${one ? hostOf(one.target) : "NAME"}; dig +noall +answer ${one ? hostOf(one.target) : "NAME"} @169.254.169.253`,
        "The same private addresses twice; other ones in the first answer confirm the finding.",
      ),
      ...(side && vpcId
        ? [
            awsCommand(
              side,
              "Which resolvers the VPC hands out",
              `ec2 describe-dhcp-options --dhcp-options-ids $(${cli(side, `ec2 describe-vpcs --vpc-ids ${vpcId} --query 'Vpcs[0].DhcpOptionsId' --output text`)}) --query 'DhcpOptions[0].DhcpConfigurations'`,
              "`AmazonProvidedDNS`, or servers that forward to it.",
            ),
          ]
        : []),
    ];
  },
  fix: (evidence) => {
    const [one] = staleOf(answeredOf(evidence));
    return {
      owner: "consumer",
      summary: `Flush the resolver's cache at ${one ? placeOf(one) : "the client"}, and restart processes that keep addresses for ever (JVM: networkaddress.cache.ttl).`,
      console: "VPC › DHCP option sets: see which resolvers the VPC hands out; flush those.",
      cli: ["resolvectl flush-caches"],
      terraform: "",
    };
  },
};

const answeredOf = ({ probes, consumer }: PathEvidence): ProbeFacts[] => {
  if (probes.state !== "fresh" || !consumer.ours) return [];
  const vpcId = lastOf(consumer.endpoint)?.vpcId ?? null;
  return inVpc(liveProbes(probes), vpcId).filter((one) => answersInside(one) !== null);
};

/** Series that are answered wrongly a name which others in the VPC are answered rightly. */
export function staleOf(answered: readonly ProbeFacts[]): ProbeFacts[] {
  const right = new Set(answered.filter(answersInside).map(({ target }) => hostOf(target)));
  return answered.filter((one) => answersInside(one) === false && right.has(hostOf(one.target)));
}

import type { RejectGroup, RejectSummary } from "../../../rejects/schema.ts";
import { overlaps, rangeOf } from "../../addresses.ts";
import type { ConsumerSide, PathCheck } from "../../evidenceSchema.ts";
import type { CheckAnswer } from "../../schema.ts";
import { listWords } from "../../sentence.ts";
import { fail, item, pass, unknown } from "../shared/answers.ts";
import { awsCommand, cli, consumerOf, endpointOf, lastOf } from "../shared/commands.ts";
import { type CheckIdentity, lanesFrom, onEndpoint, withInterfaces } from "../shared/consumer.ts";
import { type ServicePort, servicePorts } from "../shared/servicePorts.ts";
import { carriedTraffic, carriesTraffic } from "../shared/traffic.ts";

const check: CheckIdentity = {
  ...{ id: "flow-log-rejects", hop: "endpoint", role: "cause", severity: "page" },
  title: "Clients are refused at the endpoint's interfaces",
  source: "D 2, G F7",
};

const protocolNumbers = { tcp: 6, udp: 17 };
const mostShown = 8;

/**
 * Refused flows to a service port, by the zone of the interface. Where others get through at the same time, or only
 * other ports are refused, it is about some clients and contributes; otherwise the way in is shut.
 */
export const flowLogRejects: PathCheck = {
  ...check,
  evaluate: (evidence) =>
    onEndpoint(check, evidence, { applies: withInterfaces }, ({ endpoint }, side) => {
      const { summary } = side.rejects;
      const ports = servicePorts(evidence);
      const wanted = ports.known ? ports.ports : null;
      const { interfaces, whole } = summary;
      if (interfaces.length === 0) return [judge([], whole, wanted, side)];
      const byOutcome = Map.groupBy(interfaces, (one) => outcomeOf(one.summary, wanted));
      return [...byOutcome.entries()]
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([outcome, own]) => {
          const zones =
            own.length === interfaces.length
              ? []
              : lanesFrom(
                  own.map(({ azId }) => azId),
                  endpoint.value,
                );
          const told =
            outcome === "seen" || outcome === "other-ports"
              ? merged(own.map((one) => one.summary))
              : own[0]?.summary;
          return judge(zones, told ?? whole, wanted, side);
        });
    }),
  confirm: (evidence) => {
    const side = consumerOf(evidence);
    if (!side) return [];
    const enis = (endpointOf(side)?.networkInterfaceIds ?? []).toSorted();
    const group = (lastOf(side.flowLogs) ?? []).flatMap(({ logGroupName }) => logGroupName ?? []).sort()[0];
    const filter = enis.map((id) => `interfaceId = "${id}"`).join(" or ");
    return [
      ...(group && enis.length > 0
        ? [
            awsCommand(
              side,
              "Refused flows of the last hour, by source and port",
              `logs start-query --log-group-name ${group} --start-time $(($(date +%s) - 3600)) --end-time $(date +%s) --query-string 'filter (${filter}) and action = "REJECT" | stats count() as flows by srcAddr, dstPort | sort flows desc'`,
              "A query id for `aws logs get-query-results`; rows for the service port confirm the finding.",
            ),
          ]
        : []),
      awsCommand(
        side,
        "Network ACLs of the endpoint's subnets",
        `ec2 describe-network-acls --filters Name=association.subnet-id,Values=${(endpointOf(side)?.subnetIds ?? []).join(",")} --query 'NetworkAcls[].Entries'`,
        "Rules that let the service port in and ephemeral ports out.",
      ),
    ];
  },
  fix: (evidence) => {
    const side = consumerOf(evidence);
    const groupId = (side && endpointOf(side)?.securityGroupIds.toSorted()[0]) ?? "";
    const group = side && groupsOf(side.rejects.summary.whole).toSorted(byFlows)[0];
    const cidr = group ? `${group.srcAddress}/${group.srcAddress.includes(":") ? 128 : 32}` : "";
    const protocol = group?.protocol === 17 ? "udp" : "tcp";
    return {
      owner: "consumer",
      summary: `Let ${protocol} ${group?.dstPort ?? "the service port"} in from ${group?.srcAddress ?? "the clients"}, in the endpoint's security group and in the network ACLs on the way, if they are meant to call it.`,
      console: `VPC › Security groups › ${groupId} › Inbound rules; VPC › Network ACLs of the endpoint's subnets.`,
      cli:
        side && group && groupId
          ? [
              cli(
                side,
                `ec2 authorize-security-group-ingress --group-id ${groupId} --protocol ${protocol} --port ${group.dstPort} --cidr ${cidr}`,
              ),
            ]
          : [],
      terraform: group
        ? `resource "aws_vpc_security_group_ingress_rule" "refused_client" {
  security_group_id = "${groupId}"
  ${cidr.includes(":") ? "cidr_ipv6" : "cidr_ipv4"}         = "${cidr}"
  ip_protocol       = "${protocol}"
  from_port         = ${group.dstPort}
  to_port           = ${group.dstPort}
}`
        : "",
    };
  },
};

type Outcome = "seen" | "other-ports" | "none-seen" | "unknown";

const groupsOf = (summary: RejectSummary): RejectGroup[] => (summary.state === "seen" ? summary.groups : []);
const toService = (group: RejectGroup, ports: ServicePort[] | null) =>
  ports === null ||
  ports.some(({ port, protocol }) => port === group.dstPort && protocolNumbers[protocol] === group.protocol);

function outcomeOf(summary: RejectSummary, ports: ServicePort[] | null): Outcome {
  if (summary.state !== "seen") return summary.state;
  if (summary.groups.some((group) => toService(group, ports))) return "seen";
  return summary.complete ? "other-ports" : "unknown";
}

/** What several interfaces have seen, as one. */
function merged(summaries: readonly RejectSummary[]): RejectSummary {
  const ends = summaries.flatMap((one) =>
    one.state === "unknown" || !one.askedTo ? [] : one.askedTo.getTime(),
  );
  return {
    state: "seen",
    groups: summaries.flatMap(groupsOf),
    askedTo: ends.length > 0 ? new Date(Math.min(...ends)) : null,
    complete: summaries.every((one) => one.state === "none-seen" || (one.state === "seen" && one.complete)),
    reason: summaries.flatMap((one) => ("reason" in one && one.reason ? [one.reason] : [])).sort()[0] ?? "",
  };
}

function judge(
  lanes: string[],
  summary: RejectSummary,
  ports: ServicePort[] | null,
  side: ConsumerSide,
): CheckAnswer {
  const asOf = summary.state === "unknown" ? null : summary.askedTo;
  const from = { asOf, source: "rejects" };
  const said = { lanes };
  if (summary.state === "unknown")
    return unknown(check, `Refused flows are not known: ${summary.reason}.`, said);
  if (summary.state === "none-seen")
    return pass(check, "Nobody was refused at the endpoint's interfaces.", {
      ...said,
      evidence: [item(from, "Refused flows", `none up to ${asOf?.toISOString()}`)],
    });
  const shown = summary.groups.filter((group) => toService(group, ports)).toSorted(byFlows);
  const others = summary.groups.filter((group) => !toService(group, ports)).toSorted(byFlows);
  const evidence = [...shown, ...others]
    .slice(0, mostShown)
    .map((group) =>
      item(
        from,
        "Refused",
        `${group.flows} flows from ${group.srcAddress} to port ${group.dstPort}, last ${group.lastAt.toISOString()}`,
        group.networkInterfaceIds.toSorted().join(", "),
      ),
    );
  if (shown.length === 0)
    return summary.complete
      ? pass(check, "Only flows to other ports than the service's were refused.", { ...said, evidence })
      : unknown(check, `Refused flows are known in part: ${summary.reason}.`, { ...said, evidence });
  const flows = shown.reduce((sum, group) => sum + group.flows, 0);
  const sources = [...new Set(shown.map(({ srcAddress }) => srcAddress))].sort();
  const names = `${listWords(sources.slice(0, 3))}${sources.length > 3 ? ` and ${sources.length - 3} more` : ""}`;
  const since = new Date(Math.min(...shown.map(({ firstAt }) => firstAt.getTime())));
  const known = sources.some((address) => isClient(address, side));
  if (ports === null || (carriesTraffic(side.metrics) && !known))
    return fail(
      check,
      `${flows} flows from ${names} were refused at the endpoint${ports === null ? "; whether to the service's port is not known" : ", while others get through"}.`,
      {
        ...{ ...said, evidence, since, role: "contributing", severity: "ticket" },
      },
    );
  // Of an endpoint that nobody uses, whoever was refused may be a scanner: no reason to wake somebody.
  const severity = known || carriedTraffic(side.metrics) !== false ? "page" : "ticket";
  return fail(
    check,
    `${flows} flows from ${names} to the service port were refused at the endpoint's interface.`,
    { ...said, evidence, since, severity },
  );
}

const byFlows = (a: RejectGroup, b: RejectGroup) =>
  b.flows - a.flows ||
  (a.srcAddress < b.srcAddress ? -1 : a.srcAddress > b.srcAddress ? 1 : a.dstPort - b.dstPort);

/** Whether an address lies where clients are known to be. */
function isClient(address: string, { clientSubnets }: ConsumerSide): boolean {
  const own = rangeOf(address);
  if (!own || clientSubnets.state !== "fresh") return false;
  return clientSubnets.value
    .flatMap(({ cidrBlock, ipv6CidrBlocks }) => [...(cidrBlock ? [cidrBlock] : []), ...ipv6CidrBlocks])
    .some((block) => {
      const range = rangeOf(block);
      return range !== undefined && overlaps(range, own);
    });
}

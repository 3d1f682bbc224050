import type { PathCheck, ProviderSide } from "../../evidenceSchema.ts";
import type { TargetGroupFacts } from "../../factsSchema.ts";
import { listWords } from "../../sentence.ts";
import { fail, item, notApplicable, pass, unknown } from "../shared/answers.ts";
import { awsCommand, cli, lastOf, providerOf } from "../shared/commands.ts";
import type { CheckIdentity } from "../shared/consumer.ts";
import { onService } from "../shared/provider.ts";

const check: CheckIdentity = {
  ...{ id: "source-ip-not-preserved", hop: "targets", role: "advisory", severity: "ticket" },
  title: "The targets do not see the clients' addresses, and need them",
  source: "D 9",
};

/** Tags that say that an application needs client addresses: `client-ip: required`, `proxy-protocol: v2`, the annotation of Kubernetes. */
const needsKeys = /(^|[^a-z])((client|source)[-_. ]?(ip|address|addresses)|proxy[-_. ]?protocol)([^a-z]|$)/i;
const needsValues = /^(true|yes|y|1|on|enabled?|required?|needed|needs|preserved?|v1|v2|\*)$/i;

/**
 * Through PrivateLink targets see the load balancer's address; clients' come by proxy protocol v2 alone, whatever client
 * IP preservation says. Only where a tag says that the application needs them.
 */
export const sourceIpNotPreserved: PathCheck = {
  ...check,
  evaluate: (evidence) =>
    onService(
      check,
      evidence,
      { needs: ["loadBalancers", "targetGroups"] },
      ({ service, targetGroups }, side) => {
        const groups = sorted(targetGroups.value).filter(({ protocol }) => protocol !== "GENEVE");
        const wanting = wantingGroups(side, groups);
        if (wanting.length === 0)
          return [notApplicable(check, "No tag says that the targets need client addresses.")];
        const told = wanting.flatMap(({ group, tag }) => [
          item(service, "Tag that asks for client addresses", tag, service.value.serviceId),
          item(
            targetGroups,
            `Proxy protocol v2 of ${group.targetGroupName}`,
            proxyOf(group) ?? "not told",
            group.targetGroupArn,
          ),
        ]);
        const off = wanting.filter(({ group }) => proxyOf(group) === "false");
        if (off.length > 0)
          return [
            fail(
              check,
              `A tag says that the targets need client addresses (${off[0]?.tag}), and ${listWords(off.map(({ group }) => group.targetGroupName))} does not pass them on.`,
              { evidence: told },
            ),
          ];
        if (wanting.some(({ group }) => proxyOf(group) === null))
          return [unknown(check, "Whether client addresses are passed on is not told.", { evidence: told })];
        return [pass(check, "Client addresses are passed on by proxy protocol.", { evidence: told })];
      },
    ),
  confirm: (evidence) => {
    const place = providerOf(evidence);
    return place
      ? offOf(place).map(({ targetGroupArn, targetGroupName }) =>
          awsCommand(
            place,
            `Proxy protocol of ${targetGroupName}`,
            `elbv2 describe-target-group-attributes --target-group-arn ${targetGroupArn} --query "Attributes[?Key=='proxy_protocol_v2.enabled']"`,
            "`true`; `false` confirms the finding.",
          ),
        )
      : [];
  },
  fix: (evidence) => {
    const place = providerOf(evidence);
    const off = place ? offOf(place) : [];
    return {
      owner: "provider",
      summary: `Have the targets read proxy protocol v2, then turn it on for ${listWords(off.map(({ targetGroupName }) => targetGroupName))}: turned on before they do, it breaks every call.`,
      console: `EC2 › Target groups › ${off[0]?.targetGroupName ?? ""} › Attributes › Edit › Proxy protocol v2.`,
      cli: place
        ? off.map(({ targetGroupArn }) =>
            cli(
              place,
              `elbv2 modify-target-group-attributes --target-group-arn ${targetGroupArn} --attributes Key=proxy_protocol_v2.enabled,Value=true`,
            ),
          )
        : [],
      terraform: off
        .map(
          ({ targetGroupName }) => `resource "aws_lb_target_group" "${targetGroupName}" {
  proxy_protocol_v2 = true
}`,
        )
        .join("\n"),
    };
  },
};

const sorted = (groups: readonly TargetGroupFacts[]) =>
  groups.toSorted((a, b) => (a.targetGroupArn < b.targetGroupArn ? -1 : 1));

/** AWS names the attribute for every group that can have it; without attributes nothing is known. */
const proxyOf = ({ attributes }: TargetGroupFacts): string | null =>
  attributes["proxy_protocol_v2.enabled"] ?? null;

/** Groups whose own tags, or those of the service or its load balancers, ask for client addresses. */
function wantingGroups(side: ProviderSide, groups: readonly TargetGroupFacts[]) {
  const shared = [
    lastOf(side.service)?.tags ?? {},
    ...(lastOf(side.loadBalancers) ?? []).map(({ tags }) => tags),
  ];
  const common = shared.flatMap(asking).sort()[0];
  return groups.flatMap((group) => {
    const tag = asking(group.tags).sort()[0] ?? common;
    return tag === undefined ? [] : [{ group, tag }];
  });
}

const asking = (tags: Record<string, string>): string[] =>
  Object.entries(tags).flatMap(([key, value]) =>
    needsKeys.test(key) && needsValues.test(value.trim()) ? [`${key}: ${value}`] : [],
  );

const offOf = (place: ProviderSide) =>
  wantingGroups(place, sorted(lastOf(place.targetGroups) ?? [])).flatMap(({ group }) =>
    proxyOf(group) === "false" ? [group] : [],
  );

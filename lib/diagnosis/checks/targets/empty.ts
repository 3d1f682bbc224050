import type { PathCheck, PathEvidence } from "../../evidenceSchema.ts";
import type { TargetGroupFacts } from "../../factsSchema.ts";
import { listWords } from "../../sentence.ts";
import { fail, item, pass, unknown } from "../shared/answers.ts";
import { awsCommand, cli, lastOf, providerOf } from "../shared/commands.ts";
import type { CheckIdentity } from "../shared/consumer.ts";
import { behindService } from "../shared/lanes.ts";
import { poolNeeds } from "../shared/pools.ts";
import { onService } from "../shared/provider.ts";
import { failingIn } from "../shared/zones.ts";

const check: CheckIdentity = {
  ...{ id: "targets-empty", hop: "targets", role: "cause", severity: "page" },
  title: "A target group has no registered targets",
  source: "D 5",
};

/**
 * A target group that a listener forwards to and that has no target. Where nobody is seen to call its port it keeps no
 * call away; where the listener has other groups with targets, it is worth knowing.
 */
export const targetsEmpty: PathCheck = {
  ...check,
  evaluate: (evidence) =>
    onService(check, evidence, { needs: poolNeeds }, (given, side) => {
      const behind = behindService(evidence, side, given);
      if (behind.ports.length === 0)
        return [unknown(check, "No target group behind the service has been seen.")];
      const pools = behind.ports.flatMap((one) => one.pools);
      const groups = new Map(pools.map((pool) => [pool.group.targetGroupArn, pool]));
      const told = [...groups.values()].map(({ group, all }) =>
        item(
          given.targetHealth,
          `Registered targets of ${group.targetGroupName}`,
          String(all.length),
          group.targetGroupArn,
        ),
      );
      const empty = [...groups.values()].flatMap(({ group, all }) => (all.length === 0 ? [group] : []));
      if (empty.length === 0)
        return [pass(check, "Each target group has registered targets.", { evidence: told })];
      const names = listWords(empty.map(({ targetGroupName }) => targetGroupName).sort());
      const dead = behind.ports.filter(({ outcome, wanted }) => outcome === "empty" && wanted);
      // The other colour of a blue and green pair is empty on purpose.
      const bare = behind.ports.some(({ outcome }) => outcome === "empty");
      if (dead.length === 0)
        return [
          fail(check, `${names} has no registered target; calls are served by others.`, {
            ...{ evidence: told, role: "advisory", severity: bare ? "ticket" : "info" },
          }),
        ];
      const zones = [...new Set(dead.map(({ azId }) => azId))];
      const said = failingIn(zones, behind.used);
      const whole = behind.ports.every(({ outcome, wanted }) => outcome === "empty" || !wanted);
      return [
        fail(
          check,
          `${names} has no registered target: nobody answers on ${listWords([...new Set(dead.map(({ port }) => port))].sort())}.`,
          {
            ...said,
            evidence: told,
            severity: whole ? "page" : "ticket",
          },
        ),
      ];
    }),
  confirm: (evidence) => {
    const place = providerOf(evidence);
    return place
      ? emptyGroups(evidence).map(({ targetGroupArn, targetGroupName }) =>
          awsCommand(
            place,
            `Targets of ${targetGroupName}`,
            `elbv2 describe-target-health --target-group-arn ${targetGroupArn} --query 'length(TargetHealthDescriptions)'`,
            "At least one for each zone; 0 confirms the finding.",
          ),
        )
      : [];
  },
  fix: (evidence) => {
    const place = providerOf(evidence);
    const empty = emptyGroups(evidence);
    return {
      owner: "provider",
      summary: `Register targets in ${listWords(empty.map(({ targetGroupName }) => targetGroupName))}; look at what should do so (an Auto Scaling group, a service of ECS, a controller of Kubernetes).`,
      console: `EC2 › Target groups › ${empty[0]?.targetGroupName ?? ""} › Targets › Register targets.`,
      cli: place
        ? empty.map(({ targetGroupArn, port }) =>
            cli(
              place,
              `elbv2 register-targets --target-group-arn ${targetGroupArn} --targets Id=TARGET${port === null ? "" : `,Port=${port}`}`,
            ),
          )
        : [],
      terraform: empty
        .map(
          ({
            targetGroupArn,
            targetGroupName,
          }) => `resource "aws_lb_target_group_attachment" "${targetGroupName}" {
  target_group_arn = "${targetGroupArn}"
  target_id        = "TARGET"
}`,
        )
        .join("\n"),
    };
  },
};

/** Groups that listeners forward to and that have no target, in one order. */
function emptyGroups(evidence: PathEvidence): TargetGroupFacts[] {
  const place = providerOf(evidence);
  if (!place) return [];
  const listened = new Set((lastOf(place.listeners) ?? []).flatMap(({ targetGroupArns }) => targetGroupArns));
  const filled = new Set((lastOf(place.targetHealth) ?? []).map(({ targetGroupArn }) => targetGroupArn));
  return (lastOf(place.targetGroups) ?? [])
    .filter(({ targetGroupArn }) => listened.has(targetGroupArn) && !filled.has(targetGroupArn))
    .toSorted((a, b) => (a.targetGroupArn < b.targetGroupArn ? -1 : 1));
}

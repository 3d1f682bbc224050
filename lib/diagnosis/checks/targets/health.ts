import type { PathCheck, ProviderSide } from "../../evidenceSchema.ts";
import type { CheckAnswer, EvidenceItem } from "../../schema.ts";
import { listWords } from "../../sentence.ts";
import { fail, item, notApplicable, pass, unknown } from "../shared/answers.ts";
import { awsCommand, cli, lastOf, providerOf } from "../shared/commands.ts";
import type { CheckIdentity } from "../shared/consumer.ts";
import { type Behind, behindService, type PortInZone } from "../shared/lanes.ts";
import { type Pool, type PoolPieces, poolNeeds, takesCalls } from "../shared/pools.ts";
import { nameOfArn, onService } from "../shared/provider.ts";
import { failingIn, lanesOf } from "../shared/zones.ts";

const check: CheckIdentity = {
  ...{ id: "targets-unhealthy", hop: "targets", role: "cause", severity: "page" },
  title: "No target of a used zone is healthy",
  source: "D 5, O 8",
};

/**
 * A port of the service without a target that takes calls, zone by zone: with cross-zone the zone reaches all targets,
 * without it its own. A port that nobody is seen to call, while probes call another, is worth knowing.
 */
export const targetsUnhealthy: PathCheck = {
  ...check,
  evaluate: (evidence) =>
    onService(check, evidence, { needs: poolNeeds }, (given, side) => {
      const behind = behindService(evidence, side, given);
      if (behind.used.azIds.length === 0) return [unknown(check, "Which zones the path enters is not told.")];
      if (behind.ports.length === 0)
        return [unknown(check, "No target group behind the service has been seen.")];
      return judge(behind, given);
    }),
  confirm: (evidence) => {
    const place = providerOf(evidence);
    return place
      ? groupsOf(place).map((arn) =>
          awsCommand(
            place,
            `Health of the targets of ${nameOfArn(arn)}`,
            `elbv2 describe-target-health --target-group-arn ${arn} --query 'TargetHealthDescriptions[].{Target:Target.Id,Port:Target.Port,State:TargetHealth.State,Reason:TargetHealth.Reason}'`,
            "`healthy` in each zone; the reason codes say what is wrong.",
          ),
        )
      : [];
  },
  fix: (evidence) => {
    const place = providerOf(evidence);
    const reasons = new Set(
      ((place && lastOf(place.targetHealth)) ?? []).flatMap(({ reason }) => reason ?? []),
    );
    const advice = Object.entries(advices).flatMap(([reason, words]) => (reasons.has(reason) ? [words] : []));
    const [arn] = place ? groupsOf(place) : [];
    return {
      owner: "provider",
      summary:
        advice.length > 0
          ? `${advice.join(" ")}`
          : "Look at the reason codes, and at what the targets log when they are checked.",
      console: `EC2 › Target groups › ${arn ? nameOfArn(arn) : ""} › Targets: the column Health status details.`,
      cli: place && arn ? [cli(place, `elbv2 describe-target-health --target-group-arn ${arn}`)] : [],
      terraform: `resource "aws_lb_target_group" "this" {
  # ${arn ? nameOfArn(arn) : "the target group"}: the port and protocol that the targets answer
  health_check {
    port     = "traffic-port"
    protocol = "TCP"
  }
}`,
    };
  },
};

/** What to do by reason code. https://docs.aws.amazon.com/elasticloadbalancing/latest/network/target-group-health-checks.html */
const advices: Record<string, string> = {
  "Target.FailedHealthChecks":
    "Start what should listen on the targets, and see that the check asks the port it listens on.",
  "Target.Timeout":
    "Let the load balancer's addresses in on the targets' security groups, and see whether the targets hang.",
  "Target.ResponseCodeMismatch": "Mend the health path's answer, or the codes that count as healthy.",
  "Target.NotInUse":
    "Have a listener forward to the target group, and add the targets' zone to the load balancer.",
  "Target.IpUnusable": "Register addresses that no load balancer uses itself.",
  "Target.InvalidState": "Start the stopped instances, or register others.",
  "Target.DeregistrationInProgress": "Register targets in place of those that leave.",
  "Target.NotRegistered": "Register the targets.",
};

function judge(behind: Behind, given: PoolPieces): CheckAnswer[] {
  const { used, ports } = behind;
  const sick = ports.filter(({ outcome, wanted }) => outcome === "unhealthy" && wanted);
  const sickZones = zonesOf(sick);
  const spare = ports.filter(({ outcome, wanted }) => outcome === "unhealthy" && !wanted);
  const open = zonesOf(ports.filter(({ outcome, wanted }) => outcome === "unknown" && wanted)).filter(
    (azId) => !sickZones.includes(azId),
  );
  const bare = zonesOf(
    ports.filter(({ outcome, wanted }) => (outcome === "none-here" || outcome === "empty") && wanted),
  );
  const served = zonesOf(ports.filter(({ outcome, wanted }) => outcome === "serving" && wanted));
  const sound = served.filter((azId) => ![...sickZones, ...open].includes(azId));
  const nothing = bare.filter((azId) => ![...sickZones, ...open, ...served].includes(azId));
  const found: CheckAnswer[] = [];
  if (sick.length > 0) found.push(sickAnswer(sick, behind, given));
  if (spare.length > 0)
    found.push(
      fail(
        check,
        `${portsOf(spare)}, which nobody is seen to call, has no healthy target in ${listWords(zonesOf(spare))}.`,
        {
          ...{ lanes: lanesOf(zonesOf(spare), used), role: "advisory", severity: "info" },
          evidence: tally(spare, given),
        },
      ),
    );
  if (open.length > 0)
    found.push(
      unknown(check, `Whether a target serves ${listWords(open)} is not told.`, {
        lanes: lanesOf(open, used),
        evidence: tally(
          ports.filter(({ azId }) => open.includes(azId)),
          given,
        ),
      }),
    );
  if (nothing.length > 0)
    found.push(
      notApplicable(check, `No target is registered that ${listWords(nothing)} could send to.`, {
        lanes: lanesOf(nothing, used),
      }),
    );
  if (sound.length > 0)
    found.push(
      pass(check, "Healthy targets stand behind the service.", {
        lanes: lanesOf(sound, used),
        evidence: tally(
          ports.filter(({ azId }) => sound.includes(azId)),
          given,
        ),
      }),
    );
  // No load balancer of the service is in a zone that the path enters: that is az-not-served's to say.
  return found.length > 0
    ? found
    : [unknown(check, "No load balancer of the service is in a zone of the path.")];
}

function sickAnswer(sick: readonly PortInZone[], { used, ports }: Behind, given: PoolPieces): CheckAnswer {
  const zones = zonesOf(sick);
  const said = failingIn(zones, used);
  const targets = targetsOf(sick);
  const reasons = [...new Set(targets.flatMap(({ reason }) => reason ?? []))].sort();
  const starting = targets.every(({ state }) => state === "initial");
  const others = ports.some(
    ({ wanted, outcome, azId }) => wanted && outcome === "serving" && zones.includes(azId),
  );
  const whole = said.lanes.length === 0 && said.role === undefined;
  const where = whole ? "" : ` in ${listWords(zones)}`;
  return fail(
    check,
    `No target for ${portsOf(sick)} is healthy${where}: ${targets.length} ${starting ? "still starting" : "registered"}${reasons.length > 0 ? `, ${listWords(reasons)}` : ""}.`,
    {
      ...said,
      evidence: tally(sick, given),
      severity: starting ? "info" : whole && !others ? "page" : "ticket",
    },
  );
}

const zonesOf = (ports: readonly PortInZone[]) => [...new Set(ports.map(({ azId }) => azId))].sort();
const portsOf = (ports: readonly PortInZone[]) =>
  listWords([...new Set(ports.map(({ port }) => port))].sort());

function targetsOf(ports: readonly PortInZone[]) {
  const reached = ports.flatMap(({ pools }) => pools.flatMap((pool) => pool.reached));
  return [
    ...new Map(reached.map((one) => [`${one.targetGroupArn} ${one.targetId} ${one.port}`, one])).values(),
  ];
}

/** `2 of 3 healthy; 1 × unhealthy (Target.Timeout)` for each group and what each zone reaches of it. */
function tally(ports: readonly PortInZone[], given: PoolPieces): EvidenceItem[] {
  const items = ports.flatMap(({ azId, pools }) =>
    pools.map((pool) =>
      item(
        given.targetHealth,
        `Targets of ${pool.group.targetGroupName} for ${azId}`,
        healthWords(pool),
        pool.group.targetGroupArn,
      ),
    ),
  );
  return [...new Map(items.map((one) => [`${one.label} ${one.resourceId} ${one.value}`, one])).values()];
}

function healthWords({ reached, crossZone }: Pool): string {
  const healthy = reached.filter((one) => takesCalls(one) === true).length;
  const others = Map.groupBy(
    reached.filter((one) => takesCalls(one) !== true),
    ({ state, reason }) => `${state ?? "state not told"}${reason ? ` (${reason})` : ""}`,
  );
  const rest = [...others.entries()].map(([words, own]) => `${own.length} × ${words}`).sort();
  return `${[`${healthy} of ${reached.length} healthy`, ...rest].join("; ")}${crossZone === true ? ", reached across zones" : ""}`;
}

function groupsOf(place: ProviderSide): string[] {
  const listened = new Set((lastOf(place.listeners) ?? []).flatMap(({ targetGroupArns }) => targetGroupArns));
  return (lastOf(place.targetGroups) ?? [])
    .flatMap(({ targetGroupArn }) => (listened.has(targetGroupArn) ? [targetGroupArn] : []))
    .sort();
}

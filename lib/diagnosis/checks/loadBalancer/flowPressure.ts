import { formatCount } from "../../../format/numbers.ts";
import type { PathCheck, ProviderSide } from "../../evidenceSchema.ts";
import type { LoadBalancerMetrics } from "../../metricsSchema.ts";
import type { CheckAnswer } from "../../schema.ts";
import { fail, item, pass, unknown } from "../shared/answers.ts";
import { awsCommand, cli, lastOf, providerOf } from "../shared/commands.ts";
import type { CheckIdentity, Fresh } from "../shared/consumer.ts";
import { listenersOf, takesCalls } from "../shared/pools.ts";
import { balancerArnsOf, nameOfArn, onService, standing } from "../shared/provider.ts";
import { balancerPoints, dimensionOf, peakFlows, peakNewFlows, totalOf } from "./balancerTraffic.ts";
import { worstOf } from "./idleResets.ts";

const check: CheckIdentity = {
  ...{ id: "lb-flow-pressure", hop: "load-balancer", role: "cause", severity: "page" },
  title: "The load balancer runs out of flows",
  source: "D 13",
};

/**
 * Flows that one target can hold at once where client addresses are not preserved, which they are not through PrivateLink.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/network/edit-target-group-attributes.html#client-ip-preservation
 */
export const flowsPerTarget = 55_000;
/** New flows in a minute that one target can take, from the same page. */
export const newFlowsPerTarget = 55_000;
/** From this share of the ceiling on it is worth a ticket. Ours. */
export const nearShare = 0.8;
/** From this share of new flows on, refused ones are what clients feel: a cause. Ours. */
export const refusedShareForCause = 0.01;

/**
 * Refused flows and ports that ran out are a cause where they are many, else they have a part; a ceiling near is advice.
 * Without a target that takes calls, refusing is what a load balancer does: it stands beside what hop 6 says then.
 */
export const lbFlowPressure: PathCheck = {
  ...check,
  evaluate: (evidence) =>
    onService(check, evidence, { needs: ["loadBalancers", "loadBalancerMetrics"] }, (given, side) => {
      const { service, loadBalancers, loadBalancerMetrics } = given;
      const own = standing(service.value, loadBalancers.value);
      const judged = own.flatMap((balancer) => {
        const metrics = loadBalancerMetrics.value.find(
          ({ loadBalancerArn }) => loadBalancerArn === balancer.loadBalancerArn,
        );
        return metrics ? [judge(metrics, loadBalancerMetrics, healthyTargets(side, balancer))] : [];
      });
      if (judged.length === 0)
        return [unknown(check, "The flows of the service's load balancers are not collected.")];
      return [worstOf(judged)];
    }),
  confirm: (evidence) => {
    const place = providerOf(evidence);
    const service = place && lastOf(place.service);
    const end =
      place &&
      lastOf(place.loadBalancerMetrics)
        ?.map(({ to }) => to.getTime())
        .sort((a, b) => b - a)[0];
    if (!place || !service || end === undefined) return [];
    const start = new Date(end - 3_600_000).toISOString();
    return balancerArnsOf(service).flatMap((arn) =>
      [
        ["PortAllocationErrorCount", "Sum", "0; anything else confirms the finding."],
        ["RejectedFlowCount", "Sum", "0; anything else confirms the finding."],
        ["ActiveFlowCount", "Maximum", `Well below ${flowsPerTarget} for each healthy target.`],
      ].map(([metric = "", statistic = "", expect = ""]) =>
        awsCommand(
          place,
          `${metric} of the hour that was judged`,
          `cloudwatch get-metric-statistics --namespace AWS/NetworkELB --metric-name ${metric} --dimensions Name=LoadBalancer,Value=${dimensionOf(arn)} --statistics ${statistic} --period 300 --start-time ${start} --end-time ${new Date(end).toISOString()}`,
          expect,
        ),
      ),
    );
  },
  fix: (evidence) => {
    const place = providerOf(evidence);
    const group = ((place && lastOf(place.targetGroups)) ?? [])
      .map(({ targetGroupArn }) => targetGroupArn)
      .sort()[0];
    const name = group ? nameOfArn(group) : "the target group";
    return {
      owner: "provider",
      summary: `Register more targets in ${name} (or the same ones on more ports), have clients reuse connections, or spread consumers over several load balancers.`,
      console: `EC2 › Target groups › ${name} › Register targets.`,
      cli: place
        ? [
            cli(
              place,
              `elbv2 register-targets --target-group-arn ${group ?? "ARN_OF_THE_TARGET_GROUP"} --targets Id=NEW_TARGET`,
            ),
          ]
        : [],
      terraform: `resource "aws_lb_target_group_attachment" "more" {
  target_group_arn = "${group ?? "ARN_OF_THE_TARGET_GROUP"}"
  target_id        = "NEW_TARGET"
}`,
    };
  },
};

/** How many targets of the load balancer take calls; null where that is not known. */
function healthyTargets(
  { listeners, targetHealth }: ProviderSide,
  balancer: Parameters<typeof listenersOf>[0],
): number | null {
  if (listeners.state !== "fresh" || targetHealth.state !== "fresh") return null;
  const groups = listenersOf(balancer, listeners.value).flatMap(({ targetGroupArns }) => targetGroupArns);
  return targetHealth.value.filter(
    (target) => groups.includes(target.targetGroupArn) && takesCalls(target) === true,
  ).length;
}

function judge(
  metrics: LoadBalancerMetrics,
  from: Fresh<ProviderSide["loadBalancerMetrics"]>,
  targets: number | null,
): CheckAnswer {
  const { loadBalancerArn } = metrics;
  const name = nameOfArn(loadBalancerArn);
  const points = balancerPoints(metrics);
  if (points.length === 0)
    return pass(check, `${name} carried no flows.`, {
      evidence: [item(from, "Flows in the window", "none", loadBalancerArn)],
    });
  const rejected = totalOf(points, "rejectedFlowCount");
  const portErrors = totalOf(points, "portAllocationErrorCount");
  const flows = totalOf(points, "newFlowCount");
  const peak = peakFlows(points);
  if (rejected === null && portErrors === null && peak === null)
    return unknown(check, `The flows of ${name} have not been asked for lately.`);
  const told = [
    item(from, "Flows rejected", String(rejected ?? "not asked for"), loadBalancerArn),
    item(from, "Ports that could not be allocated", String(portErrors ?? "not asked for"), loadBalancerArn),
    item(from, "New flows", String(flows ?? "not asked for"), loadBalancerArn),
    item(from, "Most flows at once", String(peak ?? "not asked for"), loadBalancerArn),
  ];
  const refused = (rejected ?? 0) + (portErrors ?? 0);
  if (refused > 0) {
    const share = flows === null ? 0 : refused / (flows + refused);
    const many = share >= refusedShareForCause;
    return fail(
      check,
      `${name} refused ${formatCount(refused)} flows${flows === null ? "" : ` beside ${formatCount(flows)} that it took`}.`,
      {
        evidence: told,
        role: many && targets !== 0 ? "cause" : "contributing",
        severity: many && targets !== 0 ? "page" : "ticket",
      },
    );
  }
  const ceiling = targets === null ? null : targets * flowsPerTarget;
  if (ceiling !== null && ceiling > 0) {
    told.push(
      item(
        { ...from, source: "AWS documentation" },
        "Flows that its healthy targets can hold",
        String(ceiling),
        loadBalancerArn,
      ),
    );
    if (peak !== null && peak >= ceiling * nearShare)
      return fail(
        check,
        `${name} held ${peak} flows at once, of ${ceiling} that its ${targets} healthy targets can.`,
        {
          ...{ evidence: told, role: "advisory", severity: "ticket" },
        },
      );
    const most = (targets ?? 0) * newFlowsPerTarget;
    const aMinute = peakNewFlows(points);
    if (aMinute !== null && aMinute >= most * nearShare)
      return fail(
        check,
        `${name} took ${Math.round(aMinute)} new flows a minute, of ${most} that its ${targets} healthy targets can.`,
        {
          ...{ role: "advisory", severity: "ticket" },
          evidence: [
            ...told,
            item(from, "Most new flows a minute", String(Math.round(aMinute)), loadBalancerArn),
          ],
        },
      );
  }
  if (rejected === null || portErrors === null)
    return unknown(check, `Whether ${name} refuses flows has not been asked for lately.`, { evidence: told });
  return pass(check, `${name} refuses no flows.`, { evidence: told });
}

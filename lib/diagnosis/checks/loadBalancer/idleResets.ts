import type { PathCheck, ProviderSide } from "../../evidenceSchema.ts";
import type { LoadBalancerMetrics } from "../../metricsSchema.ts";
import type { CheckAnswer } from "../../schema.ts";
import { fail, item, pass, unknown } from "../shared/answers.ts";
import { awsCommand, cli, lastOf, providerOf } from "../shared/commands.ts";
import type { CheckIdentity, Fresh } from "../shared/consumer.ts";
import { takesCalls } from "../shared/pools.ts";
import { balancerArnsOf, nameOfArn, onService, standing } from "../shared/provider.ts";
import { balancerPoints, dimensionOf, totalOf } from "./balancerTraffic.ts";

const check: CheckIdentity = {
  ...{ id: "lb-resets-idle-timeout", hop: "load-balancer", role: "contributing", severity: "ticket" },
  title: "Idle connections are cut by the load balancer",
  source: "D 6",
};

/** Network Load Balancers forget a TCP flow that is idle this long, unless set otherwise. */
export const idleTimeoutSeconds = 350;
/** As for the endpoint's own resets: this much more than usual, and so many at all. Ours. */
export const resetsMultiple = 3;
export const fewestResets = 20;

/**
 * Resets by load balancer and targets, for each new flow, well above the weeks before while every target is healthy: it
 * is not the targets that fail, it is flows that outlive the idle timeout. Calls that begin anew get through.
 */
export const lbResetsIdleTimeout: PathCheck = {
  ...check,
  evaluate: (evidence) =>
    onService(
      check,
      evidence,
      { needs: ["loadBalancers", "loadBalancerMetrics", "targetHealth"] },
      (given) => {
        const { service, loadBalancers, loadBalancerMetrics, targetHealth } = given;
        const own = standing(service.value, loadBalancers.value).map(
          ({ loadBalancerArn }) => loadBalancerArn,
        );
        const series = loadBalancerMetrics.value
          .filter(({ loadBalancerArn }) => own.includes(loadBalancerArn))
          .toSorted((a, b) => (a.loadBalancerArn < b.loadBalancerArn ? -1 : 1));
        if (series.length === 0)
          return [unknown(check, "The resets of the service's load balancers are not collected.")];
        const judged = series.map((one) => judge(one, loadBalancerMetrics, targetHealth));
        return [worstOf(judged)];
      },
    ),
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
      ["TCP_ELB_Reset_Count", "TCP_Target_Reset_Count"].map((metric) =>
        awsCommand(
          place,
          `${metric} of the hour that was judged`,
          `cloudwatch get-metric-statistics --namespace AWS/NetworkELB --metric-name ${metric} --dimensions Name=LoadBalancer,Value=${dimensionOf(arn)} --statistics Sum --period 300 --start-time ${start} --end-time ${new Date(end).toISOString()}`,
          "About as many as in the weeks before; a multiple, with healthy targets, confirms the finding.",
        ),
      ),
    );
  },
  fix: (evidence) => {
    const place = providerOf(evidence);
    const listener = ((place && lastOf(place.listeners)) ?? [])
      .filter(({ protocol }) => protocol === "TCP")
      .map(({ listenerArn }) => listenerArn)
      .sort()[0];
    return {
      owner: "consumer",
      summary: `Have clients send TCP keepalives well below ${idleTimeoutSeconds} s (200 s is safe), or raise the idle timeout of the TCP listener.`,
      console: "EC2 › Load balancers › Listeners › the TCP listener › Attributes › TCP idle timeout.",
      cli: [
        ...(place && listener
          ? [
              cli(
                place,
                `elbv2 modify-listener-attributes --listener-arn ${listener} --attributes Key=tcp.idle_timeout.seconds,Value=3600`,
              ),
            ]
          : []),
        "sysctl -w net.ipv4.tcp_keepalive_time=200 net.ipv4.tcp_keepalive_intvl=60",
      ],
      terraform: listener
        ? `resource "aws_lb_listener" "this" {
  # ${listener}
  tcp_idle_timeout_seconds = 3600
}`
        : "",
    };
  },
};

function judge(
  metrics: LoadBalancerMetrics,
  from: Fresh<ProviderSide["loadBalancerMetrics"]>,
  health: Fresh<ProviderSide["targetHealth"]>,
): CheckAnswer {
  const { loadBalancerArn, baseline } = metrics;
  const name = nameOfArn(loadBalancerArn);
  const points = balancerPoints(metrics);
  const byTarget = totalOf(points, "tcpTargetResetCount");
  const byBalancer = totalOf(points, "tcpElbResetCount");
  const resets = byTarget === null && byBalancer === null ? null : (byTarget ?? 0) + (byBalancer ?? 0);
  const flows = totalOf(points, "newFlowCount");
  if (resets === null)
    return points.length === 0
      ? pass(check, `${name} carried nothing, so nothing was reset.`, {
          evidence: [item(from, "Flows in the window", "none", loadBalancerArn)],
        })
      : unknown(check, `The resets of ${name} have not been asked for lately.`);
  const told = [
    item(from, "Resets by targets in the window", String(byTarget ?? "not asked for"), loadBalancerArn),
    item(
      from,
      "Resets by the load balancer in the window",
      String(byBalancer ?? "not asked for"),
      loadBalancerArn,
    ),
    item(from, "New flows in the window", String(flows ?? "not asked for"), loadBalancerArn),
  ];
  if (resets < fewestResets)
    return pass(check, `${resets} resets at ${name} are too few to mean anything.`, { evidence: told });
  const usual = usualResets(baseline, byTarget !== null, byBalancer !== null);
  if (usual === null || flows === null || flows === 0)
    return unknown(check, `${resets} flows were reset at ${name}; what is usual there is not known yet.`, {
      evidence: told,
    });
  const now = resets / flows;
  told.push(item(from, "Usual resets for each new flow", usual.toPrecision(2), loadBalancerArn));
  if (now < usual * resetsMultiple)
    return pass(check, `Resets at ${name} are as usual: ${now.toPrecision(2)} for each new flow.`, {
      evidence: told,
    });
  const sick = health.value.filter((target) => takesCalls(target) === false).length;
  told.push(item(health, "Targets that take no calls", String(sick), null));
  if (sick > 0)
    return pass(
      check,
      `Resets at ${name} have risen while ${sick} targets take no calls: that tells of them, not of idle flows.`,
      {
        evidence: told,
      },
    );
  const more =
    usual > 0 ? `${(now / usual).toFixed(1)} times as many as usual` : "where there were none before";
  return fail(
    check,
    `${resets} flows were reset at ${name}, ${more} for each new flow, with every target healthy: flows idle for ${idleTimeoutSeconds} s are forgotten.`,
    { evidence: told },
  );
}

/** Of the kinds of resets that the window counts, for each new flow; null where too little is known. */
function usualResets(
  baseline: LoadBalancerMetrics["baseline"],
  byTarget: boolean,
  byBalancer: boolean,
): number | null {
  if (!baseline?.newFlowCount) return null;
  const kinds = [
    ...(byTarget ? [baseline.tcpTargetResetCount] : []),
    ...(byBalancer ? [baseline.tcpElbResetCount] : []),
  ];
  return kinds.includes(null)
    ? null
    : kinds.reduce<number>((sum, one) => sum + (one ?? 0), 0) / baseline.newFlowCount;
}

/** One answer for several load balancers: a cause before what is less, that before what is not known, that before a pass. */
export function worstOf(answers: readonly CheckAnswer[]): CheckAnswer {
  const order = ["fail cause", "fail contributing", "fail advisory", "unknown", "pass"];
  const rank = ({ state, role }: CheckAnswer) => order.indexOf(state === "fail" ? `fail ${role}` : state);
  const [worst, ...others] = answers.toSorted((a, b) => rank(a) - rank(b) || (a.reason < b.reason ? -1 : 1));
  if (!worst) throw new RangeError("worstOf needs at least one answer");
  const same = others.filter((one) => rank(one) === rank(worst));
  return { ...worst, evidence: [...worst.evidence, ...same.flatMap(({ evidence }) => evidence)] };
}

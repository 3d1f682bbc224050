import type { PathCheck, PathEvidence, ProviderSide } from "../../evidenceSchema.ts";
import type { LoadBalancerFacts } from "../../factsSchema.ts";
import type { CheckAnswer, EvidenceItem } from "../../schema.ts";
import { listWords } from "../../sentence.ts";
import { fail, item, notApplicable, pass } from "../shared/answers.ts";
import { awsCommand, cli, consumerOf, lastOf, providerOf } from "../shared/commands.ts";
import type { CheckIdentity, Fresh } from "../shared/consumer.ts";
import { listenersOf } from "../shared/pools.ts";
import { connecting, connectTally, liveProbes } from "../shared/probeTally.ts";
import { balancerArnsOf, onService, type SeenService, standing } from "../shared/provider.ts";
import { probedPorts } from "../shared/servicePorts.ts";
import { carriesTraffic } from "../shared/traffic.ts";
import { failingIn, usedZones } from "../shared/zones.ts";

const check: CheckIdentity = {
  ...{ id: "lb-no-listener", hop: "load-balancer", role: "cause", severity: "page" },
  title: "Nothing listens on the service port",
  source: "re:Post",
};

/** A load balancer without a listener; or listeners on none of the ports that probes call, and no probe that gets through. */
export const lbNoListener: PathCheck = {
  ...check,
  evaluate: (evidence) =>
    onService(check, evidence, { needs: ["loadBalancers", "listeners"] }, (given, side) => {
      const { service, loadBalancers, listeners } = given;
      const own = standing(service.value, loadBalancers.value);
      if (own.length === 0)
        return [notApplicable(check, "No load balancer of the service is there that could listen.")];
      const told = own.map((one) => {
        const ports = listenersOf(one, listeners.value).map(
          ({ port, protocol }) => `${protocol ?? "protocol not told"} ${port ?? "all ports"}`,
        );
        return item(
          listeners,
          `Listeners of ${one.loadBalancerName}`,
          ports.join(", ") || "none",
          one.loadBalancerArn,
        );
      });
      const mute = own.filter((one) => listenersOf(one, listeners.value).length === 0);
      if (mute.length > 0) return [muteAnswer(evidence, side, service, own, mute, told)];
      const listened = own.flatMap((one) => listenersOf(one, listeners.value).map(({ port }) => port));
      const missed = listened.includes(null) ? [] : missedPorts(evidence, listened);
      if (missed.length === 0)
        return [pass(check, "The service's load balancers listen.", { evidence: told })];
      const called = listWords(missed.map((port) => `tcp ${port}`));
      // Where others get through, it is the probes that call amiss.
      const consumer = consumerOf(evidence);
      const served = consumer !== undefined && carriesTraffic(consumer.metrics);
      return [
        fail(
          check,
          `Nothing listens on ${called}, which clients call and do not reach; the load balancer listens on ${listWords(listened.map(String))}.`,
          {
            evidence: [
              ...told,
              item(evidence.probes, "Ports that probes call", called, evidence.vpcEndpointId),
            ],
            ...(served ? { role: "advisory" as const, severity: "ticket" as const } : {}),
          },
        ),
      ];
    }),
  confirm: (evidence) => {
    const place = providerOf(evidence);
    const service = place && lastOf(place.service);
    return place && service
      ? balancerArnsOf(service).map((arn) =>
          awsCommand(
            place,
            "What the load balancer listens on",
            `elbv2 describe-listeners --load-balancer-arn ${arn} --query 'Listeners[].{Port:Port,Protocol:Protocol}'`,
            "A listener on the service port; none confirms the finding.",
          ),
        )
      : [];
  },
  fix: (evidence) => {
    const place = providerOf(evidence);
    const service = place && lastOf(place.service);
    const own = service ? standing(service, (place && lastOf(place.loadBalancers)) ?? []) : [];
    const known = (place && lastOf(place.listeners)) ?? [];
    const one = own.find((balancer) => listenersOf(balancer, known).length === 0) ?? own[0];
    const port =
      probedPorts(evidence)[0]?.port ?? known.map((row) => row.port ?? 0).sort((a, b) => a - b)[0] ?? 443;
    const group = ((place && lastOf(place.targetGroups)) ?? [])
      .map(({ targetGroupArn }) => targetGroupArn)
      .sort()[0];
    const arn = one?.loadBalancerArn ?? "";
    return {
      owner: "provider",
      summary: `Give ${one?.loadBalancerName ?? "the load balancer"} a listener on tcp ${port}.`,
      console: `EC2 › Load balancers › ${one?.loadBalancerName ?? ""} › Listeners › Add listener: TCP ${port}.`,
      cli: place
        ? [
            cli(
              place,
              `elbv2 create-listener --load-balancer-arn ${arn} --protocol TCP --port ${port} --default-actions Type=forward,TargetGroupArn=${group ?? "ARN_OF_THE_TARGET_GROUP"}`,
            ),
          ]
        : [],
      terraform: `resource "aws_lb_listener" "service" {
  load_balancer_arn = "${arn}"
  port              = ${port}
  protocol          = "TCP"
  default_action {
    type             = "forward"
    target_group_arn = "${group ?? "ARN_OF_THE_TARGET_GROUP"}"
  }
}`,
    };
  },
};

function muteAnswer(
  evidence: PathEvidence,
  side: ProviderSide,
  service: SeenService,
  own: readonly LoadBalancerFacts[],
  mute: readonly LoadBalancerFacts[],
  told: EvidenceItem[],
): CheckAnswer {
  const used = usedZones(evidence, side, service.value);
  const speaking = own.filter((one) => !mute.includes(one));
  const dead = used.azIds.filter(
    (azId) => !speaking.some(({ azIds }) => azIds.length === 0 || azIds.includes(azId)),
  );
  const names = listWords(mute.map(({ loadBalancerName }) => loadBalancerName));
  const whole = speaking.length === 0;
  return fail(check, `${names} behind ${service.value.serviceId} has no listener.`, {
    ...(whole ? { lanes: [] } : dead.length > 0 ? failingIn(dead, used) : { role: "contributing" as const }),
    evidence: told,
    severity: whole ? "page" : "ticket",
  });
}

/** Ports that probes call in vain, where no probe calls one that is listened on; [] where that cannot be held against the listeners. */
function missedPorts({ probes }: PathEvidence, listened: readonly (number | null)[]): number[] {
  if (probes.state !== "fresh") return [];
  const live = connecting(liveProbes(probes as Fresh<PathEvidence["probes"]>));
  const called = probedPorts({ probes: { ...probes, value: live } }).map(({ port }) => port);
  const { attempts, failures } = connectTally(live);
  const inVain = attempts > 0 && failures === attempts;
  return inVain && !called.some((port) => listened.includes(port)) ? called : [];
}

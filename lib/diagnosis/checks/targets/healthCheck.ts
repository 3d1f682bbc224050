import type { PathCheck, ProviderSide } from "../../evidenceSchema.ts";
import type { TargetGroupFacts } from "../../factsSchema.ts";
import { listWords } from "../../sentence.ts";
import { fail, item, notApplicable, pass, unknown } from "../shared/answers.ts";
import { awsCommand, cli, lastOf, providerOf } from "../shared/commands.ts";
import type { CheckIdentity } from "../shared/consumer.ts";
import { takesCalls } from "../shared/pools.ts";
import { onService } from "../shared/provider.ts";

const check: CheckIdentity = {
  ...{ id: "health-check-port-mismatch", hop: "targets", role: "contributing", severity: "ticket" },
  title: "The health check asks another port than calls go to",
  source: "D 5",
};

/**
 * A check on another port, or in a protocol that the traffic port does not speak. Many targets have a port for health of
 * their own: while all are healthy it is worth knowing, no more. An HTTP check of a TCP port is no mismatch.
 */
export const healthCheckPortMismatch: PathCheck = {
  ...check,
  evaluate: (evidence) =>
    onService(
      check,
      evidence,
      { needs: ["targetGroups", "targetHealth"] },
      ({ targetGroups, targetHealth }) => {
        if (targetGroups.value.length === 0)
          return [unknown(check, "No target group behind the service has been seen.")];
        const own = checkedOf(targetGroups.value);
        if (own.length === 0)
          return [notApplicable(check, "No target group of the service checks targets by port.")];
        const told = own.map((group) =>
          item(
            targetGroups,
            `Health check of ${group.targetGroupName}`,
            checkWords(group),
            group.targetGroupArn,
          ),
        );
        const wrong = own.filter(({ targetGroupArn, port, ...group }) =>
          mismatch({ ...group, targetGroupArn, port }, portsOf(targetHealth.value, targetGroupArn)),
        );
        if (wrong.length === 0) {
          if (
            own.some(
              ({ healthCheckPort, healthCheckProtocol }) =>
                healthCheckPort === null || healthCheckProtocol === null,
            )
          )
            return [unknown(check, "How the targets are checked is not told.", { evidence: told })];
          return [pass(check, "Targets are checked where calls go to.", { evidence: told })];
        }
        const sick = targetHealth.value.filter(
          (target) =>
            wrong.some(({ targetGroupArn }) => targetGroupArn === target.targetGroupArn) &&
            takesCalls(target) === false,
        ).length;
        const words = wrong.map((group) => `${group.targetGroupName} is checked by ${checkWords(group)}`);
        return [
          fail(check, `${listWords(words)}${sick > 0 ? `, and ${sick} targets take no calls` : ""}.`, {
            evidence: [...told, item(targetHealth, "Targets of it that take no calls", String(sick), null)],
            role: sick > 0 ? "contributing" : "advisory",
            severity: sick > 0 ? "ticket" : "info",
          }),
        ];
      },
    ),
  confirm: (evidence) => {
    const place = providerOf(evidence);
    return place
      ? wrongOf(place).map(({ targetGroupArn, targetGroupName }) =>
          awsCommand(
            place,
            `How targets of ${targetGroupName} are checked`,
            `elbv2 describe-target-groups --target-group-arns ${targetGroupArn} --query 'TargetGroups[0].{Port:Port,Protocol:Protocol,Check:HealthCheckProtocol,CheckPort:HealthCheckPort}'`,
            "`traffic-port`; another port confirms the finding, unless the targets are meant to answer there.",
          ),
        )
      : [];
  },
  fix: (evidence) => {
    const place = providerOf(evidence);
    const wrong = place ? wrongOf(place) : [];
    return {
      owner: "provider",
      summary: `Check ${listWords(wrong.map(({ targetGroupName }) => targetGroupName))} on the port that calls go to.`,
      console: `EC2 › Target groups › ${wrong[0]?.targetGroupName ?? ""} › Health checks › Edit › Health check port: traffic port.`,
      cli: place
        ? wrong.map(({ targetGroupArn, healthCheckProtocol, protocol }) =>
            cli(
              place,
              `elbv2 modify-target-group --target-group-arn ${targetGroupArn} --health-check-port traffic-port${protocol === "TLS" && healthCheckProtocol === "HTTP" ? " --health-check-protocol HTTPS" : ""}`,
            ),
          )
        : [],
      terraform: wrong
        .map(
          ({
            targetGroupName,
            healthCheckProtocol,
            protocol,
          }) => `resource "aws_lb_target_group" "${targetGroupName}" {
  health_check {
    port     = "traffic-port"
    protocol = "${protocol === "TLS" && healthCheckProtocol === "HTTP" ? "HTTPS" : (healthCheckProtocol ?? "TCP")}"
  }
}`,
        )
        .join("\n"),
    };
  },
};

/** Groups whose check has a port that could differ: those of load balancers as targets are `alb-target-chain`'s. */
const checkedOf = (groups: readonly TargetGroupFacts[]) =>
  groups
    .filter(
      ({ targetType, healthCheckEnabled }) =>
        targetType !== "alb" && targetType !== "lambda" && healthCheckEnabled !== false,
    )
    .filter(({ protocol }) => protocol !== "GENEVE")
    .toSorted((a, b) => (a.targetGroupArn < b.targetGroupArn ? -1 : 1));

const wrongOf = ({ targetGroups, targetHealth }: ProviderSide) =>
  checkedOf(lastOf(targetGroups) ?? []).filter((group) =>
    mismatch(group, portsOf(lastOf(targetHealth) ?? [], group.targetGroupArn)),
  );

/** Targets may be registered on ports of their own. */
const portsOf = (targets: readonly { targetGroupArn: string; port: number }[], arn: string) =>
  targets.flatMap((one) => (one.targetGroupArn === arn && one.port > 0 ? [one.port] : []));

function mismatch(
  { port, protocol, healthCheckPort, healthCheckProtocol }: TargetGroupFacts,
  registered: number[],
): boolean {
  const ports = registered.length > 0 ? registered : port === null ? [] : [port];
  const asked =
    healthCheckPort === null || healthCheckPort === "traffic-port" ? null : Number(healthCheckPort);
  if (asked !== null && ports.length > 0 && ports.some((one) => one !== asked)) return true;
  return asked === null && protocol === "TLS" && healthCheckProtocol === "HTTP";
}

const checkWords = ({ port, protocol, healthCheckPort, healthCheckProtocol }: TargetGroupFacts) =>
  `${healthCheckProtocol ?? "a protocol not told"} on ${healthCheckPort === "traffic-port" ? "its traffic port" : (healthCheckPort ?? "a port not told")} for calls by ${protocol ?? "a protocol not told"} on ${port ?? "a port not told"}`;

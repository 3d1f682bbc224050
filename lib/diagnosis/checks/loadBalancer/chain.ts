import type { PathCheck, ProviderSide } from "../../evidenceSchema.ts";
import type { TargetGroupFacts } from "../../factsSchema.ts";
import { listWords } from "../../sentence.ts";
import { fail, item, notApplicable, pass, unknown } from "../shared/answers.ts";
import { awsCommand, cli, lastOf, providerOf } from "../shared/commands.ts";
import type { CheckIdentity } from "../shared/consumer.ts";
import { onService } from "../shared/provider.ts";

const check: CheckIdentity = {
  ...{ id: "alb-target-chain", hop: "load-balancer", role: "advisory", severity: "ticket" },
  title: "The health check of an Application Load Balancer as target disagrees with it",
  source: "D 11",
};

/**
 * Where a target group leads to an Application Load Balancer, its check has to ask the listener that calls go to, in the
 * protocol that this one speaks. What the load balancer asks of its own targets no collector reads.
 */
export const albTargetChain: PathCheck = {
  ...check,
  evaluate: (evidence) =>
    onService(check, evidence, { needs: ["targetGroups"] }, ({ targetGroups }) => {
      const chained = chainedOf(targetGroups.value);
      if (targetGroups.value.length === 0)
        return [unknown(check, "No target group behind the service has been seen.")];
      if (chained.length === 0)
        return [notApplicable(check, "No target of the service is an Application Load Balancer.")];
      const told = chained.map((group) =>
        item(
          targetGroups,
          `Health check of ${group.targetGroupName}`,
          checkWords(group),
          group.targetGroupArn,
        ),
      );
      const wrong = chained.flatMap((group) => {
        const why = disagreement(group);
        return why === null ? [] : [`${group.targetGroupName} ${why}`];
      });
      if (wrong.length > 0) return [fail(check, `${listWords(wrong)}.`, { evidence: told })];
      if (chained.some(({ healthCheckProtocol, port }) => healthCheckProtocol === null || port === null))
        return [
          unknown(check, "How the Application Load Balancer is checked is not told.", { evidence: told }),
        ];
      return [pass(check, "Application Load Balancers are checked where calls go to.", { evidence: told })];
    }),
  confirm: (evidence) => {
    const place = providerOf(evidence);
    return place
      ? wrongOf(place).map(({ targetGroupArn }) =>
          awsCommand(
            place,
            "How the Application Load Balancer is checked",
            `elbv2 describe-target-groups --target-group-arns ${targetGroupArn} --query 'TargetGroups[0].{Port:Port,Check:HealthCheckProtocol,CheckPort:HealthCheckPort,Path:HealthCheckPath}'`,
            "`traffic-port`, and the protocol of the load balancer's listener there.",
          ),
        )
      : [];
  },
  fix: (evidence) => {
    const place = providerOf(evidence);
    const wrong = place ? wrongOf(place) : [];
    return {
      owner: "provider",
      summary: `Check ${listWords(wrong.map(({ targetGroupName }) => targetGroupName))} on its traffic port in the protocol of the listener there, on a path that the load balancer's own targets answer.`,
      console: `EC2 › Target groups › ${wrong[0]?.targetGroupName ?? ""} › Health checks › Edit.`,
      cli: place
        ? wrong.map((group) =>
            cli(
              place,
              `elbv2 modify-target-group --target-group-arn ${group.targetGroupArn} --health-check-port traffic-port --health-check-protocol ${spoken(group.port)}`,
            ),
          )
        : [],
      terraform: wrong
        .map(
          (group) => `resource "aws_lb_target_group" "${group.targetGroupName}" {
  health_check {
    port     = "traffic-port"
    protocol = "${spoken(group.port)}"
  }
}`,
        )
        .join("\n"),
    };
  },
};

const chainedOf = (groups: readonly TargetGroupFacts[]) =>
  groups
    .filter(({ targetType }) => targetType === "alb")
    .toSorted((a, b) => (a.targetGroupArn < b.targetGroupArn ? -1 : 1));
const wrongOf = ({ targetGroups }: ProviderSide) =>
  chainedOf(lastOf(targetGroups) ?? []).filter((group) => disagreement(group) !== null);

/** What a listener on a well-known port speaks; HTTPS for the rest, as listeners behind TLS do. */
const spoken = (port: number | null) => (port === 80 || port === 8080 ? "HTTP" : "HTTPS");

/** After the group's name; null where check and traffic agree, or that cannot be told. */
function disagreement({ port, healthCheckPort, healthCheckProtocol }: TargetGroupFacts): string | null {
  if (
    port !== null &&
    healthCheckPort !== null &&
    healthCheckPort !== "traffic-port" &&
    healthCheckPort !== String(port)
  )
    return `sends calls to port ${port} of an Application Load Balancer and checks port ${healthCheckPort}`;
  const wrong =
    (port === 443 && healthCheckProtocol === "HTTP") || (port === 80 && healthCheckProtocol === "HTTPS");
  return wrong ? `checks port ${port} of an Application Load Balancer by ${healthCheckProtocol}` : null;
}

const checkWords = ({ port, healthCheckProtocol, healthCheckPort, healthCheckPath }: TargetGroupFacts) =>
  `${healthCheckProtocol ?? "protocol not told"} on ${healthCheckPort ?? "a port not told"}${healthCheckPath ? ` ${healthCheckPath}` : ""}, calls to ${port ?? "a port not told"}`;

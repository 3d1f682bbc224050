import { notApplicable } from "../checks/shared/answers.ts";
import { awsCommand, cli, lastOf } from "../checks/shared/commands.ts";
import type { FleetCheck, FleetLoadBalancer } from "./factsSchema.ts";
import { fleetCheck, ofLoadBalancer } from "./subjects.ts";
import { onIdle } from "./verdicts.ts";

const check = fleetCheck(
  "orphan-nlb",
  "info",
  "A load balancer stands behind no service",
  "P operating, O 3",
);

/** As lib/idle judges it. One that stands behind a service is judged with the service. */
export const orphanNlb: FleetCheck<FleetLoadBalancer> = {
  ...check,
  subject: ofLoadBalancer,
  evaluate: ({ idle, loadBalancer, loadBalancerArn, serviceIds }, now) => {
    const name = lastOf(loadBalancer)?.loadBalancerName ?? loadBalancerArn;
    if (serviceIds.state === "fresh" && serviceIds.value.length > 0)
      return [notApplicable(check, `${name} stands behind ${serviceIds.value.toSorted().join(", ")}.`)];
    return onIdle(check, idle, name, loadBalancerArn, now);
  },
  confirm: (facts) => [
    awsCommand(
      facts,
      "Which services name it",
      `ec2 describe-vpc-endpoint-service-configurations --query 'ServiceConfigurations[?contains(NetworkLoadBalancerArns || \`[]\`, \`${facts.loadBalancerArn}\`)].ServiceId'`,
      "A service id; an empty list confirms the finding.",
    ),
    awsCommand(
      facts,
      "Whether anything is registered behind it",
      `elbv2 describe-target-groups --load-balancer-arn ${facts.loadBalancerArn} --query 'TargetGroups[].TargetGroupArn'`,
      "Target groups of what it is for; look at its ProcessedBytes too before taking it down.",
    ),
  ],
  fix: (facts) => ({
    owner: "provider",
    summary: "Make sure that nothing but PrivateLink reached it, then delete it.",
    console: `EC2 › Load balancers › ${lastOf(facts.loadBalancer)?.loadBalancerName ?? facts.loadBalancerArn} › Actions › Delete load balancer.`,
    cli: [cli(facts, `elbv2 delete-load-balancer --load-balancer-arn ${facts.loadBalancerArn}`)],
    terraform: `# remove the aws_lb whose arn is ${facts.loadBalancerArn}, then terraform apply`,
  }),
};

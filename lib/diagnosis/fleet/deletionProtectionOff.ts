import { fail, item, notApplicable, pass, unknown, unusable } from "../checks/shared/answers.ts";
import { awsCommand, cli, lastOf } from "../checks/shared/commands.ts";
import { isProduction } from "../checks/shared/environment.ts";
import type { FleetCheck, FleetLoadBalancer } from "./factsSchema.ts";
import { fleetCheck, ofLoadBalancer } from "./subjects.ts";

const check = fleetCheck(
  "deletion-protection-off",
  "ticket",
  "A production load balancer can be deleted by one call",
  "D NLB table",
);

/** Deleting it breaks every consumer at once, and the service cannot be pointed back by itself. */
export const deletionProtectionOff: FleetCheck<FleetLoadBalancer> = {
  ...check,
  subject: ofLoadBalancer,
  evaluate: ({ loadBalancer, serviceIds, serviceEnvironments }) => {
    const gap =
      unusable(check, loadBalancer, "The load balancer") ??
      unusable(check, serviceIds, "Which services stand on the load balancer");
    if (gap || loadBalancer.state !== "fresh" || serviceIds.state !== "fresh") return gap ? [gap] : [];
    const { loadBalancerName, loadBalancerArn, type, deletionProtectionEnabled } = loadBalancer.value;
    const services = serviceIds.value.toSorted();
    if (services.length === 0)
      return [notApplicable(check, `${loadBalancerName} stands behind no endpoint service.`)];
    if (type !== null && type !== "network")
      return [notApplicable(check, `${loadBalancerName} is no Network Load Balancer.`)];
    const own = loadBalancer.value.environment;
    // One that says nothing of itself is what the services on it are.
    const environment =
      own ?? serviceEnvironments.find(isProduction) ?? serviceEnvironments.toSorted()[0] ?? null;
    if (environment === null)
      return [
        unknown(
          check,
          `Whether ${loadBalancerName} is production is not known: neither it nor a service on it has an environment tag.`,
        ),
      ];
    if (!isProduction(environment))
      return [notApplicable(check, `${loadBalancerName} is ${environment}, not production.`)];
    const told = {
      evidence: [
        item(
          loadBalancer,
          "Deletion protection",
          deletionProtectionEnabled === null ? "not told" : deletionProtectionEnabled ? "on" : "off",
          loadBalancerArn,
        ),
        item(serviceIds, "Services on it", services.join(", "), loadBalancerArn),
      ],
    };
    if (deletionProtectionEnabled === null)
      return [unknown(check, `Whether ${loadBalancerName} is protected is not told.`, told)];
    return [
      deletionProtectionEnabled
        ? pass(check, `${loadBalancerName} is protected.`, told)
        : fail(
            check,
            `${loadBalancerName} carries ${services.join(", ")} in ${environment} and has no deletion protection.`,
            told,
          ),
    ];
  },
  confirm: (facts) => [
    awsCommand(
      facts,
      "The attribute",
      `elbv2 describe-load-balancer-attributes --load-balancer-arn ${facts.loadBalancerArn} --query 'Attributes[?Key==\`deletion_protection.enabled\`].Value'`,
      "`true`; `false` confirms the finding.",
    ),
  ],
  fix: (facts) => ({
    owner: "provider",
    summary: `Switch deletion protection on for ${lastOf(facts.loadBalancer)?.loadBalancerName ?? facts.loadBalancerArn}.`,
    console: `EC2 › Load balancers › ${lastOf(facts.loadBalancer)?.loadBalancerName ?? facts.loadBalancerArn} › Attributes › Edit › Deletion protection.`,
    cli: [
      cli(
        facts,
        `elbv2 modify-load-balancer-attributes --load-balancer-arn ${facts.loadBalancerArn} --attributes Key=deletion_protection.enabled,Value=true`,
      ),
    ],
    terraform: `resource "aws_lb" "this" {
  # ${facts.loadBalancerArn}
  enable_deletion_protection = true
}`,
  }),
};

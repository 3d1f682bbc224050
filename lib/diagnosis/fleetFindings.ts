import { type Finding, pathChecks } from "./diagnose.ts";
import type { UnconnectedService } from "./evidence/unconnected.ts";
import type { FleetFacts, FleetFinding } from "./fleet/factsSchema.ts";

/** No facts of any kind. */
export const noFacts: FleetFacts = {
  endpoints: [],
  vpcs: [],
  services: [],
  loadBalancers: [],
  quotas: [],
  scopes: [],
  provisioning: [],
  costDays: [],
  sharedServices: [],
};

/** Checks of a service's gates and load balancer that need no consumer to be judged. */
const consumerless = pathChecks.filter(
  ({ hop, role }) => role === "advisory" && (hop === "service" || hop === "load-balancer"),
);

/** What is wrong with a service that nobody is connected to: on no path, so it is told of the service itself. */
export function unconnectedFindings({ service, evidence }: UnconnectedService, now: Date): FleetFinding[] {
  const { accountId, region, serviceId } = service;
  const subject = { accountId, region, resourceType: "vpc-endpoint-service", resourceId: serviceId } as const;
  return consumerless.flatMap((check) =>
    check.evaluate(evidence, now).map((answer) => {
      const failed = answer.state === "fail";
      return {
        ...{ subject, answer, title: check.title },
        confirm: failed ? check.confirm(evidence, answer) : [],
        fix: failed ? check.fix(evidence, answer) : null,
      };
    }),
  );
}

/** The failures among answers of fleet checks, in the shape of those of a path. */
export function failuresOf(findings: readonly FleetFinding[]): Finding[] {
  return findings.flatMap(({ answer, title, confirm, fix }) =>
    answer.state === "fail" && fix ? [{ answer, title, confirm, fix }] : [],
  );
}

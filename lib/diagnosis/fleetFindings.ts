import { type Finding, pathChecks } from "./diagnose.ts";
import type { UnconnectedService } from "./evidence/unconnected.ts";
import type { FleetEndpoint, FleetFinding } from "./fleet/factsSchema.ts";
import { fleetChecks } from "./fleet/findings.ts";
import type { CheckAnswer } from "./schema.ts";

/** What of a path is the endpoint's own, or says only that calls go amiss. */
const ofConsumers = new Set([
  "az-not-served",
  "single-az-endpoint",
  "principal-not-allowed",
  "connection-rejected",
]);
const providerHops = new Set(["service", "load-balancer", "targets"]);

/** Checks of a service's name, gates, load balancers and targets that need no consumer to be judged. */
const consumerless = pathChecks.filter(
  ({ id, hop, role }) =>
    id === "private-dns-unverified" || (providerHops.has(hop) && role !== "symptom" && !ofConsumers.has(id)),
);

/**
 * What is wrong with a service that nobody is connected to: on no path, so it is told of the service itself. What would
 * keep calls away keeps none away: it is worth knowing, no more.
 */
export function unconnectedFindings({ service, evidence }: UnconnectedService, now: Date): FleetFinding[] {
  const { accountId, region, serviceId } = service;
  const subject = { accountId, region, resourceType: "vpc-endpoint-service", resourceId: serviceId } as const;
  return consumerless.flatMap((check) =>
    check.evaluate(evidence, now).map((said) => {
      const answer = said.role === "advisory" ? said : { ...said, severity: "info" as const };
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

/** What the fleet's checks answer about one endpoint, and the failures among that in the shape of those of a path. */
export function endpointAnswers(
  endpoint: FleetEndpoint,
  now: Date,
): { answers: CheckAnswer[]; failures: Finding[] } {
  const answers: CheckAnswer[] = [];
  const failures: Finding[] = [];
  for (const check of fleetChecks.endpoints)
    for (const answer of check.evaluate(endpoint, now)) {
      answers.push(answer);
      if (answer.state === "fail")
        failures.push({
          ...{ answer, title: check.title },
          ...{ confirm: check.confirm(endpoint, answer), fix: check.fix(endpoint, answer) },
        });
    }
  return { answers, failures };
}

import { pathChecks } from "#lib/diagnosis/diagnose.ts";
import { defaultObjectives, type PathEvidence } from "#lib/diagnosis/evidenceSchema.ts";
import type { ProbeFacts } from "#lib/diagnosis/factsSchema.ts";
import type { FleetCheck, FleetFacts } from "#lib/diagnosis/fleet/factsSchema.ts";
import { fleetChecks } from "#lib/diagnosis/fleet/findings.ts";
import type { Check, CheckAnswer, CheckId, Command, Fix } from "#lib/diagnosis/schema.ts";
import { consumerTemplate, held } from "./consumer.ts";
import { fleetTemplate } from "./fleet.ts";
import { fromMark, hostMark, portMark, toMark, unmark } from "./marks.ts";
import { providerTemplate } from "./provider.ts";

/** A check as the runbook of its verdict needs it: what it is, and its own commands and fix with placeholders for ids. */
export interface CheckTemplate
  extends Pick<Check<never>, "id" | "hop" | "role" | "severity" | "title" | "source"> {
  confirm: Command[];
  fix: Fix;
}

const probe: ProbeFacts = {
  ...{ seriesId: "template", source: "template", location: "a client" },
  ...{ locationAccountId: "CONSUMER_ACCOUNT_ID", locationRegion: "CONSUMER_REGION" },
  ...{ locationVpcId: "VPC_ID", locationSubnetId: "CLIENT_SUBNET_ID", locationAzId: "AZ_ID" },
  ...{ kind: "tcp", target: `${hostMark}:${portMark}`, intervalSeconds: 60, stale: false },
  ...{ from: fromMark, to: toMark, results: 1, successes: 0, answersInside: 0, answersOutside: 1 },
  ...{ totalSecondsP95: null, errors: {}, last: null },
};

const path: PathEvidence = {
  vpcEndpointId: "VPC_ENDPOINT_ID",
  region: "CONSUMER_REGION",
  serviceName: "SERVICE_NAME",
  consumer: consumerTemplate,
  provider: providerTemplate,
  probes: held([probe]),
  changes: held([]),
  objectives: defaultObjectives,
};

/** Where a check's commands speak of what its failure alone shows. */
const variants: Partial<Record<CheckId, PathEvidence>> = {
  "endpoint-eni-missing": { ...path, consumer: { ...consumerTemplate, networkInterfaces: held([]) } },
  "resolver-stale": {
    ...path,
    probes: held([probe, { ...probe, seriesId: "right", answersInside: 1, answersOutside: 0 }]),
  },
};

/**
 * Every check's template, made by the check itself from evidence that holds placeholders: there is one text of each
 * command and fix, and findings fill in what runbooks leave open.
 */
export function checkTemplates(): ReadonlyMap<CheckId, CheckTemplate> {
  const templates = pathChecks.map((check) => templateOf(check, variants[check.id] ?? path));
  for (const kind of Object.keys(fleetChecks) as (keyof FleetFacts)[]) {
    const facts = fleetTemplate[kind];
    if (facts !== undefined)
      for (const check of fleetChecks[kind] as readonly FleetCheck<unknown>[])
        templates.push(templateOf(check, facts));
  }
  // Of a check with two kinds of subject, the first one's commands, which its runbook is written for.
  return new Map(templates.toReversed().map((template) => [template.id, template]));
}

function templateOf<Evidence>(check: Check<Evidence>, evidence: Evidence): CheckTemplate {
  const { id, hop, role, severity, title, source } = check;
  const answer: CheckAnswer = {
    ...{ checkId: id, hop, state: "fail", role, severity },
    reason: "S3 and DynamoDB",
    evidence: [{ label: "", value: "", observedAt: null, source: "template", resourceId: "VPC_ENDPOINT_ID" }],
    ...{ lanes: ["AZ_ID"], since: null },
  };
  return {
    ...{ id, hop, role, severity, title, source },
    confirm: check.confirm(evidence, answer).map(unmark),
    fix: unmark(check.fix(evidence, answer)),
  };
}

import { pathChecks } from "#lib/diagnosis/diagnose.ts";
import type { FleetCheck, FleetFacts } from "#lib/diagnosis/fleet/factsSchema.ts";
import { fleetChecks } from "#lib/diagnosis/fleet/findings.ts";
import type { Check, CheckAnswer, CheckId, Command, Fix } from "#lib/diagnosis/schema.ts";
import { fleetTemplate } from "./fleet.ts";
import { unmark } from "./marks.ts";
import { pathTemplate } from "./path.ts";

/** A check as the runbook of its verdict needs it: what it is, and its own commands and fix with placeholders for ids. */
export interface CheckTemplate
  extends Pick<Check<never>, "id" | "hop" | "role" | "severity" | "title" | "source"> {
  confirm: Command[];
  fix: Fix;
}

/**
 * Every check's template, made by the check itself from evidence that holds placeholders: there is one text of each
 * command and fix, and findings fill in what runbooks leave open.
 */
export function checkTemplates(): ReadonlyMap<CheckId, CheckTemplate> {
  const templates = pathChecks.map((check) => templateOf(check, pathTemplate(check.id)));
  for (const kind of Object.keys(fleetChecks) as (keyof FleetFacts)[]) {
    for (const check of fleetChecks[kind] as readonly FleetCheck<unknown>[])
      templates.push(templateOf(check, fleetTemplate[kind]));
  }
  const byId = Map.groupBy(templates, ({ id }) => id);
  return new Map(
    [...byId].map(([id, [first, ...others]]) => [id, others.reduce(merged, first as CheckTemplate)]),
  );
}

/** A check of two kinds of subject has the commands of both in one runbook. */
function merged(one: CheckTemplate, other: CheckTemplate): CheckTemplate {
  const known = new Set(one.confirm.map(({ command }) => command));
  const join = (a: string, b: string, by: string) => (a === b || b === "" ? a : `${a}${by}${b}`);
  return {
    ...one,
    confirm: [...one.confirm, ...other.confirm.filter(({ command }) => !known.has(command))],
    fix: {
      ...one.fix,
      summary: join(one.fix.summary, other.fix.summary, " "),
      console: join(one.fix.console, other.fix.console, " "),
      cli: [...new Set([...one.fix.cli, ...other.fix.cli])],
      terraform: join(one.fix.terraform, other.fix.terraform, "\n\n"),
    },
  };
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

import { z } from "zod";
import { clientChecks } from "./checks/client.ts";
import { endpointChecks } from "./checks/endpoint.ts";
import { loadBalancerChecks } from "./checks/loadBalancer.ts";
import { privateDnsChecks } from "./checks/privateDns.ts";
import { serviceChecks } from "./checks/service.ts";
import { targetChecks } from "./checks/targets.ts";
import { compareAnswers, compareChecks, walk } from "./compute.ts";
import type { PathCheck, PathEvidence } from "./evidenceSchema.ts";
import { type CheckAnswer, checkAnswerSchema, commandSchema, fixSchema } from "./schema.ts";
import type { Walk } from "./walkSchema.ts";

/** Every check of the path. The order does not matter, but what is asked in the walk's order needs hardly any sorting. */
export const pathChecks: readonly PathCheck[] = [
  ...clientChecks,
  ...privateDnsChecks,
  ...endpointChecks,
  ...serviceChecks,
  ...loadBalancerChecks,
  ...targetChecks,
].toSorted((a, b) => compareChecks({ hop: a.hop, checkId: a.id }, { hop: b.hop, checkId: b.id }));

/** A failure with what confirms and what mends it. */
export const findingSchema = z
  .object({ answer: checkAnswerSchema, title: z.string(), confirm: z.array(commandSchema), fix: fixSchema })
  .meta({ id: "Finding" });
export type Finding = z.infer<typeof findingSchema>;

/** Asks every check about one path, walks it, and fills in commands and fixes for what failed; findings in the walk's order. */
export function diagnose(
  evidence: PathEvidence,
  now: Date,
  checks: readonly PathCheck[] = pathChecks,
): { walk: Walk; findings: Finding[] } {
  const answers: CheckAnswer[] = [];
  const findings: Finding[] = [];
  for (const check of checks)
    for (const answer of check.evaluate(evidence, now)) {
      answers.push(answer);
      if (answer.state === "fail") findings.push(findingOf(check, evidence, answer));
    }
  return {
    walk: walk(answers, zonesOf(evidence)),
    findings: findings.toSorted((a, b) => compareAnswers(a.answer, b.answer)),
  };
}

function findingOf(check: PathCheck, evidence: PathEvidence, answer: CheckAnswer): Finding {
  return {
    answer,
    title: check.title,
    confirm: check.confirm(evidence, answer),
    fix: check.fix(evidence, answer),
  };
}

/** The endpoint's zones, by the last that is known of them; those of the load balancers where it is not ours. */
function zonesOf({ consumer, provider }: PathEvidence): string[] {
  if (consumer.ours) return consumer.endpoint.state === "missing" ? [] : consumer.endpoint.value.azIds;
  const served = provider.ours && provider.service.state !== "missing" ? provider.service.value : null;
  return served?.azIds ?? [];
}

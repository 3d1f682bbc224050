import type { EvaluationContext, EvaluationResult, Evaluator } from "../evaluations/schema.ts";
import { evaluateFleet } from "./evaluateFleet.ts";
import { evaluatePaths } from "./evaluatePaths.ts";
import { Known } from "./evidence/scopes.ts";
import { forgetSpells } from "./mutations.ts";
import { Stage } from "./stage.ts";

/**
 * Walks the path of every endpoint, and of every connection to a service of ours whose endpoint is somebody else's;
 * then judges what lies beside the paths. Walks and findings are put in place together, at the end.
 */
export async function evaluateDiagnosis(
  context: Pick<EvaluationContext, "db" | "config" | "now" | "signal">,
): Promise<EvaluationResult> {
  const { db, now } = context;
  const { paths, fleet, ended } = await Stage.during(db, async (stage) => {
    const given = { ...context, stage, known: await Known.read(db.pool) };
    const [paths, fleet] = await bothDone(evaluatePaths(given), evaluateFleet(given));
    return { paths, fleet, ended: await stage.commit(now) };
  });
  await forgetSpells(db.pool, now);
  return {
    asOf: paths.asOf,
    judged: paths.judged + fleet.judged,
    changed: paths.changed + fleet.changed + ended,
  };
}

/** Throws what one of them threw, once neither is at work any more: they share the stage. */
async function bothDone<A, B>(one: Promise<A>, other: Promise<B>): Promise<[A, B]> {
  await Promise.allSettled([one, other]);
  return Promise.all([one, other]);
}

export const evaluator: Evaluator = { name: "diagnosis", everySeconds: 300, evaluate: evaluateDiagnosis };

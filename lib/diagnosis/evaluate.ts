import type { EvaluationContext, EvaluationResult, Evaluator } from "../evaluations/schema.ts";
import { evaluateFleet } from "./evaluateFleet.ts";
import { evaluatePaths } from "./evaluatePaths.ts";
import { endWhatIsGone, renewWorstFindings } from "./mutations.ts";

/**
 * Walks the path of every endpoint, and of every connection to a service of ours whose endpoint is somebody else's;
 * stores each walk and what fails on it; then judges what lies beside the paths.
 */
export async function evaluateDiagnosis(
  context: Pick<EvaluationContext, "db" | "config" | "now" | "signal">,
): Promise<EvaluationResult> {
  const { db, now } = context;
  const paths = await evaluatePaths(context);
  const fleet = await evaluateFleet(context);
  const ended = await endWhatIsGone(db.pool, now);
  await renewWorstFindings(db.pool);
  return {
    asOf: paths.asOf,
    judged: paths.judged + fleet.judged,
    changed: paths.changed + fleet.changed + ended,
  };
}

export const evaluator: Evaluator = { name: "diagnosis", everySeconds: 300, evaluate: evaluateDiagnosis };

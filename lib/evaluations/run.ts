import type { Config } from "../config/schema.ts";
import { isConnectionError } from "../db/connectionErrors.ts";
import type { Database } from "../db/pool.ts";
import { analyzeGrown } from "../db/statistics.ts";
import { currentTime } from "../env.ts";
import { log } from "../log.ts";
import type { ScopeLocks } from "../runs/locks.ts";
import { isDue } from "./compute.ts";
import { collectingState, evaluationRecords } from "./data.ts";
import { recordEvaluation } from "./mutations.ts";
import type { Evaluated, Evaluator } from "./schema.ts";

export interface Judging {
  db: Database;
  locks: ScopeLocks;
  config: Config;
  evaluators: readonly Evaluator[];
  signal: AbortSignal;
}

/**
 * Runs the evaluators that are due, or all of them, one after the other. One that another process is at is left to
 * it; one that throws is recorded as failed and holds up none of the others. Throws only when the database is away.
 */
export async function evaluate(judging: Judging, which: "due" | "all"): Promise<Evaluated[]> {
  const done: Evaluated[] = [];
  for (const evaluator of judging.evaluators) {
    if (judging.signal.aborted) break;
    const key = `evaluation:${evaluator.name}`;
    const taken = await judging.locks.take([key]);
    if (!taken.has(key)) continue;
    try {
      const evaluated = await evaluateHeld(judging, evaluator, which);
      if (evaluated) done.push(evaluated);
    } finally {
      await judging.locks.release(taken);
    }
  }
  return done;
}

async function evaluateHeld(
  { db, config, signal }: Judging,
  evaluator: Evaluator,
  which: "due" | "all",
): Promise<Evaluated | undefined> {
  const { name } = evaluator;
  // Asked only under the lock: another process may have been at it until a moment ago.
  const collecting = await collectingState(db.pool);
  const last = (await evaluationRecords(db.pool)).get(name);
  const startedAt = currentTime();
  if (which === "due" && !isDue(evaluator, last, collecting, startedAt)) return undefined;
  await analyzeGrown(db.pool);
  const began = performance.now();
  const { firstPassThrough } = collecting;
  const seconds = () => (performance.now() - began) / 1000;
  try {
    const result = await evaluator.evaluate({ db, config, now: startedAt, signal });
    const endedAt = currentTime();
    await recordEvaluation(db.pool, {
      ...{ name, startedAt, endedAt, outcome: "success", ...result, firstPassThrough, errorMessage: null },
    });
    log.debug({ evaluation: name, ...result, seconds: seconds() }, "judged");
    return { name, outcome: "success", result, seconds: seconds() };
  } catch (error) {
    if (signal.aborted) return undefined;
    if (isConnectionError(error)) throw error;
    log.error({ err: error, evaluation: name }, "an evaluation failed; the verdicts before it stand");
    const result = { asOf: null, judged: 0, changed: 0 };
    const errorMessage = error instanceof Error ? error.message : String(error);
    const endedAt = currentTime();
    await recordEvaluation(db.pool, {
      ...{ name, startedAt, endedAt, outcome: "failed", ...result, firstPassThrough, errorMessage },
    });
    return { name, outcome: "failed", result, seconds: seconds(), error: errorMessage };
  }
}

import type { Config } from "../config/schema.ts";
import type { Database } from "../db/pool.ts";

export const evaluatorNames = ["costs", "idle", "quotas", "slos", "diagnosis", "alerts", "audits"] as const;
export type EvaluatorName = (typeof evaluatorNames)[number];

/** Verdicts older than this, in seconds, are stale: three of the longest intervals. */
export const evaluationStaleSeconds = 3 * 3600;

export interface EvaluationContext {
  db: Database;
  config: Config;
  /** Time of the evaluation. What verdicts hold for is the data's own watermark, not this. */
  now: Date;
  /** Aborts when the process is to stop: stop between two batches. */
  signal?: AbortSignal;
}

export interface EvaluationResult {
  /** The watermark that the verdicts hold for; null while there is nothing to judge. */
  asOf: Date | null;
  /** Things judged. */
  judged: number;
  /** Verdicts that differ from those before. */
  changed: number;
}

/**
 * Judges the whole fleet from what is stored, and stores the verdicts, for pages and API to read. Judging twice on the
 * same evidence changes nothing but the time of evaluation.
 */
export interface Evaluator {
  name: EvaluatorName;
  everySeconds: number;
  evaluate(context: EvaluationContext): Promise<EvaluationResult>;
}

/** How one evaluation ended. */
export interface Evaluated {
  name: EvaluatorName;
  outcome: "success" | "failed";
  result: EvaluationResult;
  seconds: number;
  error?: string;
}

/** What is on record about an evaluator's last evaluation. */
export interface EvaluationRecord extends EvaluationResult {
  name: EvaluatorName;
  startedAt: Date;
  endedAt: Date;
  outcome: "success" | "failed";
  /** Whether every scope had been attempted when it began. */
  firstPassThrough: boolean;
  errorMessage: string | null;
  lastSuccessAt: Date | null;
}

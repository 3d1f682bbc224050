import type { EvaluationRecord, Evaluator } from "./schema.ts";

/** A first pass that takes longer than this is judged in part. */
const patienceMs = 10 * 60_000;

/** How far the collectors are. */
export interface CollectingState {
  /** True when every scope has been attempted at least once. */
  firstPassThrough: boolean;
  /** When the first run of all began; null before it. */
  firstRunAt: Date | null;
}

/**
 * Whether an evaluator is due: at its interval, and at once when the first pass over the fleet is through. Before
 * that, what is not collected yet would only be judged unknown; after ten minutes that is better than nothing.
 */
export function isDue(
  { everySeconds }: Pick<Evaluator, "everySeconds">,
  last: Pick<EvaluationRecord, "startedAt" | "firstPassThrough"> | undefined,
  { firstPassThrough, firstRunAt }: CollectingState,
  now: Date,
): boolean {
  if (!firstRunAt) return false;
  if (!last) return firstPassThrough || now.getTime() - firstRunAt.getTime() >= patienceMs;
  if (firstPassThrough && !last.firstPassThrough) return true;
  // A clock that was put back must not stop the judging.
  const elapsedMs = now.getTime() - last.startedAt.getTime();
  return elapsedMs < 0 || elapsedMs >= everySeconds * 1000;
}

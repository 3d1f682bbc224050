import { spanOf } from "./budget.ts";
import { type SloDefinition, windowOf } from "./definition.ts";
import { lateDays } from "./judge.ts";

const dayMs = 86_400_000;

/** The span that an objective's window and its burn-down need. */
export function neededFrom(slo: SloDefinition, to: Date, reachDays: number): Date {
  const { from } = spanOf(windowOf(slo.window), to.getTime());
  return new Date(Math.max(from - (lateDays + 1) * dayMs, to.getTime() - reachDays * dayMs));
}

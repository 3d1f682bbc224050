import type { PathCheck } from "../evidenceSchema.ts";
import { type Parts, path } from "./path.ts";
import { now, zones } from "./world.ts";

/** One row of a check's table: what is changed, how, and every answer as `fail cause page [use1-az1]`. */
export type Row = [what: string, change: (parts: Parts) => unknown, answers: string, reason?: RegExp];

/** The answers of a check to a changed path, sorted, in the words of `Row`; passes and the like by their state alone. */
export function asked(
  check: PathCheck,
  change: (parts: Parts) => unknown,
): { words: string; reasons: string } {
  const answers = check.evaluate(path(change), now);
  const short = new Map(zones.map((azId, i) => [azId, `az${i + 1}`]));
  const words = answers.map(({ state, role, severity, lanes }) => {
    const where = lanes.length > 0 ? ` [${lanes.map((azId) => short.get(azId) ?? azId).join(" ")}]` : "";
    return state === "fail" ? `fail ${role} ${severity}${where}` : `${state}${where}`;
  });
  return { words: words.sort().join(" | "), reasons: answers.map(({ reason }) => reason).join(" ") };
}

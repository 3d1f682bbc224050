import { type AlertLevel, ruleStates } from "./burn.ts";
import { Counts, countable } from "./counts.ts";
import type { AlertPolicyName, Exclusion, NoDataPolicy, Sample } from "./schema.ts";

/** A span in which a rule would have fired. Times are ms since 1970, to the step of the preview. */
export interface PreviewFiring {
  level: AlertLevel;
  rule: string;
  from: number;
  to: number;
  /** The highest rate of its long window. */
  peak: number;
}

/** What one policy would have done on the history. */
export interface PolicyPreview {
  policy: AlertPolicyName;
  firings: PreviewFiring[];
  pages: number;
  tickets: number;
  /** Time in which anything of it fired. */
  firingMs: number;
}

export interface PreviewInput {
  samples: readonly Sample[];
  exclusions: readonly Exclusion[];
  noData: NoDataPolicy;
  from: number;
  watermark: number;
  stepMs: number;
  target: number;
  minimumTotal: number;
}

const leastStepMs = 10 * 60_000;
const longestMs = 3 * 86_400_000;

/** How far apart the moments are at which a preview looks. */
export const previewStepMs = (stepMs: number) => Math.max(leastStepMs, stepMs);

/** When each rule of a policy would have fired, judged at every step of the history with what was counted by then. */
export function previewPolicy(policy: AlertPolicyName, input: PreviewInput): PolicyPreview {
  const { from, watermark, stepMs, target, minimumTotal } = input;
  const counts = new Counts(
    countable(input.samples, input.exclusions, input.noData, {
      ...{ from: from - longestMs, to: watermark, stepSeconds: stepMs / 1000 },
    }),
  );
  const step = previewStepMs(stepMs);
  const open = new Map<string, PreviewFiring>();
  const firings: PreviewFiring[] = [];
  let firingMs = 0;
  for (let at = from + step; at <= watermark; at += step) {
    // Without a bad event in the longest window nothing can fire.
    const calm = counts.between(at - longestMs, at).bad === 0;
    const states = calm ? [] : ruleStates(policy, counts, target, at, minimumTotal, stepMs);
    const firing = states.filter(({ state }) => state === "firing");
    if (firing.length > 0) firingMs += step;
    const names = new Set(firing.map(({ rule }) => rule));
    for (const rule of open.keys()) if (!names.has(rule)) open.delete(rule);
    for (const { rule, level, burnRate } of firing) {
      const known = open.get(rule);
      if (known) {
        known.to = at;
        known.peak = Math.max(known.peak, burnRate ?? 0);
        continue;
      }
      const begun = { level, rule, from: at - step, to: at, peak: burnRate ?? 0 };
      open.set(rule, begun);
      firings.push(begun);
    }
  }
  const count = (level: AlertLevel) => firings.filter((one) => one.level === level).length;
  return { policy, firings, pages: count("page"), tickets: count("ticket"), firingMs };
}

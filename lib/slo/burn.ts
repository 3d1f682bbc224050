import type { Counts } from "./counts.ts";
import type { AlertPolicyName } from "./schema.ts";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/**
 * How many times faster than allowed the error budget is used up over a window that ends at `to` (exclusive): the
 * share of bad events over the share that the target allows. Null where fewer than `minimumTotal` events, or none,
 * were counted: no traffic is neither good nor bad. Source: Site Reliability Workbook, chapter 5.
 */
export function burnRate(
  counts: Counts,
  target: number,
  windowMs: number,
  to: number,
  minimumTotal = 0,
): number | null {
  const { bad, total } = counts.between(to - windowMs, to);
  if (total <= 0 || total < minimumTotal) return null;
  return bad / total / (1 - target);
}

export type AlertLevel = "page" | "ticket";

interface BurnRule {
  level: AlertLevel;
  /** Fires while the burn rate is above this … */
  above: number;
  /** … over the long window, which says that it matters, */
  longMs: number;
  /** and over the short one, which says that it still goes on. */
  shortMs: number;
}

// Site Reliability Workbook, chapter 5, table 5-8 (multiwindow, multi-burn-rate).
const workbook: BurnRule[] = [
  { level: "page", above: 14.4, longMs: hour, shortMs: 5 * minute },
  { level: "page", above: 6, longMs: 6 * hour, shortMs: 30 * minute },
  { level: "ticket", above: 3, longMs: day, shortMs: 2 * hour },
  { level: "ticket", above: 1, longMs: 3 * day, shortMs: 6 * hour },
];

// PrivateLink guide 2026: page above 2 for 30 minutes.
const guide = { level: "page" as const, above: 2, windowMs: 5 * minute, forMs: 30 * minute };

/** A rate over a window that a policy's rule goes by. */
export interface BurnThreshold {
  level: AlertLevel;
  above: number;
  windowMs: number;
  /** The window says that it matters; the other that it still goes on. */
  long: boolean;
}

/** The windows that a policy looks at, and above which rate. */
export function thresholdsOf(policy: AlertPolicyName): BurnThreshold[] {
  if (policy === "guide")
    return [{ level: guide.level, above: guide.above, windowMs: guide.forMs, long: true }];
  return workbook.flatMap(({ level, above, longMs, shortMs }) => [
    { level, above, windowMs: longMs, long: true },
    { level, above, windowMs: shortMs, long: false },
  ]);
}

/** A rule of a policy at a moment. */
export interface RuleState {
  policy: AlertPolicyName;
  level: AlertLevel;
  /** In the policy's own words: `14.4× over 1 h and 5 min`. */
  rule: string;
  /** `unknown` where a window holds too few events, or buckets are wider than the window. */
  state: "firing" | "quiet" | "unknown";
  /** Over the long window; of the guide's policy the least of its windows. */
  burnRate: number | null;
  shortBurnRate: number | null;
}

/** A rule of a policy that fires. */
export interface Firing {
  policy: AlertPolicyName;
  level: AlertLevel;
  rule: string;
  burnRate: number;
}

/**
 * The rules of the policy at `to`, the gravest first. A window without enough events fires nothing; for the guide's
 * policy such a window in between also ends what was firing.
 * @param stepMs width of the buckets: a rule about a narrower window cannot be decided.
 */
export function ruleStates(
  policy: AlertPolicyName,
  counts: Counts,
  target: number,
  to: number,
  minimumTotal = 0,
  stepMs = 0,
): RuleState[] {
  const rate = (windowMs: number, at = to) => burnRate(counts, target, windowMs, at, minimumTotal);
  if (policy === "guide") {
    const rates: (number | null)[] = [];
    for (let at = to - guide.forMs + guide.windowMs; at <= to; at += minute)
      rates.push(rate(guide.windowMs, at));
    const known = rates.filter((one) => one !== null);
    const least = known.length > 0 ? known.reduce((a, b) => Math.min(a, b)) : null;
    const decided = stepMs <= guide.windowMs && known.length > 0;
    const fires = decided && known.length === rates.length && least !== null && least > guide.above;
    const rule = `${guide.above}× for 30 min`;
    const state = fires ? "firing" : decided ? "quiet" : "unknown";
    return [
      { policy, level: guide.level, rule, state, burnRate: least, shortBurnRate: rates.at(-1) ?? null },
    ];
  }
  return workbook.map(({ level, above, longMs, shortMs }) => {
    const [long, short] = [rate(longMs), rate(shortMs)];
    const rule = `${above}× over ${inWords(longMs)} and ${inWords(shortMs)}`;
    const decided = stepMs <= shortMs && long !== null && short !== null;
    const state = !decided ? "unknown" : long > above && short > above ? "firing" : "quiet";
    return { policy, level, rule, state, burnRate: long, shortBurnRate: short };
  });
}

/** The rules of the policy that fire at `to`, the gravest first. */
export function firing(
  policy: AlertPolicyName,
  counts: Counts,
  target: number,
  to: number,
  minimumTotal = 0,
): Firing[] {
  return ruleStates(policy, counts, target, to, minimumTotal).flatMap(
    ({ level, rule, state, burnRate: rate }) =>
      state === "firing" && rate !== null ? [{ policy, level, rule, burnRate: rate }] : [],
  );
}

function inWords(ms: number): string {
  if (ms >= day) return `${ms / day} d`;
  return ms >= hour ? `${ms / hour} h` : `${ms / minute} min`;
}

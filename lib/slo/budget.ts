import { burnRate } from "./burn.ts";
import type { Counts } from "./counts.ts";
import type { BudgetWindow, Objective } from "./schema.ts";

const dayMs = 86_400_000;

/** The span of a budget window around `now`; `to` is where it ends, for a calendar window in the future. */
export function spanOf(window: BudgetWindow, now: number): { from: number; to: number } {
  if (window.kind === "rolling") return { from: now - window.days * dayMs, to: now };
  const date = new Date(now);
  const months = window.unit === "month" ? 1 : 3;
  const first = date.getUTCMonth() - (date.getUTCMonth() % months);
  const year = date.getUTCFullYear();
  return { from: Date.UTC(year, first, 1), to: Date.UTC(year, first + months, 1) };
}

/** An error budget at a moment. Shares are of 1 and may fall below 0; null means unknown, with `reason`. */
export interface Budget {
  /** Good events among all in the window so far. */
  attainment: number | null;
  /** Bad events that the target allows in the window, and those counted. */
  allowed: number | null;
  spent: number;
  /** What is left of the budget: 1 untouched, 0 used up, negative overdrawn. */
  left: number | null;
  /** Burn rate over the last hour, which `exhaustedAt` goes by. */
  burnRate: number | null;
  /** When it will be used up at that rate; null while nothing burns, when it is used up already, or unknown. */
  exhaustedAt: number | null;
  reason: string | null;
}

const hourMs = 3_600_000;

/**
 * The budget up to `watermark`, the moment up to which data is complete. A calendar window of a timeslice objective
 * has its whole budget from the first day; otherwise the budget grows with the events.
 */
export function budgetOf(counts: Counts, objective: Objective, watermark: number): Budget {
  const { kind, target, window, stepSeconds, minimumTotal } = objective;
  const { from, to } = spanOf(window, watermark);
  const { bad, total } = counts.between(from, watermark);
  const none = { attainment: null, allowed: null, spent: bad, left: null, burnRate: null, exhaustedAt: null };
  if (total <= 0) return { ...none, reason: "nothing was counted in the window" };
  if (total < minimumTotal)
    return { ...none, reason: `${total} of the ${minimumTotal} events that a verdict takes` };
  const whole = kind === "timeslice" && window.kind === "calendar";
  const events = whole ? (to - from) / 1000 / stepSeconds : total;
  const allowed = events * (1 - target);
  const left = 1 - bad / allowed;
  const rate = burnRate(counts, target, hourMs, watermark, minimumTotal);
  return {
    attainment: 1 - bad / total,
    allowed,
    spent: bad,
    left,
    burnRate: rate,
    exhaustedAt: left > 0 && rate ? watermark + (left * (to - from)) / rate : null,
    reason: null,
  };
}

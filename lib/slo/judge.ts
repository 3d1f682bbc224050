import { type Budget, budgetOf, spanOf } from "./budget.ts";
import { burnRate, type RuleState, ruleStates } from "./burn.ts";
import { Counts, countable } from "./counts.ts";
import { objectiveOf, type SloDefinition, windowOf } from "./definition.ts";
import { indicators } from "./indicators.ts";
import type { AlertPolicyName, Exclusion, Objective, Sample } from "./schema.ts";

/**
 * - `met`: the budget holds. `at-risk`: it holds, and an alert rule fires. `breached`: it is used up.
 * - `unknown`: nothing, too little or nothing recent was counted. `measured`: nothing is promised.
 */
export const sloStates = ["met", "at-risk", "breached", "unknown", "measured"] as const;
export type SloState = (typeof sloStates)[number];

/** Windows that burn rates are told for, beside the budget's own. */
export const burnWindows = {
  "5m": 300,
  "30m": 1800,
  "1h": 3600,
  "2h": 7200,
  "6h": 21_600,
  "1d": 86_400,
  "3d": 259_200,
} as const;

export interface WindowBurn {
  window: string;
  seconds: number;
  burnRate: number | null;
  bad: number;
  total: number;
}

/** A rule of the alert policy, and since when it is in its state. */
export interface SloAlert extends RuleState {
  since: string;
}

/** What is known of an objective's events. Times are ms since 1970. */
export interface SloEvidence {
  samples: readonly (Sample & { value?: number | null })[];
  /** Everything before this was counted, in whole buckets where they fill up slowly; null: nothing is known. */
  watermark: number | null;
  /** Since when it was counted without a hole. */
  countedFrom: number | null;
  /** What the source says about itself: why it is behind. */
  sourceReason: string | null;
  /** Share of accounts and regions that were read. */
  sourceCoverage: number | null;
  /** Alerts of the evaluation before. */
  alerts: readonly SloAlert[];
}

export interface SloVerdict extends Budget {
  state: SloState;
  reason: string;
  total: number;
  /** The newest measured value, in the indicator's unit. */
  value: number | null;
  windows: WindowBurn[];
  alerts: SloAlert[];
  alertLevel: "page" | "ticket" | null;
  /** Maintenance within the window. */
  maintenance: Exclusion[];
  excludedSeconds: number;
  /** Share of the window's buckets, up to the watermark, in which anything was counted. */
  coverage: number | null;
  /** The burn-down: the latest days on which anything was counted. */
  days: DayBudget[];
}

/** A UTC day: what was counted on it, and the budget of the window that ends with it. */
export interface DayBudget {
  /** YYYY-MM-DD */
  day: string;
  bad: number;
  total: number;
  attainment: number | null;
  left: number | null;
  asOf: number;
}

/** Days before this one that are told anew, because late results may still change them. */
export const lateDays = 8;
const dayMs = 86_400_000;

const noBudget: Budget = {
  attainment: null,
  allowed: null,
  spent: 0,
  left: null,
  burnRate: null,
  exhaustedAt: null,
  reason: null,
};

/** Judges an objective at the watermark of its data. `now` only tells whether that data has stopped coming. */
export function judgeSlo(slo: SloDefinition, evidence: SloEvidence, now: number): SloVerdict {
  const facts = indicators[slo.indicator];
  const stepMs = facts.stepSeconds * 1000;
  const { watermark, sourceReason } = evidence;
  const read = watermark !== null && sourceReason === null && evidence.sourceCoverage !== 0;
  const missing = [(read && facts.quiet) || facts.missing, sourceReason].filter(Boolean).join(" ");
  const empty = {
    ...{ value: null, windows: [], alerts: [], alertLevel: null },
    ...{ maintenance: [], excludedSeconds: 0, days: [] },
  };
  if (watermark === null)
    return { ...noBudget, ...empty, state: "unknown", reason: missing, total: 0, coverage: null };

  const to = watermark;
  const span = { from: spanOf(windowOf(slo.window), to).from, to };
  const exclusions = maintenanceOf(slo);
  const known = countable(evidence.samples, exclusions, "ignore", {
    ...span,
    stepSeconds: facts.stepSeconds,
  });
  const filledFrom = Math.max(span.from - (lateDays + 1) * dayMs, evidence.countedFrom ?? to);
  const filled = countable(evidence.samples, exclusions, slo.noData, {
    from: filledFrom,
    to,
    stepSeconds: facts.stepSeconds,
  });
  const counts = new Counts(filled);
  const { bad, total } = counts.between(span.from, to);
  const objective = objectiveOf(slo);
  const budget = objective ? budgetOf(counts, objective, to) : { ...noBudget, spent: bad };
  const alerts = objective ? alertsOf(counts, objective, to, evidence.alerts) : [];
  const within = exclusions.filter((one) => one.to > span.from && one.from < to);
  const counted = {
    ...budget,
    total,
    value: newestValue(evidence.samples, to),
    windows: objective ? windowsOf(counts, objective, slo.window, span, to) : [],
    maintenance: within,
    excludedSeconds: excludedMs(within, span.from, to) / 1000,
    days: daysOf(counts, objective, filledFrom, to),
    coverage: coverageOf(
      known,
      within,
      span,
      stepMs,
      facts.kind === "ratio" && facts.grain === "place",
      evidence,
    ),
  };
  const last = lastCounted(known);
  const stale = last === null || now - (last + stepMs) > facts.staleAfterSeconds * 1000;
  const continuous = isContinuous(slo);
  const unknown = (reason: string): SloVerdict => ({
    ...counted,
    state: "unknown",
    reason,
    alerts: alerts.map((one) => ({ ...one, state: "unknown" })),
    alertLevel: null,
  });
  if (total <= 0) return unknown(missing);
  if (now - to > stepMs + facts.staleAfterSeconds * 1000)
    return unknown(`Data ends at ${iso(to)}: nothing newer is known. ${sourceReason ?? ""}`.trim());
  if (continuous && stale && !inMaintenance(exclusions, to, facts.staleAfterSeconds * 1000))
    return unknown(
      `Nothing was counted since ${iso((last ?? span.from) + stepMs)}; before that, all is as told here.`,
    );
  if (!objective)
    return { ...counted, alerts, alertLevel: null, state: "measured", reason: "Nothing is promised." };
  if (budget.left === null) return unknown(sentence(budget.reason ?? missing));
  const firing = alerts.filter((one) => one.state === "firing");
  const alertLevel = firing.some(({ level }) => level === "page")
    ? "page"
    : firing.length > 0
      ? "ticket"
      : null;
  const share = `${percent(budget.left)} of the error budget is left`;
  if (budget.left <= 0) {
    const reason = `The error budget is used up: ${count(bad)} bad of ${count(total)}, ${count(budget.allowed ?? 0)} allowed.`;
    return { ...counted, alerts, alertLevel, state: "breached", reason };
  }
  if (firing[0])
    return {
      ...counted,
      alerts,
      alertLevel,
      state: "at-risk",
      reason: `${share}; it burns ${firing[0].rule}.`,
    };
  return { ...counted, alerts, alertLevel, state: "met", reason: `${share}.` };
}

/** Events that come all the time: when they stop, something is wrong with the counting. */
function isContinuous({ indicator }: SloDefinition): boolean {
  return !["provisioning", "provision-time", "authorization"].includes(indicator);
}

function maintenanceOf({ maintenance }: SloDefinition): Exclusion[] {
  return maintenance.map(({ from, to, reason }) => ({ from: Date.parse(from), to: Date.parse(to), reason }));
}

function inMaintenance(exclusions: readonly Exclusion[], at: number, slackMs: number): boolean {
  return exclusions.some(({ from, to }) => at > from && at <= to + slackMs);
}

/** Milliseconds of [from, to) that lie in any exclusion; overlapping ones count once. */
function excludedMs(exclusions: readonly Exclusion[], from: number, to: number): number {
  let reached = from;
  let sum = 0;
  for (const one of exclusions.toSorted((a, b) => a.from - b.from)) {
    const begin = Math.max(reached, one.from);
    const end = Math.min(to, one.to);
    if (end > begin) sum += end - begin;
    reached = Math.max(reached, end);
  }
  return sum;
}

function windowsOf(
  counts: Counts,
  { target, minimumTotal, stepSeconds }: Objective,
  budgetWindow: string,
  { from }: { from: number },
  to: number,
): WindowBurn[] {
  const spans = [...Object.entries(burnWindows), [budgetWindow, (to - from) / 1000] as const];
  return spans.map(([window, seconds]) => ({
    window,
    seconds,
    burnRate:
      seconds < stepSeconds || seconds <= 0
        ? null
        : burnRate(counts, target, seconds * 1000, to, minimumTotal),
    ...counts.between(to - seconds * 1000, to),
  }));
}

function alertsOf(
  counts: Counts,
  { policy, target, minimumTotal, stepSeconds }: Objective,
  to: number,
  before: readonly SloAlert[],
): SloAlert[] {
  return ruleStates(
    policy satisfies AlertPolicyName,
    counts,
    target,
    to,
    minimumTotal,
    stepSeconds * 1000,
  ).map((now) => {
    const same = before.find(
      (old) => old.rule === now.rule && old.policy === now.policy && old.state === now.state,
    );
    return { ...now, since: same && same.since <= iso(to) ? same.since : iso(to) };
  });
}

/** Every day since `from`; those of which the window's beginning is not kept any more are right as stored before. */
function daysOf(counts: Counts, objective: Objective | undefined, from: number, to: number): DayBudget[] {
  const days: DayBudget[] = [];
  for (let day = Math.floor(from / dayMs) * dayMs; day < to; day += dayMs) {
    const asOf = Math.min(day + dayMs, to);
    const { bad, total } = counts.between(day, asOf);
    if (total <= 0) continue;
    const { attainment, left } = objective ? budgetOf(counts, objective, asOf) : noBudget;
    days.push({ day: iso(day).slice(0, 10), bad, total, attainment, left, asOf });
  }
  return days;
}

function coverageOf(
  known: readonly Sample[],
  maintenance: readonly Exclusion[],
  { from, to }: { from: number; to: number },
  stepMs: number,
  byPlace: boolean,
  { sourceCoverage }: SloEvidence,
): number | null {
  if (byPlace) return sourceCoverage;
  const expected = Math.round((to - from - excludedMs(maintenance, from, to)) / stepMs);
  if (expected <= 0) return null;
  const counted = known.filter(({ time, total }) => total > 0 && time >= from && time < to).length;
  return Math.min(1, counted / expected);
}

function lastCounted(samples: readonly Sample[]): number | null {
  let last: number | null = null;
  for (const { time, total } of samples) if (total > 0 && (last === null || time > last)) last = time;
  return last;
}

function newestValue(samples: SloEvidence["samples"], to: number): number | null {
  let newest: { time: number; value: number } | undefined;
  for (const { time, value } of samples)
    if (value !== null && value !== undefined && time < to && (!newest || time > newest.time))
      newest = { time, value };
  return newest?.value ?? null;
}

const iso = (ms: number) => new Date(ms).toISOString();
const count = (value: number) => value.toLocaleString("en-US", { maximumFractionDigits: 1 });
const percent = (share: number) => `${(share * 100).toLocaleString("en-US", { maximumFractionDigits: 1 })} %`;
const sentence = (text: string) =>
  `${text.charAt(0).toUpperCase()}${text.slice(1)}${text.endsWith(".") ? "" : "."}`;

import { coverageOf, lateGrain, measuredTo } from "./coverage.ts";
import type { CoverageProof, IdleCause, IdleRule, IdleState, Judgement, UseEvidence } from "./schema.ts";
import { days, reasons } from "./words.ts";

const dayMs = 86_400_000;

/**
 * Whether a resource is in use, from what was asked and answered up to the watermark; `now` only tells what is late
 * or young. Idle takes every proof at once: it exists, it is old enough, its traffic was asked for all through the
 * window, and not a byte came. What lacks a proof is unknown, and what is seen to carry traffic is never idle.
 */
export function judgeUse(evidence: UseEvidence, rule: IdleRule, now: Date): Judgement {
  const asOf = measuredTo(evidence.marks);
  const coverage = asOf && coverageOf(evidence.marks, asOf, rule.days);
  const facts = { evidence, rule, now, asOf, coverage };
  const found = cannotSay(facts) ?? ofTraffic(facts as Measured);
  return {
    ...found,
    ...{ asOf, coverage },
    confidence: confidenceOf(found.state, facts),
    idleDays: asOf && claims.has(found.state) ? silentDays(facts as Measured) : null,
  };
}

interface Facts {
  evidence: UseEvidence;
  rule: IdleRule;
  now: Date;
  asOf: Date | null;
  coverage: CoverageProof | null;
}

interface Measured extends Facts {
  asOf: Date;
  coverage: CoverageProof;
}

type Found = Pick<Judgement, "state" | "cause" | "reason">;

const claims = new Set<IdleState>(["active", "low-use", "idle", "too-new"]);
const found = (state: IdleState, cause: IdleCause, reason: string): Found => ({ state, cause, reason });
const unknown = (cause: IdleCause, reason: string) => found("unknown", cause, reason);

/** What stands in the way of looking at the traffic at all; undefined where nothing does. */
function cannotSay(facts: Facts): Found | undefined {
  const { evidence, asOf } = facts;
  const { state, inventory, notPublished, notCollected, what } = evidence;
  if (state?.toLowerCase() === "deleted") return unknown("deleted", `AWS reports this ${what} as deleted`);
  if (notPublished) return found("not-measurable", "not-published", notPublished);
  if (notCollected) return unknown("not-collected", notCollected);
  if (!inventory?.fresh) return unknown("stale-inventory", reasons.staleInventory(what, inventory));
  const trouble = troubleOfMetrics(facts);
  if (!trouble && asOf) return undefined;
  // How young it is does not hang on its metrics.
  if (isYoung(facts, facts.now)) return tooNew(facts);
  return trouble ?? unknown("never-measured", reasons.neverMeasured(what));
}

function troubleOfMetrics({ evidence, now }: Facts): Found | undefined {
  const { metrics, marks, what, lateAfterMs } = evidence;
  if (!metrics || marks.length === 0) {
    const denied = metrics?.outcome === "failed" && metrics.errorClass === "denied";
    if (denied) return unknown("metrics-denied", reasons.metricsFailed(metrics));
    if (metrics?.outcome === "failed") return unknown("metrics-failed", reasons.metricsFailed(metrics));
    return unknown("never-measured", reasons.neverMeasured(what));
  }
  if (metrics.retired) return unknown("metrics-late", "its metrics are not asked for any more");
  if (metrics.outcome === "failed") {
    const cause = metrics.errorClass === "denied" ? "metrics-denied" : "metrics-failed";
    return unknown(cause, reasons.metricsFailed(metrics));
  }
  const late = lateGrain(marks, lateAfterMs, now);
  return late && unknown("metrics-late", reasons.late(late.watermark, now));
}

function ofTraffic(facts: Measured): Found {
  const { evidence, rule, asOf, coverage, now } = facts;
  const { traffic, what } = evidence;
  const { bytes, newConnections, packetsDropped } = traffic;
  const young = isYoung(facts, now) || isYoung(facts, asOf);
  const lastedDays = young && evidence.createdAt ? ageDays(evidence.createdAt, asOf) : rule.days;
  if (bytes > 0 && bytes >= rule.lowUseBytesPerDay * lastedDays)
    return found("active", "traffic", reasons.carried(what, traffic, coverage));
  if (young) return tooNew(facts);
  if (bytes > 0) {
    return coverage.complete
      ? found("low-use", "little-traffic", reasons.little(what, traffic, coverage, rule))
      : unknown("coverage-gap", reasons.gap(what, coverage, `it carried ${bytes} bytes in the rest`));
  }
  const tried = newConnections > 0 || packetsDropped > 0;
  if (tried) return found("low-use", "attempts-only", reasons.attempts(what, traffic, coverage));
  if (evidence.createdAt === null && evidence.existedAt > coverage.from)
    return unknown("age-unknown", reasons.ageUnknown(what, evidence.existedAt, rule.days));
  if (!coverage.complete) return unknown("coverage-gap", reasons.gap(what, coverage));
  if (traffic.lost) return unknown("parts-missing", reasons.lost(what));
  return found("idle", "no-traffic", reasons.idle(what, evidence, coverage));
}

/** Whether it was created less than the rule's days before a time. */
function isYoung({ evidence, rule }: Facts, at: Date): boolean {
  const { createdAt } = evidence;
  return createdAt !== null && createdAt.getTime() > at.getTime() - rule.days * dayMs;
}

const ageDays = (createdAt: Date, at: Date) => Math.max(1, (at.getTime() - createdAt.getTime()) / dayMs);

function tooNew({ evidence, rule }: Facts): Found {
  const { createdAt, what } = evidence;
  const on = createdAt?.toISOString().slice(0, 10);
  return found(
    "too-new",
    "created-lately",
    `This ${what} was created on ${on}, less than ${days(rule.days)} ago`,
  );
}

/** Whole days before the watermark of which it is proven that not a byte flowed. */
function silentDays({ evidence, asOf, coverage }: Measured): number {
  const { marks, createdAt, traffic } = evidence;
  const starts = [
    ...marks.map(({ collectedFrom }) => collectedFrom),
    ...(createdAt ? [createdAt] : []),
    ...(traffic.lastTrafficAt ? [traffic.lastTrafficAt] : []),
  ];
  // Inside a window that carried something, the latest is not known where it was not measured finely.
  if (traffic.bytes > 0 && !traffic.lastTrafficAt) starts.push(coverage.to);
  const since = Math.max(...starts.map((start) => start.getTime()));
  return Math.max(0, Math.floor((asOf.getTime() - since) / dayMs));
}

function confidenceOf(state: IdleState, { evidence, coverage }: Facts): Judgement["confidence"] {
  if (!claims.has(state)) return null;
  if (state !== "idle") return "high";
  const { attempts } = evidence;
  const ruledOut = attempts && coverage && attempts.collectedFrom <= coverage.from;
  return ruledOut ? "high" : "medium";
}

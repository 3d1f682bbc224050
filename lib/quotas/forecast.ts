/** Use of a quota over an inclusive span of UTC days, YYYY-MM-DD. */
export interface UseSpan {
  day: string;
  seenTo: string;
  used: number;
}

/** `near`: 80 % and more; `reached`: 100 %, the next one is refused. */
export const quotaStates = ["ok", "near", "reached", "unknown"] as const;
export type QuotaState = (typeof quotaStates)[number];

export const forecastStates = ["exhausted", "running-out", "steady", "unknown"] as const;
export type ForecastState = (typeof forecastStates)[number];

/** What is known of a quota when it is judged. */
export interface QuotaEvidence {
  used: number | null;
  limit: number | null;
  /** Why the use is not known, or is not current; null where it is. */
  unknown: string | null;
  /** The day of the use, YYYY-MM-DD; null where none was ever counted. */
  day: string | null;
  /** In any order; days that no span covers were not counted. */
  history: readonly UseSpan[];
}

export interface QuotaVerdict {
  state: QuotaState;
  reason: string;
  usedShare: number | null;
  headroom: number | null;
  forecast: ForecastState;
  forecastReason: string;
  /** Slope of the last 30 days; negative where use falls. */
  usedPerDay: number | null;
  /** YYYY-MM-DD at that slope; null where it does not run out within a year, or nobody knows. */
  runsOutOn: string | null;
  /** Days of the history that the slope is from. */
  daysCounted: number;
}

export const nearShare = 0.8;
/** A slope of fewer days says more about the last deployment than about the trend. */
export const leastDays = 7;
const slopeDays = 30;
const farDays = 365;
const dayMs = 86_400_000;

/** Holds a quota against its use, and says when it runs out if use goes on as in the last 30 days. */
export function judgeQuota(evidence: QuotaEvidence): QuotaVerdict {
  const { used, limit, unknown, day } = evidence;
  const trend = slopeOf(evidence.history, day);
  const none = {
    usedShare: null,
    headroom: null,
    usedPerDay: null,
    runsOutOn: null,
    daysCounted: trend.days,
  };
  const notKnown =
    unknown ??
    (used === null || day === null
      ? "its use is not known"
      : limit === null
        ? "its limit is not known"
        : null);
  if (notKnown !== null || used === null || limit === null || day === null) {
    const reason = sentence(notKnown ?? "");
    return { ...none, state: "unknown", reason, forecast: "unknown", forecastReason: reason };
  }
  const usedShare = limit > 0 ? used / limit : null;
  const headroom = limit - used;
  const state = headroom <= 0 ? "reached" : used >= nearShare * limit ? "near" : "ok";
  const reason = `${count(used)} of ${count(limit)} are used${state === "reached" ? ": no more can be had" : ""}.`;
  const known = { state, reason, usedShare, headroom, daysCounted: trend.days } as const;
  if (headroom <= 0)
    return {
      ...known,
      forecast: "exhausted",
      forecastReason: reason,
      usedPerDay: trend.perDay,
      runsOutOn: null,
    };
  if (trend.perDay === null) {
    const forecastReason = `Use is known for ${trend.days} of the last ${slopeDays} days; a trend takes ${leastDays}.`;
    return { ...known, forecast: "unknown", forecastReason, usedPerDay: null, runsOutOn: null };
  }
  const usedPerDay = trend.perDay;
  const daysLeft = usedPerDay > 0 ? headroom / usedPerDay : Number.POSITIVE_INFINITY;
  if (daysLeft > farDays) {
    const forecastReason =
      usedPerDay > 0 ? "At the slope of the last 30 days it lasts more than a year." : "Use does not grow.";
    return { ...known, forecast: "steady", forecastReason, usedPerDay, runsOutOn: null };
  }
  const runsOutOn = dayOf(timeOf(day) + Math.floor(daysLeft) * dayMs);
  const forecastReason = `${count(headroom)} are left; at ${perDay(usedPerDay)} a day they last until ${runsOutOn}.`;
  return { ...known, forecast: "running-out", forecastReason, usedPerDay, runsOutOn };
}

/** Least-squares slope of the use per day over the days that were counted; null while those are too few. */
export function slopeOf(
  history: readonly UseSpan[],
  day: string | null,
): { perDay: number | null; days: number } {
  if (day === null) return { perDay: null, days: 0 };
  const last = timeOf(day);
  const first = last - (slopeDays - 1) * dayMs;
  const byDay = new Map<number, { from: string; used: number }>();
  for (const span of history)
    for (let at = Math.max(first, timeOf(span.day)); at <= Math.min(last, timeOf(span.seenTo)); at += dayMs) {
      const known = byDay.get(at);
      // Of two spans that claim a day, the one that began later knows better.
      if (!known || span.day > known.from) byDay.set(at, { from: span.day, used: span.used });
    }
  const points = [...byDay].map(([at, { used }]) => [(at - last) / dayMs, used] as const);
  const days = points.length;
  const times = points.map(([x]) => x);
  const width = days > 0 ? Math.max(...times) - Math.min(...times) + 1 : 0;
  if (days < leastDays || width < leastDays) return { perDay: null, days };
  const mean = (of: (point: readonly [number, number]) => number) =>
    points.toSorted(([a], [b]) => a - b).reduce((sum, point) => sum + of(point), 0) / days;
  const [meanX, meanY] = [mean(([x]) => x), mean(([, y]) => y)];
  const across = mean(([x, y]) => (x - meanX) * (y - meanY));
  const along = mean(([x]) => (x - meanX) ** 2);
  return { perDay: across / along, days };
}

const timeOf = (day: string) => Date.parse(`${day}T00:00:00Z`);
const dayOf = (time: number) => new Date(time).toISOString().slice(0, 10);
const count = (value: number) => value.toLocaleString("en-US", { maximumFractionDigits: 2 });
const perDay = (value: number) => value.toLocaleString("en-US", { maximumSignificantDigits: 2 });
const sentence = (text: string) =>
  `${text.charAt(0).toUpperCase()}${text.slice(1)}${text.endsWith(".") ? "" : "."}`;

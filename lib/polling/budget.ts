import { formatUsd } from "../format/money.ts";
import { type AskedNeed, askedNeeds, metricsCostUsd } from "./schema.ts";

/** Metrics a day at the intervals of `schema`, by need. */
export type MetricsPerDay = Record<AskedNeed, number>;

/** By how much intervals are stretched, by need. */
export type Slowdown = Record<AskedNeed, number>;

/** A budget, what of it is used, and how polling keeps to it. */
export interface Pace {
  slowdown: Slowdown;
  /** Null without a budget. */
  usdPerMonth: number | null;
  spentUsd: number;
  /** Dollars a day at unstretched intervals, and at these. */
  fullUsdPerDay: number;
  usdPerDay: number;
  /** Whether these intervals keep the budget; false when even the slowest do not. */
  kept: boolean;
}

/** The longest that anything waits, in budget's name: a day for what is quiet, an hour for what is urgent. */
const most: Slowdown = { watched: 12, troubled: 12, active: 96, asleep: 24 };
const quiet: AskedNeed[] = ["active", "asleep"];
const urgent: AskedNeed[] = ["troubled", "watched"];
const dayMs = 86_400_000;

/**
 * How far intervals are stretched so that the month ends within its budget. What is quiet gives way first, what is
 * watched or in trouble last; nothing ever stops, and what is asked for late still brings every minute.
 * @param spentUsd dollars of this calendar month (UTC) so far.
 */
export function paceOf(
  usdPerMonth: number | undefined,
  spentUsd: number,
  perDay: MetricsPerDay,
  now: Date,
): Pace {
  const usd = (needs: readonly AskedNeed[]) =>
    metricsCostUsd(needs.reduce((sum, need) => sum + perDay[need], 0));
  const fullUsdPerDay = usd(askedNeeds);
  const whole: Slowdown = { watched: 1, troubled: 1, active: 1, asleep: 1 };
  if (usdPerMonth === undefined) {
    return {
      slowdown: whole,
      usdPerMonth: null,
      spentUsd,
      fullUsdPerDay,
      usdPerDay: fullUsdPerDay,
      kept: true,
    };
  }
  const allowed = Math.max(0, usdPerMonth - spentUsd) / daysLeft(now);
  const slowdown = { ...whole };
  stretch(slowdown, quiet, usd(quiet), allowed - usd(urgent));
  const left = quiet.reduce((sum, need) => sum + metricsCostUsd(perDay[need] / slowdown[need]), 0);
  stretch(slowdown, urgent, usd(urgent), allowed - left);
  const usdPerDay = askedNeeds.reduce((sum, need) => sum + metricsCostUsd(perDay[need] / slowdown[need]), 0);
  // A factor has three digits.
  return { slowdown, usdPerMonth, spentUsd, fullUsdPerDay, usdPerDay, kept: usdPerDay <= allowed * 1.001 };
}

function stretch(slowdown: Slowdown, needs: AskedNeed[], cost: number, allowed: number): void {
  if (cost <= allowed) return;
  const factor = allowed > 0 ? Math.ceil((cost / allowed) * 1000) / 1000 : Number.POSITIVE_INFINITY;
  for (const need of needs) slowdown[need] = Math.min(most[need], factor);
}

/** Days until the month ends (UTC), half a day at least. */
export function daysLeft(now: Date): number {
  const end = Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1);
  return Math.max(0.5, (end - now.getTime()) / dayMs);
}

/** The slowdown in one sentence; undefined where nothing is slowed. */
export function paceInWords({ slowdown, usdPerMonth, usdPerDay, kept }: Pace): string | undefined {
  if (usdPerMonth === null) return undefined;
  const slowed = askedNeeds.filter((need) => slowdown[need] > 1);
  if (slowed.length === 0) return undefined;
  const factors = [...new Set(slowed.map((need) => slowdown[need].toFixed(1)))];
  const each =
    factors.length === 1
      ? `×${factors[0]}${slowed.length === askedNeeds.length ? "" : ` for what is ${slowed.join(" or ")}`}`
      : slowed.map((need) => `${need} ×${slowdown[need].toFixed(1)}`).join(", ");
  const aim = kept
    ? `to stay within ${formatUsd(usdPerMonth)} a month`
    : `as far as it goes, and still costs ${formatUsd(usdPerDay)} a day, more than is left of ${formatUsd(usdPerMonth)} a month`;
  return `polling slowed ${each}, ${aim}`;
}

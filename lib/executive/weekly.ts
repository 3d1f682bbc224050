import { addDays } from "../cost/days.ts";
import type { DailyCost } from "../cost/outlook/schema.ts";
import { listWords } from "../diagnosis/sentence.ts";
import { formatUsd } from "../format/money.ts";
import { formatChange, formatCount, formatCountOf, formatDecimal } from "../format/numbers.ts";
import { formatDay } from "../format/time.ts";
import type { LatencyLine } from "./reliability.ts";
import type { Status } from "./schema.ts";

/** A sentence about the last week, with the list that tells more. */
export interface WeekLine {
  key: string;
  status: Status;
  text: string;
  href: string | null;
  /** Where it is from. */
  source: string;
}

export interface WeekFacts {
  days: readonly DailyCost[];
  /** Objectives that have used up their budget, or whose alerts fire. */
  objectives: { sloId: string; title: string; state: string }[];
  /** Scopes that fail or are overdue, of how many. */
  scopes: { behind: number; all: number; collectors: string[] };
  findings: { opened: number; ended: number };
  retired: { count: number; usdPerMonth: number | null };
  latency: readonly LatencyLine[];
}

/** What changed since last week that a reader of one page wants to know, what is wrong first. */
export function prepareWeek(facts: WeekFacts): WeekLine[] {
  const lines = [
    spendLine(facts.days),
    objectiveLine(facts.objectives),
    scopeLine(facts.scopes),
    latencyLine(facts.latency),
    findingLine(facts.findings),
    retiredLine(facts.retired),
  ];
  return lines.filter((line) => line !== undefined);
}

function spendLine(days: readonly DailyCost[]): WeekLine | undefined {
  const known = new Map(
    days.filter(({ complete, usd }) => complete && usd !== null).map((one) => [one.day, one.usd ?? 0]),
  );
  const last = [...known.keys()].toSorted().at(-1);
  if (!last) return undefined;
  const week = (from: number) =>
    Array.from({ length: 7 }, (_, index) => known.get(addDays(last, from - index)));
  const [now, before] = [week(0), week(-7)];
  if (now.includes(undefined) || before.includes(undefined)) return undefined;
  const sum = (values: (number | undefined)[]) =>
    values.reduce<number>((added, usd) => added + (usd ?? 0), 0);
  const change = formatChange(sum(before), sum(now));
  if (change === undefined) return undefined;
  const more = sum(now) - sum(before);
  const words =
    change === "0.0 %"
      ? "as much as"
      : `${formatUsd(Math.abs(more))} (${change.slice(1)}) ${more > 0 ? "more" : "less"} than`;
  return {
    key: "spend",
    status: Math.abs(more) > sum(before) * 0.05 ? (more > 0 ? "warn" : "ok") : "none",
    text: `Seven days to ${formatDay(last)} cost ${formatUsd(sum(now))}, ${words} the seven before.`,
    href: `/costs?from=${addDays(last, -6)}&to=${addDays(last, 1)}&by=account`,
    source: "billed and estimated",
  };
}

function objectiveLine(objectives: WeekFacts["objectives"]): WeekLine | undefined {
  const breached = objectives.filter(({ state }) => state === "breached");
  const [first] = breached;
  if (!first) return undefined;
  const one = breached.length === 1;
  return {
    key: "objectives",
    status: "bad",
    text: `${formatCountOf(breached.length, "objective")} ${one ? "has" : "have"} no error budget left: ${listWords(breached.slice(0, 3).map(({ title }) => title))}${breached.length > 3 ? ` and ${breached.length - 3} more` : ""}.`,
    href: one ? `/slos/${encodeURIComponent(first.sloId)}` : "/slos?state=breached",
    source: "measured",
  };
}

function scopeLine({ behind, all, collectors }: WeekFacts["scopes"]): WeekLine | undefined {
  if (behind === 0) return undefined;
  return {
    key: "scopes",
    status: "unknown",
    text: `${formatCount(behind)} of ${formatCount(all)} scopes cannot be read, or are overdue (${listWords(collectors.slice(0, 3))}): what they hold counts as unknown, not as down and not as idle.`,
    href: "/collectors",
    source: "collector runs",
  };
}

function latencyLine(lines: readonly LatencyLine[]): WeekLine | undefined {
  const moved = lines
    .flatMap(({ region, p95Ms }) => {
      const [before, now] = [p95Ms.at(-2), p95Ms.at(-1)];
      if (before == null || now == null || before === 0) return [];
      return [{ region, before, now, share: now / before - 1 }];
    })
    .filter(({ share, before, now }) => Math.abs(share) >= 0.15 && Math.abs(now - before) >= 1)
    .toSorted((a, b) => Math.abs(b.share) - Math.abs(a.share));
  const [most] = moved;
  if (!most) return undefined;
  return {
    key: "latency",
    status: most.share > 0 ? "warn" : "ok",
    text: `Connecting in ${most.region} got ${most.share > 0 ? "slower" : "faster"}, P95 from ${formatDecimal(most.before)} to ${formatDecimal(most.now)} ms.${moved.length > 1 ? ` ${formatCountOf(moved.length - 1, "more region")} moved as well.` : ""}`,
    href: "#latency",
    source: "measured by probes",
  };
}

function findingLine({ opened, ended }: WeekFacts["findings"]): WeekLine | undefined {
  if (opened + ended === 0) return undefined;
  return {
    key: "findings",
    status: "none",
    text: `${formatCountOf(opened, "finding")} opened and still ${opened === 1 ? "holds" : "hold"}; ${formatCountOf(ended, "finding")} ended.`,
    href: "/findings?sort=-since",
    source: "diagnosed",
  };
}

function retiredLine({ count, usdPerMonth }: WeekFacts["retired"]): WeekLine | undefined {
  if (count === 0) return undefined;
  return {
    key: "retired",
    status: "ok",
    text: `${formatCountOf(count, "idle thing")} retired${usdPerMonth === null ? "" : `, ${formatUsd(usdPerMonth)} a month less`}.`,
    href: "/idle?decision=retired",
    source: "realized, seen gone by a complete run",
  };
}

import { Counts, countable } from "./counts.ts";
import type { Exclusion, NoDataPolicy, Sample } from "./schema.ts";

/** A point of the burn-down: percent of the axis from the left, and the share of the budget that is left. */
export interface BurnPoint {
  x: number;
  time: number;
  left: number;
  bad: number;
  total: number;
}

/** A stretch of time in percent of the axis. */
export interface BurnSpan {
  x: number;
  width: number;
  from: number;
  to: number;
}

/** How the budget of one window was used up, ready to draw. */
export interface BurnDown {
  from: number;
  to: number;
  /** Unbroken runs of points; between them nothing was counted. */
  runs: BurnPoint[][];
  /** Where nothing was counted, maintenance apart. */
  gaps: BurnSpan[];
  maintenance: (BurnSpan & { reason: string })[];
  /** The lowest that is drawn; what lies below is cut off there, and said. */
  floor: number;
  cutOff: boolean;
  /** Share of the window in which nothing was counted, of what had passed of it. */
  noDataShare: number;
}

export interface BurnDownInput {
  samples: readonly Sample[];
  exclusions: readonly Exclusion[];
  noData: NoDataPolicy;
  /** Start and end of the window; `watermark` is up to where it is counted. ms since 1970. */
  from: number;
  to: number;
  watermark: number;
  stepMs: number;
  /** Bad events that the window allows. */
  allowed: number;
}

const points = 240;
const deepest = -1;

/**
 * The budget of the window as it was used up: whole at its start, less by every bad event. A slot of time in which
 * nothing was counted breaks the line, because nobody knows what it would have cost.
 */
export function burnDown(input: BurnDownInput): BurnDown {
  const { from, to, watermark, stepMs, allowed, exclusions } = input;
  const until = Math.min(watermark, to);
  const counts = new Counts(
    countable(input.samples, exclusions, input.noData, { from, to: until, stepSeconds: stepMs / 1000 }),
  );
  const slotMs = Math.max(stepMs, Math.ceil((to - from) / points / stepMs) * stepMs);
  const place = (time: number) => ((time - from) / (to - from)) * 100;
  const runs: BurnPoint[][] = [];
  const gaps: BurnSpan[] = [];
  let run: BurnPoint[] = [];
  let bad = 0;
  let total = 0;
  let silentMs = 0;
  const end = () => {
    if (run.length > 0) runs.push(run);
    run = [];
  };
  const point = (time: number): BurnPoint => ({ x: place(time), time, left: 1 - bad / allowed, bad, total });
  for (let begin = from; begin < until; begin += slotMs) {
    const stop = Math.min(begin + slotMs, until);
    const found = counts.between(begin, stop);
    if (found.total <= 0) {
      end();
      if (exclusions.some((one) => one.from <= begin && one.to >= stop)) continue;
      silentMs += stop - begin;
      const last = gaps.at(-1);
      if (last && last.to === begin) {
        last.to = stop;
        last.width = place(stop) - last.x;
      } else gaps.push({ x: place(begin), width: place(stop) - place(begin), from: begin, to: stop });
      continue;
    }
    if (run.length === 0) run.push(point(begin));
    bad += found.bad;
    total += found.total;
    run.push(point(stop));
  }
  end();
  const lowest = Math.min(0, ...runs.flat().map(({ left }) => left));
  return {
    ...{ from, to, runs, gaps },
    maintenance: exclusions
      .filter((one) => one.to > from && one.from < to)
      .map((one) => {
        const [a, b] = [Math.max(one.from, from), Math.min(one.to, to)];
        return { x: place(a), width: place(b) - place(a), from: a, to: b, reason: one.reason };
      }),
    floor: Math.max(deepest, lowest),
    cutOff: lowest < deepest,
    noDataShare: until > from ? silentMs / (until - from) : 0,
  };
}

/** A CloudWatch series: a statistic over whole minutes, undefined where nothing was published. */
import type { Counter, Lane } from "./lane.ts";

export interface Series {
  value(statistic: string, from: number, to: number): number | undefined;
  /** Whether anything was published in the minutes [from, to). */
  hasData(from: number, to: number): boolean;
}

/** A counter summed over lanes. `always` publishes zeros as well, from a minute on. */
export class CounterSeries implements Series {
  readonly #lanes: readonly Lane[];
  readonly #counter: Counter;
  readonly #scale: number;
  readonly #alwaysFrom: number;

  constructor(lanes: readonly Lane[], counter: Counter, scale = 1, alwaysFrom = Number.POSITIVE_INFINITY) {
    this.#lanes = lanes;
    this.#counter = counter;
    this.#scale = scale;
    this.#alwaysFrom = alwaysFrom;
  }

  value(statistic: string, from: number, to: number): number | undefined {
    if (statistic === "Sum") return this.#sum(from, to);
    return minuteStatistic(statistic, from, to, (minute) => this.#sum(minute, minute + 1));
  }

  hasData(from: number, to: number): boolean {
    return to > this.#alwaysFrom || this.#total("bytes", from, to) > 0;
  }

  #sum(from: number, to: number): number | undefined {
    const sum = this.#total(this.#counter, from, to);
    if (sum > 0) return sum * this.#scale;
    if (from >= this.#alwaysFrom) return 0;
    return this.#counter !== "bytes" && this.#total("bytes", from, to) > 0 ? 0 : undefined;
  }

  #total(counter: Counter, from: number, to: number): number {
    let sum = 0;
    for (const lane of this.#lanes) sum += lane.sum(counter, from, to);
    return sum;
  }
}

/** Concurrent connections over lanes. A minute's extremes lie 15 % around its mean. */
export class ActiveSeries implements Series {
  readonly #lanes: readonly Lane[];
  readonly #alwaysFrom: number;

  constructor(lanes: readonly Lane[], alwaysFrom = Number.POSITIVE_INFINITY) {
    this.#lanes = lanes;
    this.#alwaysFrom = alwaysFrom;
  }

  value(statistic: string, from: number, to: number): number | undefined {
    let count = 0;
    let sum = 0;
    let max = 0;
    let min = Number.POSITIVE_INFINITY;
    const add = (minutes: number, mean: number, high: number, low: number) => {
      count += minutes;
      sum += mean * minutes;
      max = Math.max(max, high);
      min = Math.min(min, low);
    };
    for (let minute = from; minute < to; ) {
      const hour = minute % 60 === 0 && minute + 60 <= to ? this.#hour(minute) : undefined;
      if (hour) add(60, hour.mean, hour.max, hour.min);
      else {
        for (const end = Math.min(to, (Math.floor(minute / 60) + 1) * 60); minute < end; minute++) {
          const level = this.#at(minute);
          if (level > 0 || minute >= this.#alwaysFrom) add(1, level, level, level);
        }
        continue;
      }
      minute += 60;
    }
    return count === 0
      ? undefined
      : pick(statistic, { count, sum, max: Math.ceil(max * 1.15), min: Math.floor(min * 0.85) });
  }

  hasData(from: number, to: number): boolean {
    return to > this.#alwaysFrom || this.#lanes.some((lane) => lane.sum("bytes", from, to) > 0);
  }

  #at(minute: number): number {
    let level = 0;
    for (const lane of this.#lanes) level += lane.activeAt(minute);
    return level;
  }

  #hour(minute: number): { mean: number; max: number; min: number } | undefined {
    const total = { mean: 0, max: 0, min: 0 };
    for (const lane of this.#lanes) {
      const hour = lane.activeInHour(minute);
      if (!hour) return undefined;
      total.mean += hour.mean;
      total.max += hour.max;
      total.min += hour.min;
    }
    return this.#lanes.length === 0 ? undefined : total;
  }
}

/** Something that is counted every minute, whether there is traffic or not. */
export class StateSeries implements Series {
  readonly #at: (minute: number) => number;
  readonly #from: number;
  readonly #constant: boolean;

  /** `constant` promises that the value never changes after `from`. */
  constructor(at: (minute: number) => number, from: number, constant = false) {
    this.#at = at;
    this.#from = from;
    this.#constant = constant;
  }

  value(statistic: string, from: number, to: number): number | undefined {
    if (to <= this.#from) return undefined;
    const start = Math.max(from, this.#from);
    if (!this.#constant) return minuteStatistic(statistic, start, to, this.#at);
    const value = this.#at(start);
    const count = to - start;
    return pick(statistic, { count, sum: value * count, max: value, min: value });
  }

  hasData(_from: number, to: number): boolean {
    return to > this.#from;
  }
}

interface Aggregate {
  count: number;
  sum: number;
  max: number;
  min: number;
}

function minuteStatistic(
  statistic: string,
  from: number,
  to: number,
  at: (minute: number) => number | undefined,
): number | undefined {
  const total: Aggregate = { count: 0, sum: 0, max: Number.NEGATIVE_INFINITY, min: Number.POSITIVE_INFINITY };
  for (let minute = from; minute < to; minute++) {
    const value = at(minute);
    if (value === undefined) continue;
    total.count++;
    total.sum += value;
    total.max = Math.max(total.max, value);
    total.min = Math.min(total.min, value);
  }
  return total.count === 0 ? undefined : pick(statistic, total);
}

function pick(statistic: string, { count, sum, max, min }: Aggregate): number {
  switch (statistic) {
    case "Sum":
      return sum;
    case "Maximum":
      return max;
    case "Minimum":
      return min;
    case "SampleCount":
      return count;
    default:
      return sum / count;
  }
}

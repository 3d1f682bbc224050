/** A CloudWatch series: a statistic over whole minutes, undefined where nothing was published. */
import type { ActiveHour, Counter, Lane } from "./lane.ts";

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

/** What happened in each minute of an hour: whether something moved, and how many connections were open. */
interface Minutes {
  hour: number;
  published: Uint8Array;
  levels: Float64Array;
}

/** Concurrent connections over lanes. A minute's extremes lie 15 % around its mean. */
export class ActiveSeries implements Series {
  readonly #lanes: readonly Lane[];
  readonly #alwaysFrom: number;
  /** The hour looked at last: short periods come one after the other. */
  #minutes: Minutes | undefined;

  constructor(lanes: readonly Lane[], alwaysFrom = Number.POSITIVE_INFINITY) {
    this.#lanes = lanes;
    this.#alwaysFrom = alwaysFrom;
  }

  value(statistic: string, from: number, to: number): number | undefined {
    const total = emptyAggregate();
    // Of a single hour its minutes are counted exactly, of longer periods about: it only weighs their hours.
    const exactly = statistic === "SampleCount" && to - from <= 60;
    for (let minute = from; minute < to; ) {
      const end = Math.min(to, (Math.floor(minute / 60) + 1) * 60);
      const hour = end - minute === 60 && !exactly ? this.#hour(minute) : undefined;
      if (hour) add(total, minute >= this.#alwaysFrom ? 60 : hour.minutes, hour);
      else this.#addMinutes(total, minute, end);
      minute = end;
    }
    if (total.count === 0) return undefined;
    return pick(statistic, { ...total, max: Math.ceil(total.max * 1.15), min: Math.floor(total.min * 0.85) });
  }

  hasData(from: number, to: number): boolean {
    return to > this.#alwaysFrom || this.#lanes.some((lane) => lane.sum("bytes", from, to) > 0);
  }

  /** Adds the minutes [from, to) of one hour. */
  #addMinutes(total: Aggregate, from: number, to: number): void {
    const { published, levels } = this.#minutesOf(Math.floor(from / 60));
    for (let minute = from; minute < to; minute++) {
      const level = levels[minute % 60] as number;
      if (published[minute % 60] === 1 || minute >= this.#alwaysFrom)
        add(total, 1, { mean: level, max: level, min: level });
    }
  }

  #minutesOf(hour: number): Minutes {
    if (this.#minutes?.hour === hour) return this.#minutes;
    const minutes = { hour, published: new Uint8Array(60), levels: new Float64Array(60) };
    for (const lane of this.#lanes)
      lane.addActive(hour * 60, hour * 60 + 60, minutes.published, minutes.levels);
    this.#minutes = minutes;
    return minutes;
  }

  #hour(minute: number): ActiveHour | undefined {
    const total = { mean: 0, max: 0, min: 0, dense: false, minutes: 0 };
    for (const lane of this.#lanes) {
      const hour = lane.activeInHour(minute);
      if (!hour) return undefined;
      total.mean += hour.mean;
      total.max += hour.max;
      total.min += hour.min;
      total.minutes = Math.min(60, total.minutes + hour.minutes);
    }
    return total;
  }
}

/** Something that is counted every minute, whether there is traffic or not. */
export class StateSeries implements Series {
  readonly #at: (minute: number) => number;
  readonly #from: number;
  readonly #mayChange: (from: number, to: number) => boolean;

  /** `mayChange` tells whether the value can change between two minutes; without it, it never does. */
  constructor(
    at: (minute: number) => number,
    from: number,
    mayChange: (from: number, to: number) => boolean = () => false,
  ) {
    this.#at = at;
    this.#from = from;
    this.#mayChange = mayChange;
  }

  value(statistic: string, from: number, to: number): number | undefined {
    if (to <= this.#from) return undefined;
    const start = Math.max(from, this.#from);
    if (this.#mayChange(start, to)) return minuteStatistic(statistic, start, to, this.#at);
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

function emptyAggregate(): Aggregate {
  return { count: 0, sum: 0, max: Number.NEGATIVE_INFINITY, min: Number.POSITIVE_INFINITY };
}

/** Adds so many minutes of one mean and its extremes. */
function add(total: Aggregate, minutes: number, values: { mean: number; max: number; min: number }): void {
  if (minutes === 0) return;
  total.count += minutes;
  total.sum += values.mean * minutes;
  total.max = Math.max(total.max, values.max);
  total.min = Math.min(total.min, values.min);
}

function minuteStatistic(
  statistic: string,
  from: number,
  to: number,
  at: (minute: number) => number | undefined,
): number | undefined {
  const total = emptyAggregate();
  for (let minute = from; minute < to; minute++) {
    const value = at(minute);
    if (value !== undefined) add(total, 1, { mean: value, max: value, min: value });
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

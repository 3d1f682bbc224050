/**
 * One lane of traffic: an endpoint in one zone. All counters of a lane are floors of one monotone function of
 * time, F(t), so that a sum over any period is F(end) - F(start): an hour costs as little as a minute, and
 * coarse periods equal the sum of their minutes exactly.
 */
import { fold, unit } from "./hash.ts";
import { windows } from "./incidents.ts";
import { cumulativeWeights } from "./rhythm.ts";
import type { IncidentSpec, MetricFactor, RhythmName } from "./types.ts";

const DAY_MINUTES = 1440;

export interface LaneSpec {
  hash: number;
  rhythm: RhythmName;
  utcOffsetHours: number;
  bytesPerDay: number;
  bytesPerConnection: number;
  /** Connections per reset seen by the client side; 1 where nothing answers. */
  connectionsPerReset: number;
  /** Minutes since 1970 between which there is traffic. */
  from: number;
  to: number;
  incidents: readonly IncidentSpec[];
}

export type Counter = "bytes" | "connections" | "resets" | "drops" | "clientResets" | "balancerResets";

/** Concurrent connections over an hour. */
export interface ActiveHour {
  mean: number;
  max: number;
  min: number;
  /** Whether every minute is published. */
  dense: boolean;
  /** About how many minutes are. */
  minutes: number;
}

interface Window {
  start: number;
  end: number;
  factors: Partial<Record<MetricFactor, number>>;
}

interface Day {
  day: number;
  /** Quanta of traffic in the whole day. */
  quanta: number;
  weights: Float64Array;
  /** Weight before each full hour, uneven from hour to hour; made when first asked for. */
  edges: Float64Array | undefined;
  hash: number;
  /** Incidents of the day, in minutes of the day, not overlapping. */
  windows: Window[];
}

/** A smooth zero-sum wobble over the minutes of an hour; all lanes wobble together, so that extremes add up. */
const WOBBLE = Float64Array.from({ length: 60 }, (_, minute) => {
  const angle = (2 * Math.PI * minute) / 60;
  return (Math.sin(3 * angle) + Math.sin(7 * angle + 1) + Math.sin(13 * angle + 2)) / 3;
});
const WOBBLE_SHARE = 0.2;
const WOBBLE_HIGH = 1 + WOBBLE_SHARE * Math.max(...WOBBLE);
const WOBBLE_LOW = 1 + WOBBLE_SHARE * Math.min(...WOBBLE);
/** How far the edge of an hour or a minute may move; below 1, so that time stays in order. */
const HOUR_JITTER = 0.3;
const MINUTE_JITTER = 0.6;
/** With this many quanta in an hour, every one of its minutes has at least one. */
const DENSE_QUANTA = 160;
const SILENT: ActiveHour = { mean: 0, max: 0, min: 0, dense: false, minutes: 0 };

export class Lane {
  readonly #spec: LaneSpec;
  readonly #quantum: number;
  readonly #units: Record<Counter, number>;
  readonly #weights: Float64Array[];
  #day: Day | undefined;
  // The last two answers of #quantaUntil: neighbouring periods share an edge, and counters share them all.
  #lastMinute = -1;
  #lastQuanta = 0;
  #earlierMinute = -1;
  #earlierQuanta = 0;

  constructor(spec: LaneSpec) {
    this.#spec = spec;
    this.#quantum = Math.max(1, Math.min(spec.bytesPerConnection, 20_000));
    this.#weights = cumulativeWeights(spec.rhythm, spec.utcOffsetHours);
    const quantum = this.#quantum;
    this.#units = {
      bytes: quantum,
      connections: quantum / spec.bytesPerConnection,
      resets: quantum / (spec.bytesPerConnection * spec.connectionsPerReset),
      drops: quantum / 1e10,
      clientResets: quantum / (spec.bytesPerConnection * 3_000),
      balancerResets: quantum / (spec.bytesPerConnection * 20_000),
    };
  }

  /** Sum of a counter over the minutes [from, to) since 1970. */
  sum(counter: Counter, from: number, to: number): number {
    const start = Math.max(from, this.#spec.from);
    const end = Math.min(to, this.#spec.to);
    if (end <= start || this.#spec.bytesPerDay <= 0) return 0;
    let total = 0;
    for (let day = Math.floor(start / DAY_MINUTES); day * DAY_MINUTES < end; day++) {
      const base = day * DAY_MINUTES;
      const state = this.#dayState(day);
      const first = Math.max(start - base, 0);
      const last = Math.min(end - base, DAY_MINUTES);
      total += this.#count(counter, state, last) - (first === 0 ? 0 : this.#count(counter, state, first));
    }
    return total;
  }

  /**
   * Marks the minutes of [from, to), which lies in one hour, in which something moved, and adds the connections
   * that are open in each: in an hour with traffic they stay open between its bursts.
   */
  addActive(from: number, to: number, published: Uint8Array, levels: Float64Array): void {
    const start = Math.max(from, this.#spec.from);
    const end = Math.min(to, this.#spec.to);
    if (end <= start || this.#spec.bytesPerDay <= 0) return;
    const state = this.#dayState(Math.floor(start / DAY_MINUTES));
    const first = start % DAY_MINUTES;
    const hour = Math.floor(first / 60);
    if (this.#count("bytes", state, hour * 60 + 60) === this.#count("bytes", state, hour * 60)) return;
    const level = this.#level(state, hour);
    const wobble = this.#isDense(state, hour) ? WOBBLE_SHARE : 0;
    let before = this.#count("bytes", state, first);
    for (let minute = first; minute < first + end - start; minute++) {
      const after = this.#count("bytes", state, minute + 1);
      const within = minute % 60;
      if (after > before) published[within] = 1;
      before = after;
      const factor = state.windows.length === 0 ? 1 : activeFactor(state.windows, minute);
      levels[within] =
        (levels[within] as number) + level * (1 + wobble * (WOBBLE[within] as number)) * factor;
    }
  }

  /**
   * Concurrent connections over a whole hour; undefined when its minutes must be looked at one by one, because
   * an incident or an end of the lane lies in it.
   */
  activeInHour(minute: number): ActiveHour | undefined {
    const { from, to, bytesPerDay } = this.#spec;
    if (bytesPerDay <= 0 || minute + 60 <= from || minute >= to) return SILENT;
    if (minute < from || minute + 60 > to) return undefined;
    const state = this.#dayState(Math.floor(minute / DAY_MINUTES));
    const ofDay = minute % DAY_MINUTES;
    if (state.windows.some((window) => window.start < ofDay + 60 && window.end > ofDay)) return undefined;
    const quanta = this.#quantaUntil(state, ofDay + 60) - this.#quantaUntil(state, ofDay);
    if (quanta === 0) return SILENT;
    const mean = this.#level(state, ofDay / 60);
    const dense = this.#isDense(state, ofDay / 60);
    if (!dense) return { mean, max: mean, min: mean, dense, minutes: Math.min(60, quanta) };
    return { mean, max: mean * WOBBLE_HIGH, min: mean * WOBBLE_LOW, dense, minutes: 60 };
  }

  #isDense(state: Day, hour: number): boolean {
    return state.quanta * (weightAt(state, hour + 1) - weightAt(state, hour)) >= DENSE_QUANTA;
  }

  /** Mean concurrent connections of an hour: arrivals times duration, and a pool of one. */
  #level(state: Day, hour: number): number {
    const share = weightAt(state, hour + 1) - weightAt(state, hour);
    const arrivals = (state.quanta * share * this.#units.connections) / 60;
    const minutes = Math.min(60, Math.max(0.2, this.#spec.bytesPerConnection / 60_000));
    return 1 + arrivals * minutes;
  }

  #dayState(day: number): Day {
    if (this.#day?.day === day) return this.#day;
    const spec = this.#spec;
    const hash = fold(spec.hash, day);
    const weekday = (((day + 4) % 7) + 7) % 7;
    const weights = this.#weights[weekday] as Float64Array;
    const years = (day - 19_723) / 365;
    const bytes = spec.bytesPerDay * (0.85 + 0.3 * unit(hash)) * Math.max(0.4, 1 + 0.12 * years);
    this.#day = {
      day,
      quanta: bytes / this.#quantum,
      weights,
      edges: undefined,
      hash,
      windows: spec.incidents.length === 0 ? [] : windowsOfDay(spec.incidents, day * DAY_MINUTES),
    };
    return this.#day;
  }

  /** F at a minute of the day, as a whole number. */
  #count(counter: Counter, state: Day, minute: number): number {
    const unitOf = this.#units[counter];
    if (state.windows.length === 0) return floor(this.#quantaUntil(state, minute) * unitOf);
    let count = 0;
    let position = 0;
    for (const window of state.windows) {
      if (minute <= window.start) break;
      const atStart = this.#quantaUntil(state, window.start);
      const end = Math.min(minute, window.end);
      const atEnd = this.#quantaUntil(state, end);
      const atPosition = this.#quantaUntil(state, position);
      count += atStart - atPosition + factorOf(window, counter) * (atEnd - atStart);
      position = end;
    }
    count += this.#quantaUntil(state, minute) - this.#quantaUntil(state, position);
    return floor(count * unitOf);
  }

  #quantaUntil(state: Day, minute: number): number {
    const key = state.day * 2048 + minute;
    if (key === this.#lastMinute) return this.#lastQuanta;
    if (key === this.#earlierMinute) return this.#earlierQuanta;
    this.#earlierMinute = this.#lastMinute;
    this.#earlierQuanta = this.#lastQuanta;
    this.#lastMinute = key;
    this.#lastQuanta = Math.floor(state.quanta * weightUntil(state, minute));
    return this.#lastQuanta;
  }
}

/** Share of the day's weight before a minute; monotone, uneven from minute to minute. */
function weightUntil(state: Day, minute: number): number {
  const hour = Math.floor(minute / 60);
  const within = minute - hour * 60;
  const start = weightAt(state, hour);
  if (within === 0) return start;
  const jitter = MINUTE_JITTER * (unit(fold(state.hash, minute + 7)) - 0.5);
  return start + ((weightAt(state, hour + 1) - start) * (within + jitter)) / 60;
}

/** The same at a full hour. */
function weightAt(state: Day, hour: number): number {
  if (hour === 0 || hour === 24) return state.weights[hour] as number;
  state.edges ??= edgesOf(state);
  return state.edges[hour] as number;
}

function edgesOf({ weights, hash }: Day): Float64Array {
  const edges = Float64Array.from(weights);
  for (let hour = 1; hour < 24; hour++) {
    const exact = weights[hour] as number;
    const before = exact - (weights[hour - 1] as number);
    const after = (weights[hour + 1] as number) - exact;
    edges[hour] = exact + HOUR_JITTER * (unit(fold(hash, -hour)) - 0.5) * Math.min(before, after);
  }
  return edges;
}

function activeFactor(windows: readonly Window[], minute: number): number {
  return windows.find((one) => one.start <= minute && minute < one.end)?.factors.active ?? 1;
}

function factorOf({ factors }: Window, counter: Counter): number {
  if (counter === "clientResets" || counter === "balancerResets") return factors.connections ?? 1;
  return factors[counter] ?? 1;
}

/** A floor that forgives the last bits of a product of floats. */
function floor(value: number): number {
  return Math.floor(value + 1e-7);
}

function windowsOfDay(incidents: readonly IncidentSpec[], base: number): Window[] {
  const found: Window[] = [];
  for (const incident of incidents) {
    for (const [start, end] of windows(incident, base, base + DAY_MINUTES))
      found.push({ start: start - base, end: end - base, factors: incident.factors });
  }
  found.sort((a, b) => a.start - b.start);
  return found
    .map((window, index) => ({ ...window, start: Math.max(window.start, found[index - 1]?.end ?? 0) }))
    .filter((window) => window.start < window.end);
}

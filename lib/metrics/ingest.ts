import type pg from "pg";
import { writableFrom } from "../db/partitions.ts";
import { RowFrame, type ValueType } from "./copy.ts";
import { type Bucket, copyLevels, Level } from "./ingestLevel.ts";
import { partitioning } from "./partitions.ts";
import { type Readied, readied } from "./readied.ts";
import {
  bucketOf,
  columnsOf,
  isParted,
  parentOf,
  rolledColumns,
  rollUpMinutes,
  type Values,
} from "./rollup.ts";
import { type Resolution, resolutionNames, resolutions } from "./schema.ts";
import type { MetricColumn, MetricFamily } from "./tables.ts";
import { digestSlots, isUnchanged, type Tail } from "./tail.ts";

/** What was answered for a series: values by start of their bucket in ms, in the order of `columns`. */
export interface SeriesAnswer {
  key: readonly string[];
  labels: readonly (string | null)[];
  /** Those of the family that were asked for, in the family's order. */
  columns: readonly string[];
  buckets: ReadonlyMap<number, Values>;
}

/** Answers of one resolution over a range of time in ms: from inclusive, to exclusive. */
export interface RangeAnswer {
  resolution: Resolution;
  from: number;
  to: number;
  series: readonly SeriesAnswer[];
}

/** What one unit was answered, and what was known of it before. Times are in ms. */
export interface UnitAnswer {
  ranges: readonly RangeAnswer[];
  /** 0, or 1 for columns that are always asked for apart from the others: their minutes are rows of their own. */
  part: number;
  /** Minutes are not stored, only the five minutes made of them: those that lie whole in what was asked for. */
  folded?: boolean | undefined;
  /** Up to where its columns were known before; undefined at first sight. */
  before: number | undefined;
  /** The newest datapoint that was known of it; undefined where there was none. */
  lastDatapoint?: number | undefined;
  /** None of its columns are stored from here on: such rows need not be compared with what is there. */
  newFrom: number;
  /** Up to where rows of hours and days may be there with the other columns of its keys, which it then adds its own to. */
  siblingTo?: number | undefined;
  /** What was stored of the last minutes before `before`. */
  tail?: Tail | undefined;
  /** Since when buckets of a width are complete after this, so that the next wider ones are made of them. */
  completeFrom: Readonly<Partial<Record<Resolution, Date>>>;
  /** The same before this, in ms: what was made of finer buckets wins over an answer of its own width. */
  completeBefore?: Readonly<Partial<Record<Resolution, { collectedFrom: number }>>> | undefined;
}

export interface Ingested {
  /** Rows answered: written by COPY, compared with what was there, left alone for their digest, or no longer kept. */
  rows: { fresh: number; compared: number; unchanged: number; expired: number };
  /** Coarser buckets made anew by the database. */
  rolledUp: number;
  /** By unit, in their order: what to remember of its last minutes. */
  tails: (Tail | undefined)[];
}

/** Answers that are to be stored, worked out as far as it goes without the database. */
export interface Prepared {
  family: MetricFamily;
  levels: Record<Resolution, Level>;
  /** The next wider bucket of one that differs from what was there is to be made anew. */
  touchParent(resolution: Resolution, bucket: Bucket): void;
  rows: Ingested["rows"];
  tails: Ingested["tails"];
}

/** Works out which rows answers are. With `compareAll` all of them are compared with what is there. */
export function prepareIngest(
  family: MetricFamily,
  accountId: string,
  units: readonly UnitAnswer[],
  { now, compareAll = false }: { now: Date; compareAll?: boolean },
): Prepared {
  return new Ingest(family, accountId, now, compareAll).prepare(units);
}

/**
 * Stores answers of one family and makes anew the coarser buckets that they touch, in the transaction of `client`; the
 * partitions must exist. Rows after all that is stored go to their table by one COPY for all, the others are compared
 * with what is there. Throws Postgres's unique_violation where `newFrom` was wrong: then to be prepared again with
 * `compareAll`.
 */
export async function ingest(client: pg.ClientBase, prepared: readonly Prepared[]): Promise<Ingested[]> {
  const rolledUp = prepared.map(() => 0);
  for (const resolution of resolutionNames) {
    await copyLevels(
      client,
      prepared.map(({ levels }) => levels[resolution]),
    );
    for (const [i, { levels, touchParent }] of prepared.entries()) {
      const level = levels[resolution];
      for (const bucket of await level.write(client)) touchParent(resolution, bucket);
      rolledUp[i] = (rolledUp[i] ?? 0) + level.rolledUp;
    }
  }
  return prepared.map(({ rows, tails }, i) => ({ rows, tails, rolledUp: rolledUp[i] ?? 0 }));
}

class Ingest {
  readonly #family: MetricFamily;
  readonly #frame: RowFrame;
  readonly #compareAll: boolean;
  readonly #levels: Record<Resolution, Level>;
  /** Rows before are not written any more, nor is anything made of them. */
  readonly #oldest: Record<Resolution, number>;
  /** By series, and only where a bucket is to be made anew: most polls touch none. */
  #completions: ReadonlyMap<string, Completion> | undefined;
  #units: readonly UnitAnswer[] = [];
  /** Up to where the furthest series is known. */
  #furthest = Number.NEGATIVE_INFINITY;
  readonly #shapes = new Map<string, Shape>();
  readonly #rows = { fresh: 0, compared: 0, unchanged: 0, expired: 0 };

  constructor(family: MetricFamily, accountId: string, now: Date, compareAll: boolean) {
    this.#family = family;
    this.#frame = new RowFrame(accountId);
    this.#compareAll = compareAll;
    const each = <T>(make: (resolution: Resolution) => T) =>
      Object.fromEntries(resolutionNames.map((name) => [name, make(name)])) as Record<Resolution, T>;
    this.#levels = each((resolution) => new Level(family, resolution, accountId));
    this.#oldest = each((resolution) => writableFrom(partitioning(family, resolution), now).getTime());
  }

  prepare(units: readonly UnitAnswer[]): Prepared {
    this.#units = units;
    for (const unit of units) this.#furthest = Math.max(this.#furthest, reachedBy(unit));
    const tails = units.map((unit) => {
      let tail: Tail | undefined;
      this.#closeHour(unit);
      for (const range of unit.ranges) {
        if (range.resolution === "1m") tail = this.#addMinutes(unit, range);
        else for (const series of range.series) this.#addBuckets(unit, range.resolution, series);
      }
      return tail;
    });
    return {
      ...{ family: this.#family, levels: this.#levels, rows: this.#rows, tails },
      touchParent: (resolution, bucket) => this.#touchParent(resolution, bucket),
    };
  }

  /** The hour that was open when the unit was asked last, and is not any more: whether or not more of it came. */
  #closeHour(unit: UnitAnswer): void {
    const { before, lastDatapoint } = unit;
    if (before === undefined || lastDatapoint === undefined) return;
    const start = bucketOf(before, "1h");
    if (start === before || start + hourMs > reachedBy(unit) || lastDatapoint < start) return;
    const keys = new Set<string>();
    for (const { resolution, series } of unit.ranges) {
      if (resolution !== "1m" && resolution !== "5m") continue;
      for (const { key, columns } of series) {
        const { names } = this.#shapeOf(columns);
        if (keys.has(seriesKey(names, key))) continue;
        keys.add(seriesKey(names, key));
        this.#touchParent("5m", { columns: names, key, part: unit.part, ts: start });
      }
    }
  }

  #addMinutes(unit: UnitAnswer, { from, to, series: answered }: RangeAnswer): Tail | undefined {
    const all = answered.map((one) => this.#seriesOf(one));
    const before = unit.before ?? Number.NEGATIVE_INFINITY;
    const digests = digestSlots(all, { from, to, before }, unit.tail);
    // Whole buckets of five minutes that this unit's columns were not known of before: rolled up here and now.
    const fillFrom = this.#compareAll
      ? Number.POSITIVE_INFINITY
      : bucketOf(Math.max(before, from) + fiveMs - 1, "5m");
    const rolledFrom = unit.folded ? bucketOf(from + fiveMs - 1, "5m") : fillFrom;
    for (const series of all) {
      const { times, values, shape } = series;
      this.#frame.set(series.key, series.labels);
      // Five minutes after five minutes: they lie next to each other.
      for (let start = 0, end = 0; start < times.length; start = end) {
        const slot = bucketOf(times[start] as number, "5m");
        while (end < times.length && (times[end] as number) < slot + fiveMs) end++;
        if (isUnchanged(unit.tail, digests, slot, before)) {
          this.#rows.unchanged += end - start;
          continue;
        }
        const fills = slot >= rolledFrom;
        for (let k = start; k < end && !unit.folded; k++) {
          const as = fills ? "part" : "answered";
          this.#add("1m", unit, series, times[k] as number, values[k] as Values, as);
        }
        if (!fills) continue;
        const five = rollUpMinutes(shape.columns, values, { from: start, to: end });
        this.#add("5m", unit, series, slot, five, "made");
      }
    }
    return digests.tail;
  }

  #addBuckets(unit: UnitAnswer, resolution: Resolution, answered: SeriesAnswer): void {
    const series = this.#seriesOf(answered);
    const { times, values } = series;
    const finer = resolutionNames[resolutionNames.indexOf(resolution) - 1] as Resolution;
    const madeFrom = unit.completeBefore?.[finer]?.collectedFrom ?? Number.POSITIVE_INFINITY;
    const width = resolutions[resolution] * 1000;
    this.#frame.set(series.key, series.labels);
    for (let k = 0; k < times.length; k++) {
      const ts = times[k] as number;
      if (ts >= madeFrom && ts + width <= (unit.before ?? Number.NEGATIVE_INFINITY)) continue;
      this.#add(resolution, unit, series, ts, values[k] as Values, "answered");
    }
  }

  /** A row of the series that the frame was set to: answered, answered and part of a wider one made here, or that one. */
  #add(
    resolution: Resolution,
    { newFrom, part, siblingTo = Number.NEGATIVE_INFINITY }: UnitAnswer,
    { shape, key }: Series,
    ts: number,
    values: Values,
    as: "answered" | "part" | "made",
  ): void {
    if (ts < this.#oldest[resolution]) {
      this.#rows.expired++;
      return;
    }
    const columns = as === "made" ? shape.fiveNames : shape.names;
    const types = as === "made" ? shape.rolledTypes : shape.types;
    const fresh = ts >= newFrom && !this.#compareAll;
    if (columns === shape.names) this.#rows[fresh ? "fresh" : "compared"]++;
    const parted = isParted(resolution);
    const shared = !parted && ts < siblingTo;
    const how = fresh && !shared ? "copy" : fresh || as === "part" ? "merge" : "compare";
    this.#levels[resolution]
      .rows(columns, how)
      .add(this.#frame, ts, parted ? part : undefined, types, values);
    if (fresh && as !== "part") this.#touchParent(resolution, { columns: shape.names, key, part, ts });
  }

  /** The next wider bucket is to be made anew, where all that it holds is known and still kept. */
  #touchParent(resolution: Resolution, { columns, key, part, ts }: Bucket): void {
    const parent = parentOf[resolution];
    if (!parent) return;
    const start = bucketOf(ts, parent);
    // An open hour would be made anew at every poll; readers have its five minutes.
    if (parent === "1h" && start + hourMs > this.#furthest) return;
    this.#completions ??= this.#completionsOf(this.#units);
    const series = this.#completions.get(seriesKey(columns, key));
    const completeFrom = series?.completeFrom[resolution];
    if (completeFrom === undefined || start < completeFrom.getTime()) return;
    if (parent === "1h" && start + hourMs > series!.reached) return;
    if (start < this.#oldest[resolution] || start < this.#oldest[parent]) return;
    this.#levels[parent].touch({ columns, key, part, ts: start });
  }

  #completionsOf(units: readonly UnitAnswer[]): Map<string, Completion> {
    const found = new Map<string, Completion>();
    for (const unit of units) {
      const completion = { completeFrom: unit.completeFrom, reached: reachedBy(unit) };
      for (const { series } of unit.ranges)
        for (const { columns, key } of series)
          found.set(seriesKey(this.#shapeOf(columns).names, key), completion);
    }
    return found;
  }

  #seriesOf({ key, labels, columns, buckets }: SeriesAnswer): Series {
    const shape = this.#shapeOf(columns);
    const { times, values } = readied(shape.columns, buckets);
    return { key, labels, shape, times, values };
  }

  /** What is the same for all series that were asked for the same columns. */
  #shapeOf(asked: readonly string[]): Shape {
    const names = asked.length === 1 ? (asked[0] as string) : asked.join(",");
    const known = this.#shapes.get(names);
    if (known) return known;
    const columns = columnsOf(this.#family, asked);
    const shape: Shape = {
      ...{ names, columns },
      types: columns.map(({ type }) => type),
      rolledTypes: columns.flatMap(({ type, minutes }): ValueType[] =>
        minutes ? [type, "smallint"] : [type],
      ),
      fiveNames: rolledColumns(columns).join(","),
    };
    this.#shapes.set(names, shape);
    return shape;
  }
}

interface Shape {
  names: string;
  columns: MetricColumn[];
  types: ValueType[];
  rolledTypes: ValueType[];
  /** The columns of five minutes that are made of minutes. */
  fiveNames: string;
}

/** A series that was answered, its buckets in order of time, as they are stored. */
interface Series extends Readied {
  key: readonly string[];
  labels: readonly (string | null)[];
  shape: Shape;
}

/** Since when buckets of a series are complete, and up to where it is known. */
interface Completion {
  completeFrom: UnitAnswer["completeFrom"];
  reached: number;
}

const fiveMs = 300_000;
const hourMs = 3_600_000;

/** Up to where a unit is known after an answer. */
function reachedBy({ before = Number.NEGATIVE_INFINITY, ranges }: UnitAnswer): number {
  let reached = before;
  for (const { to } of ranges) reached = Math.max(reached, to);
  return reached;
}

const seriesKey = (columns: string, key: readonly string[]) => `${columns}\n${key.join("\t")}`;
